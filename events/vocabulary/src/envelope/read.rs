//! An event from the members of its canonical form.

use std::borrow::Cow;

use super::members::Members;
use super::{ATTRIBUTION, Attribution, Event, Trace, plain};
use crate::ids::uuid;
use crate::{ActorId, CommandHash, EventId, EventType, Fact, Line, SealedPart, Subject, sealing};

impl Event {
    /// The event of these members, or the name of one that is not of its form.
    pub(super) fn of(members: &Members<'_>) -> Result<Self, &'static str> {
        let context = members.source.strip_prefix("/waymark/").ok_or("source")?;
        let kind = members.full_name.strip_prefix("waymark.").ok_or("type")?;
        let schema = members.dataschema.strip_prefix("/schemas/").and_then(|name| name.strip_suffix(".json"));
        if kind.strip_prefix(context).is_none_or(|name| !name.starts_with('.')) {
            return Err("source");
        }
        if schema != Some(members.full_name) {
            return Err("dataschema");
        }
        if members.specversion != "1.0" {
            return Err("specversion");
        }
        let fact = Fact::decode(members.full_name, members.data).map_err(|_| "data")?.ok_or("type")?;
        let sealed = all(members.sealed.map(sealing::read)).ok_or("sealed")?.unwrap_or_default();
        if !sealed.iter().all(|part| is_part(fact.event_type(), part)) {
            return Err("sealed");
        }
        Ok(Self {
            id: uuid(members.id).map(EventId).ok_or("id")?,
            subject: subject(members.subject).ok_or("subject")?,
            fact,
            happened: members.time.strip_suffix("T00:00:00Z").and_then(plain::date).ok_or("time")?,
            recorded: plain::timestamp(members.recordedtime).ok_or("recordedtime")?,
            by: Attribution {
                actor: uuid(members.actor).map(ActorId).ok_or("actor")?,
                on_behalf_of: all(members.onbehalfof.map(uuid)).ok_or("onbehalfof")?.map(ActorId),
                origin: all(members.origin.map(line)).ok_or("origin")?,
                said: None,
            },
            trace: Trace {
                correlation: all(members.correlationid.map(uuid)).ok_or("correlationid")?,
                causation: all(members.causationid.map(uuid)).ok_or("causationid")?.map(EventId),
                traceparent: all(members.traceparent.map(line)).ok_or("traceparent")?,
            },
            rules: version(members.rulesversion).ok_or("rulesversion")?,
            command: CommandHash::read(members.commandhash).ok_or("commandhash")?,
            sealed,
        })
    }
}

/// Whether events of this type have such a sealed part.
pub(super) fn is_part(kind: &EventType, part: &SealedPart) -> bool {
    let purpose = part.purpose.as_str();
    purpose == ATTRIBUTION || kind.sealed == Some(purpose)
}

/// The version in the one form in which it is written.
fn version(text: &str) -> Option<u16> {
    text.parse().ok().filter(|version: &u16| version.to_string() == text)
}

/// A subject in the one form in which it is written.
fn subject(text: &str) -> Option<Subject> {
    text.parse().ok().filter(|_| text.split_once('/').is_some_and(|(_, id)| uuid(id).is_some()))
}

/// The line that stands between these quotes, in the one form in which it is written.
fn line(text: &str) -> Option<Line> {
    let plain = if text.contains('\\') { Cow::Owned(unescaped(text)?) } else { Cow::Borrowed(text) };
    Line::new(&plain).ok().filter(|line| line.as_str() == plain)
}

/// A text without its escapes, if they are those that the canonical form has.
fn unescaped(text: &str) -> Option<String> {
    let quoted = format!("\"{text}\"");
    let plain: String = serde_json::from_str(&quoted).ok()?;
    (serde_json::to_string(&plain).ok()? == quoted).then_some(plain)
}

/// Absent, or there and as it should be; `None` when it is there and is not.
#[expect(clippy::option_option, reason = "absent, or not as expected")]
fn all<T>(member: Option<Option<T>>) -> Option<Option<T>> {
    match member {
        Some(value) => value.map(Some),
        None => Some(None),
    }
}
