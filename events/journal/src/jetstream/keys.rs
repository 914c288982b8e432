//! The keys of persons, on the servers: a bucket that all nodes of a cluster share.
//!
//! What is stored there is wrapped under the master key, which the servers never see. A person has
//! these subjects, each of which takes one message only:
//!
//! ```text
//! $KV.WAYMARK_KEYS.<person>.key          the wrapped key
//! $KV.WAYMARK_KEYS.<person>.after-<n>    the same key under the next master key; replaces message n
//! $KV.WAYMARK_KEYS.<person>.destroyed    the tombstone
//! ```
//!
//! A person's last message is their entry. Every message is written on the condition that the person's
//! last one is still the one that its author saw, so that nothing follows a tombstone. What was
//! replaced is deleted by its number, and the servers overwrite its bytes; a message that only falls
//! out of a history stays readable in their files. Roles that make keys may publish to `*.key` and to
//! nothing else: to destroy a key takes rights of its own.

mod settings;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::Context;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{RawMessageErrorKind, Stream};
use event_keys::{BoxFuture, Entry, KeyShelf, Rewrapped, ShelfError};
use events::PersonId;
use tokio::time::{Instant, sleep};

use super::connection::Connection;
use super::error::{StreamError, chain};
use super::stream::with_patience;

/// How long to look for a key, and how long to try to put one there: servers that have lost a leader
/// take up to nine seconds until they begin to choose another.
const READ: Duration = Duration::from_secs(20);
const WRITTEN: Duration = Duration::from_secs(30);
/// How long to wait before the next try.
const PAUSE: Duration = Duration::from_millis(20);

/// The last words of the subjects of a person's first key, and of their tombstone.
const KEY: &str = "key";
const TOMBSTONE: &str = "destroyed";

/// A bucket of wrapped keys. A clone is the same bucket.
#[derive(Clone)]
pub struct KeyBucket {
    jetstream: Context,
    stream: Stream,
    /// What all its subjects begin with.
    prefix: String,
}

impl fmt::Debug for KeyBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyBucket").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Connection {
    /// The bucket's name: the stream's and `_KEYS`.
    fn bucket(&self) -> String {
        format!("{}_KEYS", self.stream)
    }

    /// Makes the bucket for persons' keys with `replicas` replicas; one that is there is put right.
    ///
    /// # Errors
    /// When the servers refuse, or do not answer.
    pub async fn create_key_bucket(&self, replicas: usize) -> Result<KeyBucket, StreamError> {
        let name = self.bucket();
        let refused = |action: &'static str, error: &dyn std::error::Error| StreamError::Refused {
            stream: name.clone(),
            action,
            reason: chain(error),
        };
        match self.key_bucket().await {
            Ok(bucket) => {
                let found = &bucket.stream.cached_info().config;
                let config = settings::mended(found, &name, replicas);
                if config != *found {
                    let mended = self.jetstream.update_stream(config).await;
                    mended.map_err(|error| refused("mended", &error))?;
                }
            }
            Err(_) => {
                let make = || self.jetstream.create_stream(settings::right(&name, replicas));
                with_patience(make).await.map_err(|error| refused("made", &error))?;
            }
        }
        self.key_bucket().await
    }

    /// The bucket for persons' keys.
    ///
    /// # Errors
    /// When it is not there, or the servers do not answer.
    pub async fn key_bucket(&self) -> Result<KeyBucket, StreamError> {
        let name = self.bucket();
        let stream = self.jetstream.get_stream(format!("KV_{name}")).await;
        // Either way the next step is to look at the servers, and to make it if it was never made.
        let stream = stream.map_err(|error| StreamError::Unreachable {
            stream: name.clone(),
            reason: format!("{}; if it was never made, waymark cluster create makes it", chain(&error)),
        })?;
        Ok(KeyBucket { jetstream: self.jetstream.clone(), stream, prefix: format!("$KV.{name}") })
    }
}

impl KeyBucket {
    /// How many servers kept it when it was read.
    #[must_use]
    pub fn replicas(&self) -> usize {
        self.stream.cached_info().config.num_replicas
    }

    /// The settings, as NATS names them, by which a key may be lost or not be erased, as they were when
    /// it was read.
    #[must_use]
    pub fn unsafe_settings(&self) -> Vec<&'static str> {
        settings::unsafe_settings(&self.stream.cached_info().config)
    }

    async fn all(&self) -> Result<Vec<(PersonId, Entry)>, ShelfError> {
        let mut entries = BTreeMap::new();
        let mut after = 0;
        while let Some(message) = self.next(after, &format!("{}.>", self.prefix)).await? {
            after = message.sequence;
            entries.insert(self.person(&message)?, entry(&message));
        }
        Ok(entries.into_iter().collect())
    }

    async fn get(&self, person: PersonId) -> Result<Option<Entry>, ShelfError> {
        let deadline = Instant::now() + READ;
        loop {
            match self.entry(person).await {
                Ok(entry) => return Ok(entry.map(|(entry, _)| entry)),
                Err(_) if Instant::now() < deadline => sleep(PAUSE).await,
                Err(error) => return Err(error),
            }
        }
    }

    /// The entry and its message's number. Asks the leader: a replica may not have heard yet of a key
    /// that an event is sealed with, and nothing must be decided as if there were none.
    async fn entry(&self, person: PersonId) -> Result<Option<(Entry, u64)>, ShelfError> {
        let last = self.stream.raw_message_builder().last_by_subject(self.of(person)).send().await;
        match last {
            Ok(message) => Ok(Some((entry(&message), message.sequence))),
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(failed("read", &error)),
        }
    }

    /// The first message after this number on these subjects.
    async fn next(&self, after: u64, subjects: &str) -> Result<Option<StreamMessage>, ShelfError> {
        let next = self.stream.raw_message_builder().sequence(after + 1).next_by_subject(subjects.to_owned());
        match next.send().await {
            Ok(message) => Ok(Some(message)),
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(failed("read", &error)),
        }
    }

    async fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> Result<Entry, ShelfError> {
        let deadline = Instant::now() + WRITTEN;
        loop {
            let Err(error) = self.write(person, KEY, &wrapped, 0).await else {
                return Ok(Entry::Key(wrapped));
            };
            // Somebody else's was first, or ours came through and its answer did not. The entry may
            // take a moment to be seen: another's may be under way.
            match self.entry(person).await {
                Ok(Some((stands, _))) => return Ok(stands),
                Ok(None) | Err(_) if Instant::now() < deadline => sleep(PAUSE).await,
                Ok(None) | Err(_) => return Err(error),
            }
        }
    }

    async fn destroy(&self, person: PersonId) -> Result<(), ShelfError> {
        let deadline = Instant::now() + WRITTEN;
        loop {
            match self.destroy_now(person).await {
                Err(_) if Instant::now() < deadline => sleep(PAUSE).await,
                done => return done,
            }
        }
    }

    /// The tombstone first: what breaks off after it leaves a key that nobody reads any more.
    async fn destroy_now(&self, person: PersonId) -> Result<(), ShelfError> {
        let tombstone = match self.entry(person).await? {
            Some((Entry::Destroyed, sequence)) => sequence,
            Some((Entry::Key(_), last)) => self.write(person, TOMBSTONE, TOMBSTONE.as_bytes(), last).await?,
            None => self.write(person, TOMBSTONE, TOMBSTONE.as_bytes(), 0).await?,
        };
        self.erase(person, tombstone).await
    }

    /// Replaces an entry if it is still what it was, and not if it was destroyed meanwhile.
    async fn rewrap(&self, key: &Rewrapped) -> Result<(), ShelfError> {
        let deadline = Instant::now() + WRITTEN;
        loop {
            match self.rewrap_now(key).await {
                Err(_) if Instant::now() < deadline => sleep(PAUSE).await,
                done => return done,
            }
        }
    }

    async fn rewrap_now(&self, Rewrapped { person, from, to }: &Rewrapped) -> Result<(), ShelfError> {
        match self.entry(*person).await? {
            Some((Entry::Key(stands), last)) if stands == *from => {
                let sequence = self.write(*person, &format!("after-{last}"), to, last).await?;
                self.erase(*person, sequence).await
            }
            // Replaced already; what it replaced may still be there.
            Some((Entry::Key(stands), sequence)) if stands == *to => self.erase(*person, sequence).await,
            Some(_) | None => Ok(()),
        }
    }

    /// Writes a message of a person if their last one is still this one; answers with its number.
    async fn write(&self, person: PersonId, word: &str, value: &[u8], last: u64) -> Result<u64, ShelfError> {
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Expected-Last-Subject-Sequence", last.to_string());
        // Always the same text for a person: in a cluster, messages under way are compared by it.
        headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", self.of(person));
        let subject = format!("{}.{person}.{word}", self.prefix);
        let sent = self.jetstream.publish_with_headers(subject, headers, value.to_vec().into()).await;
        let answer = sent.map_err(|error| failed("written", &error))?.await;
        answer.map(|taken| taken.sequence).map_err(|error| failed("written", &error))
    }

    /// Deletes what a person has before this message.
    async fn erase(&self, person: PersonId, before: u64) -> Result<(), ShelfError> {
        let subjects = self.of(person);
        while let Some(message) = self.next(0, &subjects).await?.filter(|message| message.sequence < before) {
            let deleted = self.stream.delete_message(message.sequence).await;
            deleted.map_err(|error| failed("erased", &error))?;
        }
        Ok(())
    }

    /// All subjects of a person.
    fn of(&self, person: PersonId) -> String {
        format!("{}.{person}.*", self.prefix)
    }

    fn person(&self, message: &StreamMessage) -> Result<PersonId, ShelfError> {
        let subject = message.subject.as_str();
        let name = subject.strip_prefix(&self.prefix).and_then(|rest| rest.strip_prefix('.')?.split('.').next());
        serde_json::from_value(name.into()).map_err(|_| {
            ShelfError(format!("the bucket of keys has an entry {subject}, which is not of a person: delete it"))
        })
    }
}

/// What a person's last message says.
fn entry(message: &StreamMessage) -> Entry {
    match message.subject.ends_with(TOMBSTONE) {
        true => Entry::Destroyed,
        false => Entry::Key(message.payload.to_vec()),
    }
}

impl KeyShelf for KeyBucket {
    fn all(&self) -> BoxFuture<'_, Result<Vec<(PersonId, Entry)>, ShelfError>> {
        Box::pin(self.all())
    }

    fn get(&self, person: PersonId) -> BoxFuture<'_, Result<Option<Entry>, ShelfError>> {
        Box::pin(self.get(person))
    }

    fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> BoxFuture<'_, Result<Entry, ShelfError>> {
        Box::pin(self.put_new(person, wrapped))
    }

    fn destroy(&self, person: PersonId) -> BoxFuture<'_, Result<(), ShelfError>> {
        Box::pin(self.destroy(person))
    }

    fn rewrap(&self, keys: Vec<Rewrapped>) -> BoxFuture<'_, Result<(), ShelfError>> {
        Box::pin(async move {
            for key in &keys {
                self.rewrap(key).await?;
            }
            Ok(())
        })
    }
}

fn failed(what: &str, error: &dyn std::error::Error) -> ShelfError {
    ShelfError(format!(
        "the keys of persons could not be {what}: {}; look at the NATS servers and try again",
        chain(error)
    ))
}
