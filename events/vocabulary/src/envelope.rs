//! The event as it stands in the log: a CloudEvents 1.0 JSON object in the canonical form of
//! RFC 8785. Without floats and with its members in order, plain JSON is canonical.

mod members;
mod plain;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use members::Members;

use crate::{
    CommandHash, EventId, Fact, Line, OpenPart, Owner, Personal, Position, Purpose, Sealed, SealedPart, Subject,
    sealing,
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Follows from the subject and the command's idempotency key.
    pub id: EventId,
    /// What it is about.
    pub subject: Subject,
    /// What happened.
    pub fact: Fact,
    /// The day it happened.
    pub happened: Date,
    /// When the journal took it, to the microsecond.
    pub recorded: Timestamp,
    /// Who says so.
    pub by: Attribution,
    /// What it came of.
    pub trace: Trace,
    /// Tells a repeated command from another one under the same key.
    pub command: CommandHash,
    /// Its sealed parts, ascending by purpose, then owner.
    pub sealed: Vec<SealedPart>,
}

/// Who recorded something, for whom, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// Who did it: the name of a key, never a person's.
    pub actor: Line,
    /// For whom, if not for themselves.
    pub on_behalf_of: Option<Line>,
    /// Why, where a reason is due.
    pub reason: Option<Line>,
}

impl Attribution {
    /// Done by this actor, for themselves.
    #[must_use]
    pub fn by(actor: Line) -> Self {
        Self { actor, on_behalf_of: None, reason: None }
    }
}

/// How an event hangs together with others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// One id for everything that was asked for at once, such as one import.
    pub correlation: Option<Uuid>,
    /// The event that gave rise to this one.
    pub causation: Option<EventId>,
    /// The W3C trace that the command came in.
    pub traceparent: Option<Line>,
}

/// An event at its place in the order of all events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place.
    pub position: Position,
    /// The event. Its personal content is closed, unless somebody with the key opened it.
    pub event: Event,
}

/// Bytes that are not an event that this version can read.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    /// Not the JSON of an event, or with a field that is not of its form.
    #[error("the event at position {position} cannot be read: {source}")]
    Unreadable {
        /// Where.
        position: Position,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A type or version this program does not have.
    #[error(
        "the event at position {position} is of type {found}, which this version does not know: use the version of waymark that wrote it, or a newer one"
    )]
    UnknownType {
        /// Where.
        position: Position,
        /// The type it has.
        found: String,
    },
}

/// The members of an event in canonical order. `time` is the day at 00:00 UTC, which is that same
/// day in England all year round; a clock time, where one is known, stands in the data.
#[derive(Serialize, Deserialize)]
struct Wire<'a, D> {
    actor: Line,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    causationid: Option<EventId>,
    commandhash: CommandHash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlationid: Option<Uuid>,
    data: D,
    #[serde(borrow)]
    dataschema: &'a str,
    id: EventId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    onbehalfof: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Line>,
    recordedtime: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    source: &'a str,
    specversion: &'a str,
    subject: Subject,
    time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    traceparent: Option<Line>,
    r#type: &'a str,
}

impl Event {
    /// The canonical bytes: what the log keeps and the tree commits to. Sealed content is not in
    /// them, its hash is.
    ///
    /// # Errors
    /// Never, for the types of this crate; the error is serde's.
    pub fn to_canonical(&self) -> Result<Vec<u8>, serde_json::Error> {
        let kind = self.fact.event_type();
        let full_name = kind.full_name();
        serde_json::to_vec(&Wire {
            actor: self.by.actor.clone(),
            causationid: self.trace.causation,
            commandhash: self.command,
            correlationid: self.trace.correlation,
            data: self.fact.data()?,
            dataschema: &format!("/schemas/{full_name}.json"),
            id: self.id,
            onbehalfof: self.by.on_behalf_of.clone(),
            reason: self.by.reason.clone(),
            recordedtime: self.recorded,
            sealed: sealing::written(&self.sealed),
            source: &format!("/waymark/{}", kind.context),
            specversion: "1.0",
            subject: self.subject,
            time: midnight(self.happened),
            traceparent: self.trace.traceparent.clone(),
            r#type: &full_name,
        })
    }
}

impl Event {
    /// Its personal content, as far as it is open: one part for each that is to be sealed.
    #[must_use]
    pub fn open_parts(&self) -> Vec<OpenPart> {
        let kind = self.fact.event_type();
        let part = |Personal { person, content }| OpenPart {
            owner: Owner::of(kind.subject, person),
            purpose: Purpose::declared(kind.sealed.unwrap_or_default()),
            content,
        };
        self.fact.personal().into_iter().map(part).collect()
    }

    /// Lists sealed parts in the event, and answers with the bytes to keep beside it; `None` when
    /// there are no parts.
    #[must_use]
    pub fn list_sealed(&mut self, mut parts: Vec<(SealedPart, Vec<u8>)>) -> Option<Sealed> {
        parts.sort_by(|(one, _), (other, _)| one.place().cmp(&other.place()));
        let sealed = Sealed::of(parts.iter().map(|(_, bytes)| bytes.as_slice()));
        self.sealed = parts.into_iter().map(|(part, _)| part).collect();
        (!self.sealed.is_empty()).then_some(sealed)
    }

    /// Puts the opened content of a sealed part back into the event.
    ///
    /// # Errors
    /// When the content has another form than this event's.
    pub fn open(&mut self, owner: Owner, content: serde_json::Value) -> Result<(), serde_json::Error> {
        self.fact.open(Personal { person: owner.person(), content })
    }
}

fn midnight(day: Date) -> Timestamp {
    jiff::tz::Offset::UTC.to_timestamp(day.to_datetime(Time::midnight())).unwrap_or(Timestamp::MIN)
}

impl Recorded {
    /// Reads an event from its canonical bytes. Personal content stays closed.
    ///
    /// # Errors
    /// When the bytes are no event, or one of a type this version does not know.
    pub fn decode(position: Position, bytes: &[u8]) -> Result<Self, Damaged> {
        let cut = std::str::from_utf8(bytes).ok().and_then(Members::cut).and_then(|members| Event::of(&members));
        match cut {
            Some(event) => Ok(Self { position, event }),
            None => Self::decode_json(position, bytes),
        }
    }

    /// Reads an event as JSON, whatever the order of its members.
    fn decode_json(position: Position, bytes: &[u8]) -> Result<Self, Damaged> {
        let unreadable = |source| Damaged::Unreadable { position, source };
        let wire: Wire<'_, &RawValue> = serde_json::from_slice(bytes).map_err(unreadable)?;
        let fact = Fact::decode(wire.r#type, wire.data.get()).map_err(unreadable)?;
        let fact =
            fact.ok_or_else(|| Damaged::UnknownType { position, found: wire.r#type.chars().take(100).collect() })?;
        let sealed = wire.sealed.as_deref().map(sealing::read);
        let sealed = all(sealed)
            .ok_or_else(|| unreadable(serde::de::Error::custom("its list of sealed parts cannot be read")))?;
        let event = Event {
            id: wire.id,
            subject: wire.subject,
            fact,
            happened: day(wire.time),
            recorded: wire.recordedtime,
            by: Attribution { actor: wire.actor, on_behalf_of: wire.onbehalfof, reason: wire.reason },
            trace: Trace {
                correlation: wire.correlationid,
                causation: wire.causationid,
                traceparent: wire.traceparent,
            },
            command: wire.commandhash,
            sealed: sealed.unwrap_or_default(),
        };
        Ok(Self { position, event })
    }
}

impl Event {
    /// The event of these members; `None` where any of them is not of its form.
    fn of(members: &Members<'_>) -> Option<Self> {
        let id = |text: &str| Uuid::try_parse(text).ok();
        let line = |text: Option<&str>| {
            let plain = |text: &str| Line::new(text).ok().filter(|line| line.as_str() == text && !text.contains('\\'));
            text.map(plain)
        };
        Some(Self {
            id: EventId(id(members.id)?),
            subject: members.subject.parse().ok()?,
            fact: Fact::decode(members.full_name, members.data).ok()??,
            happened: plain::date(members.time.strip_suffix("T00:00:00Z")?)?,
            recorded: plain::timestamp(members.recordedtime)?,
            by: Attribution {
                actor: line(Some(members.actor))??,
                on_behalf_of: all(line(members.onbehalfof))?,
                reason: all(line(members.reason))?,
            },
            trace: Trace {
                correlation: all(members.correlationid.map(id))?,
                causation: all(members.causationid.map(id))?.map(EventId),
                traceparent: all(line(members.traceparent))?,
            },
            command: CommandHash::read(members.commandhash)?,
            sealed: all(members.sealed.map(sealing::read))?.unwrap_or_default(),
        })
    }
}

/// Absent, or there and as it should be; `None` when it is there and is not.
#[expect(clippy::option_option, reason = "absent, or not as expected")]
fn all<T>(member: Option<Option<T>>) -> Option<Option<T>> {
    match member {
        Some(value) => value.map(Some),
        None => Some(None),
    }
}

fn day(time: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(time).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden() -> Vec<Vec<u8>> {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/golden");
        let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .map(|path| std::fs::read(path).unwrap())
            .collect()
    }

    #[test]
    fn an_event_cut_from_its_canonical_form_is_the_event_read_as_json() {
        for bytes in golden() {
            let bytes = bytes.trim_ascii_end();
            let members = Members::cut(std::str::from_utf8(bytes).unwrap());
            let cut = members.and_then(|members| Event::of(&members)).expect("canonical");
            assert_eq!(cut, Recorded::decode_json(Position(1), bytes).unwrap().event);
        }
    }

    #[test]
    fn what_is_not_canonical_is_read_as_json() {
        for bytes in golden() {
            let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let spaced = serde_json::to_vec_pretty(&value).unwrap();
            assert_eq!(Members::cut(std::str::from_utf8(&spaced).unwrap()), None);
            let (one, other) =
                (Recorded::decode(Position(1), &spaced), Recorded::decode(Position(1), bytes.trim_ascii_end()));
            assert_eq!(one.unwrap(), other.unwrap());
        }
    }

    #[test]
    fn a_name_that_is_found_inside_the_data_does_not_cut_it() {
        let text = String::from_utf8(golden().remove(0)).unwrap();
        let at = text.find("\"data\":{").unwrap() + "\"data\":{".len();
        let broken = format!("{}\"x\":1,\"dataschema\":\"y\",{}", &text[..at], &text[at..]);
        let error = Recorded::decode(Position(1), broken.trim_end().as_bytes()).unwrap_err();
        assert!(error.to_string().contains("unknown field `x`"), "{error}");
    }
}
