//! Reads an event from its canonical bytes, or says why they are none that this release can read:
//! damaged, or written by a newer release.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::members::Members;
use super::read::is_part;
use super::{Event, MOST_BYTES, Recorded, canonical};
use crate::{EventType, Fact, Position, sealing};

/// Bytes that are not an event that this release can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// They are not the canonical form of an event: they were changed after they were written.
    #[error("the event at position {position} is damaged: {what}")]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong.
        what: String,
    },
    /// They have a type, version or member that this release does not know. Nothing may be decided or
    /// folded without understanding it.
    #[error(
        "the event at position {position} has {what}, which this release does not know: a newer release of waymark wrote it; upgrade this process to that release, or a newer one"
    )]
    Newer {
        /// Where.
        position: Position,
        /// What is not known.
        what: String,
    },
}

impl Recorded {
    /// Reads an event from its canonical bytes. Personal content stays closed.
    ///
    /// # Errors
    /// When the bytes are no event, or one of a type this version does not know.
    pub fn decode(position: Position, bytes: &[u8]) -> Result<Self, DecodeError> {
        let text =
            Some(bytes).filter(|bytes| bytes.len() <= MOST_BYTES).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let event = text.and_then(Members::cut).and_then(|members| Event::of(&members).ok());
        event.map(|event| Self { position, event }).ok_or_else(|| why(position, bytes))
    }
}

enum Why {
    Damaged(String),
    Newer(String),
}

fn why(position: Position, bytes: &[u8]) -> DecodeError {
    match examine(bytes) {
        Why::Damaged(what) => DecodeError::Damaged { position, what },
        Why::Newer(what) => DecodeError::Newer { position, what },
    }
}

/// The members of an event in canonical order.
const KNOWN: [&str; 18] = [
    "actor",
    "causationid",
    "commandhash",
    "correlationid",
    "data",
    "dataschema",
    "id",
    "onbehalfof",
    "origin",
    "recordedtime",
    "rulesversion",
    "sealed",
    "source",
    "specversion",
    "subject",
    "time",
    "traceparent",
    "type",
];

fn examine(bytes: &[u8]) -> Why {
    if bytes.len() > MOST_BYTES {
        return Why::Damaged(format!("it has {} bytes, and no event has more than {MOST_BYTES}", bytes.len()));
    }
    match members(bytes) {
        Ok((text, members)) => unknown(&members).unwrap_or_else(|| Why::Damaged(wrong(text))),
        Err(what) => Why::Damaged(what),
    }
}

type Raw<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

fn members(bytes: &[u8]) -> Result<(&str, Raw<'_>), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let _: IgnoredAny = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if !canonical::is(text) {
        return Err("its members are in another order or doubled, or there is white space between them".into());
    }
    serde_json::from_str(text).map(|members| (text, members)).map_err(|error| error.to_string())
}

/// What only a newer release can have written.
fn unknown(members: &Raw<'_>) -> Option<Why> {
    let text = |name| members.get(name).and_then(|raw| serde_json::from_str::<Cow<'_, str>>(raw.get()).ok());
    let short = |name: &str| name.chars().take(100).collect::<String>();
    let full_name = text("type")?;
    let data = members.get("data")?;
    let fact = Fact::decode(&full_name, data.get());
    if matches!(fact, Ok(None)) {
        return Some(Why::Newer(format!("the type \"{}\"", short(&full_name))));
    }
    if let Some(version) = text("specversion").filter(|version| version != "1.0") {
        return Some(Why::Newer(format!("the specversion \"{}\"", short(&version))));
    }
    if let Some(name) = members.keys().find(|name| !KNOWN.contains(&name.as_ref())) {
        return Some(Why::Newer(format!("the member \"{}\"", short(name))));
    }
    let kind = fact.as_ref().ok().and_then(|fact| fact.as_ref()).map(Fact::event_type);
    if let Some(purpose) = unknown_part(text("sealed").as_deref(), kind) {
        return Some(Why::Newer(format!("the sealed part \"{}\"", short(&purpose))));
    }
    match fact {
        // The words with which serde refuses a member of a struct that is closed to others.
        Err(error) if error.to_string().starts_with("unknown field `") => {
            let told = error.to_string();
            let name = told.split('`').nth(1).unwrap_or_default();
            Some(Why::Newer(format!("the member \"{}\" in its data", short(name))))
        }
        Err(error) => Some(Why::Damaged(error.to_string())),
        Ok(_) => None,
    }
}

/// The first of these sealed parts that this type does not have.
fn unknown_part(sealed: Option<&str>, kind: Option<&EventType>) -> Option<String> {
    let (parts, kind) = (sealing::read(sealed?)?, kind?);
    let unknown = parts.iter().find(|part| !is_part(kind, part))?;
    Some(unknown.purpose.as_str().to_owned())
}

/// What is wrong with an event of a known type that has no unknown members.
fn wrong(text: &str) -> String {
    match Members::cut(text).map(|members| Event::of(&members)) {
        None => "a member is missing, or is not a text".into(),
        Some(Err(member)) => format!("its {member} is not of its form"),
        Some(Ok(_)) => "it is not in canonical form".into(),
    }
}
