//! The keys of persons, on the servers: a bucket that all nodes of a cluster share.
//!
//! What stands there is wrapped under the master key, which the servers never see. A person's id is
//! the name of its entry; its value is the wrapped key, or the word `destroyed`. The bucket keeps one
//! value a person, so that a replaced one is gone. A tombstone is a value and not the servers' own
//! mark of a deleted entry, because tools that tidy up buckets remove such marks.

use std::fmt;
use std::time::Duration;

use async_nats::jetstream::kv::{self, Store};
use async_nats::jetstream::stream::{Config, RawMessageErrorKind, StorageType};
use event_keys::{BoxFuture, Entry, KeyShelf, Rewrapped, ShelfError};
use events::PersonId;
use futures_util::StreamExt as _;
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

/// A bucket of wrapped keys. A clone is the same bucket.
#[derive(Clone)]
pub struct KeyBucket {
    store: Store,
}

/// The header that marks an entry that was deleted or purged: as good as destroyed.
const OPERATION: &str = "KV-Operation";

/// A tombstone.
const DESTROYED: &[u8] = b"destroyed";

impl fmt::Debug for KeyBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyBucket").field("name", &self.store.name).finish_non_exhaustive()
    }
}

impl Connection {
    /// The bucket's name: the stream's and `_KEYS`.
    fn bucket(&self) -> String {
        format!("{}_KEYS", self.stream)
    }

    /// Makes the bucket for persons' keys with `replicas` replicas; one that is there gets as many.
    ///
    /// # Errors
    /// When the servers refuse, or do not answer.
    pub async fn create_key_bucket(&self, replicas: usize) -> Result<KeyBucket, StreamError> {
        let refused = |error: &dyn std::error::Error| StreamError::Refused {
            stream: self.bucket(),
            action: "made",
            reason: chain(error),
        };
        if let Ok(bucket) = self.key_bucket().await {
            let found = &bucket.store.stream.cached_info().config;
            if found.num_replicas != replicas {
                let config = Config { num_replicas: replicas, ..found.clone() };
                self.jetstream.update_stream(config).await.map_err(|error| refused(&error))?;
            }
            return Ok(bucket);
        }
        let config = || kv::Config {
            bucket: self.bucket(),
            description: "wrapped keys of persons; to delete one is to destroy what it opens".into(),
            history: 1,
            storage: StorageType::File,
            num_replicas: replicas,
            ..kv::Config::default()
        };
        with_patience(|| self.jetstream.create_key_value(config()))
            .await
            .map(|store| KeyBucket { store })
            .map_err(|error| refused(&error))
    }

    /// The bucket for persons' keys.
    ///
    /// # Errors
    /// When it is not there, or the servers do not answer.
    pub async fn key_bucket(&self) -> Result<KeyBucket, StreamError> {
        let store = self.jetstream.get_key_value(self.bucket()).await;
        // Either way the next step is to look at the servers, and to make it if it was never made.
        store.map(|store| KeyBucket { store }).map_err(|error| StreamError::Unreachable {
            stream: self.bucket(),
            reason: format!("{}; if it was never made, waymark cluster create makes it", chain(&error)),
        })
    }
}

impl KeyBucket {
    /// How many servers kept it when it was looked at.
    #[must_use]
    pub fn replicas(&self) -> usize {
        self.store.stream.cached_info().config.num_replicas
    }

    async fn all(&self) -> Result<Vec<(PersonId, Entry)>, ShelfError> {
        let mut names = self.store.keys().await.map_err(|error| failed("read", &error))?;
        let mut entries = Vec::new();
        while let Some(name) = names.next().await {
            let person = person(&name.map_err(|error| failed("read", &error))?)?;
            entries.extend(self.entry(person).await?.map(|(entry, _)| (person, entry)));
        }
        Ok(entries)
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

    /// The entry and its revision. Asks the leader: a replica may not have heard yet of a key that
    /// an event is sealed with, and nothing must be decided as if there were none.
    async fn entry(&self, person: PersonId) -> Result<Option<(Entry, u64)>, ShelfError> {
        let last = self.store.stream.raw_message_builder().last_by_subject(format!("{}{person}", self.store.prefix));
        match last.send().await {
            Ok(message) if message.headers.get(OPERATION).is_some() || message.payload == DESTROYED => {
                Ok(Some((Entry::Destroyed, message.sequence)))
            }
            Ok(message) => Ok(Some((Entry::Key(message.payload.to_vec()), message.sequence))),
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(failed("read", &error)),
        }
    }

    async fn put_new(&self, person: PersonId, wrapped: Vec<u8>) -> Result<Entry, ShelfError> {
        let name = person.to_string();
        let deadline = Instant::now() + WRITTEN;
        loop {
            // Only over nothing: this does not replace a tombstone.
            let Err(error) = self.store.update(&name, wrapped.clone().into(), 0).await else {
                return Ok(Entry::Key(wrapped));
            };
            // Somebody else's was first, or ours came through and its answer did not. The entry may
            // take a moment to be seen: another's may be under way.
            match self.entry(person).await {
                Ok(Some((stands, _))) => return Ok(stands),
                Ok(None) | Err(_) if Instant::now() < deadline => sleep(PAUSE).await,
                Ok(None) | Err(_) => return Err(failed("written", &error)),
            }
        }
    }

    async fn destroy(&self, person: PersonId) -> Result<(), ShelfError> {
        let name = person.to_string();
        let deadline = Instant::now() + WRITTEN;
        loop {
            // Over whatever stands, and again as often as need be: it comes to the same.
            match self.store.put(&name, DESTROYED.into()).await {
                Ok(_) => return Ok(()),
                Err(_) if Instant::now() < deadline => sleep(PAUSE).await,
                Err(error) => return Err(failed("destroyed", &error)),
            }
        }
    }

    /// Replaces an entry if it is still what it was, and not if it was destroyed meanwhile.
    async fn rewrap(&self, Rewrapped { person, from, to }: Rewrapped) -> Result<(), ShelfError> {
        let name = person.to_string();
        let deadline = Instant::now() + WRITTEN;
        loop {
            let error = match self.entry(person).await {
                Ok(Some((Entry::Key(stands), revision))) if stands == from => {
                    match self.store.update(&name, to.clone().into(), revision).await {
                        Ok(_) => return Ok(()),
                        // Changed meanwhile, or done without an answer: the entry says which.
                        Err(error) => failed("written", &error),
                    }
                }
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            if Instant::now() >= deadline {
                return Err(error);
            }
            sleep(PAUSE).await;
        }
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
            for key in keys {
                self.rewrap(key).await?;
            }
            Ok(())
        })
    }
}

fn person(key: &str) -> Result<PersonId, ShelfError> {
    let quoted = format!("\"{key}\"");
    serde_json::from_str(&quoted)
        .map_err(|_| ShelfError(format!("the bucket of keys has an entry {key}, which is no person's id: delete it")))
}

fn failed(what: &str, error: &dyn std::error::Error) -> ShelfError {
    ShelfError(format!(
        "the keys of persons could not be {what}: {}; look at the NATS servers and try again",
        chain(error)
    ))
}
