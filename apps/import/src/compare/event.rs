//! An event that stands in the log, and which row of which import it came from.

use std::fmt;

use events::history::Happened;
use events::{EventId, EventType, Fact, Subject};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use service_kit::{CommandType, TAKE_BACK};

/// An event that stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// What it is about.
    pub subject: Subject,
    /// Which event.
    pub id: EventId,
    /// The day it happened.
    pub day: Date,
    /// What happened, without what is sealed.
    pub fact: Fact,
    /// What it keeps sealed, as JSON, where the caller may see it. Only compared, never shown.
    pub opened: Option<String>,
    /// Where an import found it. Only such an event can have lost its row.
    pub origin: Option<Origin>,
}

/// Whether an internship ends with an event of this name in this context.
pub(crate) fn is_end(context: &str, what: &str) -> bool {
    context == "referrals" && ["declined", "withdrawn", "completed", "plan-ceased"].contains(&what)
}

/// The row that an event came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The sheet, as the mapping called it.
    pub sheet: String,
    /// The row; none for what the mapping file itself says.
    pub row: Option<u64>,
    /// Which import it was, where that is known.
    pub import: Option<String>,
}

/// What is said of what stands in no sheet.
const MAPPING: &str = "the mapping";

impl Origin {
    /// As it stands in the event.
    pub(crate) fn written(sheet: &str, row: Option<u64>) -> String {
        match row {
            Some(row) => format!("{sheet}, row {row}"),
            None => MAPPING.to_owned(),
        }
    }

    fn read(origin: &str, import: Option<String>) -> Self {
        let (sheet, row) = match origin.rsplit_once(", row ") {
            Some((sheet, row)) => (sheet, row.parse().ok()),
            None => (origin, None),
        };
        Self { sheet: sheet.to_owned(), row, import }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "sheet {}, row {row}", self.sheet),
            None => f.write_str(&self.sheet),
        }
    }
}

impl LogEvent {
    /// An event as the log holds it and `waymark events` shows it: a CloudEvents JSON object; with
    /// its sealed content, if that could be opened.
    ///
    /// # Errors
    /// When it is not an event, or of a type that this version does not know.
    pub fn read(event: &[u8], opened: Option<&Value>) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Members<'e> {
            id: EventId,
            #[serde(rename = "type")]
            event_type: String,
            subject: Subject,
            time: String,
            origin: Option<String>,
            correlationid: Option<String>,
            #[serde(borrow)]
            data: &'e RawValue,
        }
        let Members { id, event_type, subject, time, origin, correlationid, data } = serde_json::from_slice(event)?;
        let day = time.get(..10).unwrap_or(&time).parse().map_err(serde::de::Error::custom)?;
        let origin = origin.map(|origin| Origin::read(&origin, correlationid));
        let opened = opened.map(Value::to_string);
        let newer = || serde::de::Error::custom(format!("{event_type} was written by a newer version of waymark"));
        let fact = Fact::decode(&event_type, data.get())?.ok_or_else(newer)?;
        Ok(Self { subject, id, fact, day, opened, origin })
    }

    /// Its type.
    #[must_use]
    pub fn event_type(&self) -> &'static EventType {
        self.fact.event_type()
    }

    /// The context whose event it is: `coaching`.
    pub(crate) fn context(&self) -> &'static str {
        self.event_type().context
    }

    /// What happened: `hours-logged`.
    pub(crate) fn what(&self) -> &'static str {
        self.event_type().name
    }

    /// Whether it only says that another event should not be believed.
    pub(crate) fn takes_back(&self) -> bool {
        self.fact.takes_back().is_some()
    }

    /// Whether there is a command that takes it back.
    pub(crate) fn can_go(&self, commands: &[CommandType]) -> bool {
        commands.iter().any(|command| command.name == TAKE_BACK && command.context == self.context())
    }

    /// The data as JSON.
    pub(crate) fn json(&self) -> Value {
        self.fact.data().unwrap_or_default()
    }
}

impl Happened for LogEvent {
    fn id(&self) -> EventId {
        self.id
    }

    fn fact(&self) -> &Fact {
        &self.fact
    }

    fn happened(&self) -> Date {
        self.day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_event_came_from_is_read_back_as_it_was_written() {
        for (sheet, row) in [("Coach timesheets", Some(7)), ("Odd, row 3", Some(12))] {
            let origin = Origin::read(&Origin::written(sheet, row), None);
            assert_eq!((origin.sheet.as_str(), origin.row), (sheet, row));
        }
        assert_eq!(Origin::read(&Origin::written("", None), None).row, None);
    }
}
