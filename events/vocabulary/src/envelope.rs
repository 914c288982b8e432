//! The event as it stands in the log: a CloudEvents 1.0 JSON object in the canonical form of
//! RFC 8785. Without floats and with its members in order, plain JSON is canonical.

mod attribution;
mod canonical;
mod decode;
mod members;
mod plain;
mod read;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::Serialize;
use serde::de::Error as _;
use uuid::Uuid;

use crate::{ActorId, CommandHash, EventId, Fact, Line, Position, Purpose, Sealed, SealedPart, Subject, sealing};
pub use attribution::{Attribution, Said};
pub use decode::DecodeError;

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
    /// The version of the rule table that was used when it was decided.
    pub rules: u16,
    /// Tells a repeated command from another one under the same key.
    pub command: CommandHash,
    /// Its sealed parts, ascending by purpose, then owner.
    pub sealed: Vec<SealedPart>,
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

/// The purpose of the sealed part in which the words of [`Said`] stand.
const ATTRIBUTION: &str = "attribution";

/// The most bytes that an event may have in canonical form: what an entry of a `tlog-tiles` bundle
/// holds.
pub const MOST_BYTES: usize = 65_535;

/// The members of an event in canonical order. `time` is the day at 00:00 UTC, which is that same
/// day in England all year round; a clock time, where one is known, stands in the data.
#[derive(Serialize)]
struct Wire<'a, D> {
    actor: ActorId,
    #[serde(skip_serializing_if = "Option::is_none")]
    causationid: Option<EventId>,
    commandhash: CommandHash,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlationid: Option<Uuid>,
    data: D,
    dataschema: &'a str,
    id: EventId,
    #[serde(skip_serializing_if = "Option::is_none")]
    onbehalfof: Option<ActorId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Line>,
    recordedtime: String,
    rulesversion: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    source: &'a str,
    specversion: &'a str,
    subject: Subject,
    time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
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
            actor: self.by.actor,
            causationid: self.trace.causation,
            commandhash: self.command,
            correlationid: self.trace.correlation,
            data: self.fact.data()?,
            dataschema: &format!("/schemas/{full_name}.json"),
            id: self.id,
            onbehalfof: self.by.on_behalf_of,
            origin: self.by.origin.clone(),
            recordedtime: format!("{:.6}", self.recorded),
            rulesversion: self.rules.to_string(),
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
    /// What is to be sealed of it, as far as it is open: purpose and content of each part.
    #[must_use]
    pub fn open_parts(&self) -> Vec<(Purpose, serde_json::Value)> {
        let said = self.by.said.as_ref().and_then(|said| serde_json::to_value(said).ok());
        let own = self.fact.event_type().sealed.and_then(|field| Some((field, self.fact.sealed()?)));
        let parts = said.map(|said| (ATTRIBUTION, said)).into_iter().chain(own);
        parts.map(|(purpose, content)| (Purpose::declared(purpose), content)).collect()
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
    /// When the event has no part of this purpose, or its content has another form.
    pub fn open(&mut self, purpose: &Purpose, content: serde_json::Value) -> Result<(), serde_json::Error> {
        match purpose.as_str() {
            ATTRIBUTION => self.by.said = Some(serde_json::from_value(content)?),
            own if self.fact.event_type().sealed == Some(own) => self.fact.open(content)?,
            other => return Err(serde_json::Error::custom(format!("it has no sealed part \"{other}\""))),
        }
        Ok(())
    }
}

fn midnight(day: Date) -> Timestamp {
    jiff::tz::Offset::UTC.to_timestamp(day.to_datetime(Time::midnight())).unwrap_or(Timestamp::MIN)
}

/// Whether stored bytes have their members in order and no white space, the data's members included.
/// Checked where bytes enter a log from elsewhere and where a log is verified: reading an event checks
/// the envelope only, since the data would cost a third of the time to read.
#[must_use]
pub fn is_canonical(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(canonical::is)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The event with one sealed part, of a purpose that its type does not have.
    fn with_part(text: &str) -> String {
        let (before, after) = text.split_once(",\"source\":").unwrap();
        let before = before.split_once(",\"sealed\":").map_or(before, |(before, _)| before);
        let (owner, hash, key) = (Uuid::nil(), crate::Hash([0; 32]), crate::KeyCommitment([0; 16]));
        format!("{before},\"sealed\":\"person/{owner}:voice:{hash}:{key}\",\"source\":{after}")
    }

    fn golden() -> Vec<Vec<u8>> {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/golden");
        let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .map(|path| std::fs::read(path).unwrap())
            .collect()
    }

    #[test]
    fn what_is_not_canonical_is_damaged() {
        for bytes in golden() {
            let text = String::from_utf8(bytes.trim_ascii_end().to_vec()).unwrap();
            assert!(Recorded::decode(Position(1), text.as_bytes()).is_ok(), "{text}");
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let (actor, rest) = text[1..].split_once(',').unwrap();
            for changed in [
                serde_json::to_string_pretty(&value).unwrap(),
                format!("{{{},{actor}}}", &rest[..rest.len() - 1]),
                format!("{text}\n"),
                text.replacen(".123456Z", "Z", 1),
                text.replacen(".123456Z", ".12345600Z", 1),
                text.replacen("\"id\":\"3c8d72e4", "\"id\":\"3C8D72E4", 1),
                text.replacen("\"source\":\"/waymark/", "\"source\":\"/elsewhere/", 1),
            ] {
                assert_ne!(changed, text);
                let error = Recorded::decode(Position(1), changed.as_bytes()).unwrap_err();
                assert!(matches!(error, DecodeError::Damaged { .. }), "{error}: {changed}");
            }
        }
    }

    #[test]
    fn a_member_that_nobody_knows_was_written_by_a_newer_release() {
        let text = String::from_utf8(golden().remove(0)).unwrap();
        let text = text.trim_end();
        for (changed, what) in [
            (text.replacen("\"type\":\"", "\"tracestate\":\"a\",\"type\":\"", 1), "the member \"tracestate\""),
            (text.replacen("\"data\":{", "\"data\":{\"a\":1,", 1), "the member \"a\" in its data"),
            (text.replacen("\"1.0\"", "\"2.0\"", 1), "the specversion \"2.0\""),
            (with_part(text), "the sealed part \"voice\""),
        ] {
            assert_ne!(changed, text);
            let error = Recorded::decode(Position(1), changed.as_bytes()).unwrap_err();
            assert_eq!(error, DecodeError::Newer { position: Position(1), what: what.into() });
        }
    }

    #[test]
    fn a_name_that_is_found_inside_the_data_does_not_cut_it() {
        let text = String::from_utf8(golden().remove(0)).unwrap();
        let at = text.find("\"data\":{").unwrap() + "\"data\":{".len();
        let broken = format!("{}\"a\":{{\"b\":1}},\"dataschema\":\"y\",{}", &text[..at], &text[at..]);
        let error = Recorded::decode(Position(1), broken.trim_end().as_bytes()).unwrap_err();
        assert!(matches!(error, DecodeError::Newer { .. } | DecodeError::Damaged { .. }), "{error}");
    }
}
