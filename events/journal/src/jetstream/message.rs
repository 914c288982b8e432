//! An event as a message: its bytes, and the event in it.
//!
//! ```text
//! offset bytes
//!      0     1  1: a message, version 1
//!      1     1  sum of: 1 if the event has its recorded time in it; 2 if sealed content follows
//!      2     4  n: length of the event
//!      6     4  at which byte of the event its recorded time goes in; 0 if it has one
//!     10     n  the event as RFC 8785 JSON, without its member `recordedtime` unless it has it
//!   10+n     m  the sealed content
//! 10+n+m     8  the first bytes of the SHA-256 of the message's address and everything before
//! ```
//!
//! All numbers are little-endian. What goes in is `,"recordedtime":"…"`: the time at which the
//! stream's leader took the message, cut to the microsecond, or the recorded time of the event before
//! it, if that is later. JetStream keeps the former with the message, and the latter follows from the
//! messages before it, so that the event has the same bytes on every node. An event that was in a log
//! before it came into the stream has its own recorded time and keeps it, so that roots stay what they
//! were: only up to the position to which the stream was filled, since any service could write an
//! earlier time into its message.

use event_log::Entry;
use events::{Event, EventId, Position, Sealed, SealedMismatch, Subject};
use jiff::{Timestamp, Unit};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::names;
use crate::recorded::recorded_time;
use crate::sealed::beside;

const VERSION: u8 = 1;
const HAS_TIME: u8 = 1;
const HAS_SEALED: u8 = 2;
const HEADER: usize = 10;
const CHECK: usize = 8;

/// The member that is left out, up to its value.
const MEMBER: &str = ",\"recordedtime\":\"";

/// An event on its way to the stream.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) id: EventId,
    pub(crate) subject: Subject,
    pub(crate) address: String,
    pub(crate) body: Vec<u8>,
}

/// An event as it came from the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Incoming {
    pub(crate) leaf: Vec<u8>,
    pub(crate) sealed: Option<Vec<u8>>,
    /// When it was recorded, as its bytes say.
    pub(crate) recorded: Timestamp,
}

/// What the stream says of a message, beside its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// When the stream's leader took it.
    pub(crate) at: Timestamp,
    /// Whether the stream was filled from a log at its position.
    pub(crate) filled: bool,
}

/// A message that is not an event as this program writes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Its bytes do not have the check that stands at their end.
    #[error("its bytes are not the ones that were sent")]
    Check,
    /// A form of a later version of this program.
    #[error(
        "it has form {0}, which this version does not know: use the version of waymark that wrote it, or a newer one"
    )]
    Form(u8),
    /// Lengths that cannot be.
    #[error("its parts do not fill it")]
    Parts,
    /// A time that its author chose.
    #[error(
        "it has a recorded time of its own, which only messages may have that `waymark cluster` filled the stream with: its sender may have dated it back; look for a program that publishes events without waymark"
    )]
    OwnTime,
    /// Bytes that could be written in more than one way.
    #[error(
        "its event is not in canonical form: its members are in another order or doubled, or there is white space between them"
    )]
    NotCanonical,
    /// Its event says something else than its address.
    #[error("its event's {member} is not the one of its address")]
    Identity {
        /// Which member.
        member: &'static str,
    },
    /// Its event is no JSON with an id and a subject.
    #[error("its event cannot be read: {0}")]
    Event(String),
    /// What is sealed in it is not what its event lists.
    #[error("its event is whole, but {0}")]
    Sealed(#[from] SealedMismatch),
}

/// What everybody must be able to read of an event, also one of a type that only newer versions know.
#[derive(Deserialize)]
struct Identity<'a> {
    id: EventId,
    recordedtime: Timestamp,
    #[serde(borrow)]
    source: &'a str,
    subject: Subject,
}

/// An event as a message to which the server adds the recorded time.
pub(crate) fn outgoing(event: &Event, sealed: Option<&Sealed>) -> Result<Outgoing, String> {
    let mut leaf = event.to_canonical().map_err(|error| error.to_string())?;
    // No text after the recorded time can hold the member's quotes unescaped: the last one is it.
    let at =
        leaf.windows(MEMBER.len()).rposition(|window| window == MEMBER.as_bytes()).ok_or("it has no recorded time")?;
    let value = at + MEMBER.len();
    let end = value + leaf[value..].iter().position(|byte| *byte == b'"').ok_or("its recorded time has no end")?;
    // Every reader of the stream refuses an event with sealed content of another one.
    beside(event, sealed)?;
    let sealed = sealed.map(|sealed| sealed.0.as_slice());
    // What the stream has taken every log must take. The server's time is as long as any of four-digit years.
    Entry::check_size(leaf.len(), sealed.map_or(0, <[u8]>::len)).map_err(|error| error.to_string())?;
    leaf.drain(at..=end);
    let context = event.fact.event_type().context;
    let address = names::address(context, event.subject);
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    let body = frame(&address, 0, at, &leaf, sealed);
    Ok(Outgoing { id: event.id, subject: event.subject, address, body })
}

/// An event of a log as a message that keeps its recorded time.
pub(crate) fn recorded(leaf: &[u8], sealed: Option<&[u8]>) -> Result<Outgoing, Unreadable> {
    let Identity { id, source, subject, .. } = identity(leaf)?;
    let context = source.strip_prefix("/waymark/").unwrap_or(source);
    if context.is_empty() || !context.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return Err(Unreadable::Identity { member: "source" });
    }
    let address = names::address(context, subject);
    let body = frame(&address, HAS_TIME, 0, leaf, sealed);
    Ok(Outgoing { id, subject, address, body })
}

fn frame(address: &str, kind: u8, at: u32, leaf: &[u8], sealed: Option<&[u8]>) -> Vec<u8> {
    let sealed_flag = if sealed.is_some() { HAS_SEALED } else { 0 };
    let sealed = sealed.unwrap_or_default();
    let mut body = Vec::with_capacity(HEADER + leaf.len() + sealed.len() + CHECK);
    body.extend_from_slice(&[VERSION, kind | sealed_flag]);
    body.extend_from_slice(&u32::try_from(leaf.len()).unwrap_or(u32::MAX).to_le_bytes());
    body.extend_from_slice(&at.to_le_bytes());
    body.extend_from_slice(leaf);
    body.extend_from_slice(sealed);
    let check = check(address, &body);
    body.extend_from_slice(&check);
    body
}

/// The event in a message that came to `address`, where the event before it was recorded at `before`.
pub(crate) fn incoming(address: &str, taken: Taken, before: Timestamp, body: &[u8]) -> Result<Incoming, Unreadable> {
    let (framed, recorded) = body.split_last_chunk::<CHECK>().ok_or(Unreadable::Parts)?;
    if check(address, framed) != *recorded {
        return Err(Unreadable::Check);
    }
    let (header, content) = framed.split_first_chunk::<HEADER>().ok_or(Unreadable::Parts)?;
    if header[0] != VERSION || header[1] > HAS_TIME | HAS_SEALED {
        return Err(Unreadable::Form(header[0]));
    }
    let length = u32::from_le_bytes([header[2], header[3], header[4], header[5]]) as usize;
    let at = u32::from_le_bytes([header[6], header[7], header[8], header[9]]) as usize;
    let (event, sealed) = content.split_at_checked(length).ok_or(Unreadable::Parts)?;
    let (leaf, recorded) = if header[1] & HAS_TIME == 0 {
        let (front, back) = event.split_at_checked(at).ok_or(Unreadable::Parts)?;
        let recorded = cut(taken.at).max(before);
        // With six digits always, as the canonical form has it.
        let leaf = [front, MEMBER.as_bytes(), format!("{recorded:.6}").as_bytes(), b"\"", back].concat();
        (leaf, recorded)
    } else if taken.filled {
        (event.to_vec(), recorded_time(event).map_err(Unreadable::Event)?)
    } else {
        return Err(Unreadable::OwnTime);
    };
    let sealed = (header[1] & HAS_SEALED != 0).then(|| sealed.to_vec());
    Sealed::check(&leaf, sealed.as_deref())?;
    Ok(Incoming { leaf, sealed, recorded })
}

/// Whether a message says that it has a recorded time of its own.
pub(crate) fn has_own_time(body: &[u8]) -> bool {
    body.get(1).is_some_and(|kind| kind & HAS_TIME != 0)
}

impl Incoming {
    /// The entry that it becomes in a log, if it is what its address says.
    pub(crate) fn entry(self, address: &str) -> Result<Entry, Unreadable> {
        // The bytes only: a type or member that a newer release added is taken in, so that a keeper goes on.
        if !events::is_canonical(&self.leaf) {
            return Err(Unreadable::NotCanonical);
        }
        let Identity { id, recordedtime, source, subject } = identity(&self.leaf)?;
        // Put in elsewhere than where the event lacks it.
        if recordedtime != self.recorded {
            return Err(Unreadable::OwnTime);
        }
        if names::subject(address) != Some(subject) {
            return Err(Unreadable::Identity { member: "subject" });
        }
        let context = source.strip_prefix("/waymark/").unwrap_or_default();
        if address != names::address(context, subject) {
            return Err(Unreadable::Identity { member: "source" });
        }
        Ok(Entry::new(id, subject, self.leaf, self.sealed))
    }
}

/// Whether the event in a log is the one that was sent, whenever it was recorded.
pub(crate) fn is_sent(sent: &Outgoing, leaf: &[u8], sealed: Option<&[u8]>) -> bool {
    let Some(at) = leaf.windows(MEMBER.len()).rposition(|window| window == MEMBER.as_bytes()) else { return false };
    let value = at + MEMBER.len();
    let Some(end) = leaf[value..].iter().position(|byte| *byte == b'"') else { return false };
    let without = [&leaf[..at], &leaf[value + end + 1..]].concat();
    frame(&sent.address, 0, u32::try_from(at).unwrap_or(u32::MAX), &without, sealed) == sent.body
}

fn identity(leaf: &[u8]) -> Result<Identity<'_>, Unreadable> {
    serde_json::from_slice(leaf).map_err(|error| Unreadable::Event(error.to_string()))
}

fn check(address: &str, framed: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::new().chain_update(address).chain_update([0]).chain_update(framed).finalize();
    let mut first = [0; CHECK];
    first.copy_from_slice(&digest[..CHECK]);
    first
}

/// A time without what is below a microsecond.
fn cut(time: Timestamp) -> Timestamp {
    let micros = jiff::TimestampRound::new().smallest(Unit::Microsecond).mode(jiff::RoundMode::Trunc);
    time.round(micros).unwrap_or(time)
}

/// The position after which a message of this sequence comes.
pub(crate) fn before(position: Position) -> Position {
    Position(position.0.saturating_sub(1))
}

#[cfg(test)]
mod tests;
