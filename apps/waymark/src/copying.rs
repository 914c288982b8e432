//! A log copied as it is: every event keeps its position and its bytes, so the root stays.

use std::path::Path;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use event_log::{Entry, EventLog, Options, SledLog};
use events::{EventId, Position, Sealed, Subject};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::Client;
use crate::output::progress;

/// How many events are copied at a time.
const STEP: usize = 1000;

/// Where a log is copied from.
pub enum LogSource {
    /// The server that has it open.
    Server(Client),
    /// Its directory.
    Log(Box<SledLog>),
}

/// A log's size, which is the position of its last event, and the root of its tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreeHead {
    /// The position of its last event.
    pub position: Position,
    /// 64 hexadecimal digits.
    pub root: String,
}

/// An event on its way: its leaf and its sealed content.
type Bytes = (Vec<u8>, Option<Vec<u8>>);

impl LogSource {
    /// Copies all that is there now into a new log in this directory, and reads the copy through.
    ///
    /// # Errors
    /// When something cannot be read or written, or the copy has another root than the original.
    pub fn copy_to(&self, dir: &Path, what: &'static str) -> anyhow::Result<TreeHead> {
        let copy = SledLog::open(dir, Options::default())?;
        let tree = self.copy_into(&copy, what)?;
        let head = copy.verify(&mut |_| ())?.head;
        let made = TreeHead { position: head.position, root: head.root.to_string() };
        ensure!(
            made == tree,
            "the copy has another root ({} at position {}) than the original ({} at position {}): one of them is damaged; look with `waymark verify`",
            made.root,
            made.position,
            tree.root,
            tree.position
        );
        copy.close()?;
        Ok(tree)
    }

    /// Copies all that is there now into an empty log, and says how far that is.
    ///
    /// # Errors
    /// When something cannot be read or written.
    pub fn copy_into(&self, copy: &impl EventLog, what: &'static str) -> anyhow::Result<TreeHead> {
        let (tree, mut events) = self.after(Position::START)?;
        let bar = progress(tree.position.0, what);
        let mut after = Position::START;
        while after < tree.position {
            ensure!(!events.is_empty(), "the log ends at position {after}, and should have {}", tree.position);
            let more = usize::try_from(tree.position.0 - after.0).unwrap_or(usize::MAX);
            events.truncate(more);
            after = append(copy, after, events)?;
            bar.set_position(after.0);
            events = if after < tree.position { self.after(after)?.1 } else { Vec::new() };
        }
        bar.finish_and_clear();
        Ok(tree)
    }

    /// How far the log is, and its next events after a position.
    fn after(&self, after: Position) -> anyhow::Result<(TreeHead, Vec<Bytes>)> {
        match self {
            Self::Log(log) => {
                let head = log.head();
                let batch = log.batch(after, STEP)?;
                let events = batch.iter().map(|(_, leaf, sealed)| (leaf.to_vec(), sealed.map(<[u8]>::to_vec)));
                Ok((TreeHead { position: head.position, root: head.root.to_string() }, events.collect()))
            }
            Self::Server(server) => {
                let answer = server.get(&format!("/v1/log?after={after}"))?.body;
                read(&answer).with_context(|| {
                    format!("{} does not give its log in a form that this version knows", server.url())
                })
            }
        }
    }
}

/// Appends these events after a position, and returns the last one's.
fn append(copy: &impl EventLog, mut after: Position, events: Vec<Bytes>) -> anyhow::Result<Position> {
    let mut pending = Vec::with_capacity(events.len());
    let mut ahead = std::collections::HashMap::new();
    for (leaf, sealed) in events {
        after = Position(after.0 + 1);
        Sealed::check(&leaf, sealed.as_deref())
            .with_context(|| format!("the event at position {after} cannot be trusted"))?;
        let Identity { id, subject } =
            serde_json::from_slice(&leaf).with_context(|| format!("the event at position {after} cannot be read"))?;
        let before = ahead.insert(subject, after).unwrap_or_else(|| copy.last(&subject));
        pending.push(copy.append(Entry::new(id, subject, leaf, sealed), before));
    }
    for appended in pending {
        appended.wait()?;
    }
    Ok(after)
}

/// What a log needs to know of an event, also of a type that only newer versions know.
#[derive(Deserialize)]
struct Identity {
    id: EventId,
    subject: Subject,
}

fn read(answer: &Value) -> Option<(TreeHead, Vec<Bytes>)> {
    let tree = TreeHead { position: Position(answer["head"].as_u64()?), root: answer["root"].as_str()?.to_owned() };
    let event = |event: &Value| {
        let sealed = &event["sealed"];
        let sealed = if sealed.is_null() { None } else { Some(BASE64_STANDARD.decode(sealed.as_str()?).ok()?) };
        Some((event["leaf"].as_str()?.as_bytes().to_vec(), sealed))
    };
    let events: Option<Vec<Bytes>> = answer["events"].as_array()?.iter().map(event).collect();
    Some((tree, events?))
}
