//! What to send to put right what was imported before.

use events::{EventId, Subject};
use serde_json::{Map, Value, json};
use service_kit::CommandType;

use crate::key::again;
use crate::plan::Planned;

/// The fields of a session that can be put right without taking it back.
const SESSION: [&str; 3] = ["minutes", "activity", "claimable"];

/// A row that says something else than the event it became.
pub(crate) struct Correction<'p> {
    pub(crate) planned: &'p Planned,
    /// The event.
    pub(crate) event: EventId,
    /// Whose history it stands in.
    pub(crate) subject: Subject,
    pub(crate) commands: &'p [CommandType],
}

impl Correction<'_> {
    /// For a row whose key is as it was. `differing` is empty where it is not known what differs.
    pub(crate) fn of_same_key(&self, differing: &[&str]) -> String {
        if let Some(correction) = self.of_session(differing) {
            return correction;
        }
        let plain = self.planned.key.split_once('~').map_or(self.planned.key.as_str(), |(plain, _)| plain);
        let sent = self.planned.key.split_once('~').and_then(|(_, n)| n.parse::<u32>().ok()).unwrap_or(1);
        format!("{} then {}", self.take_back(), self.send_again(&again(plain, sent.saturating_add(1))))
    }

    /// For a row that was edited in a key column: once the event is taken back, the row is new.
    pub(crate) fn of_edited_key(&self, differing: &str) -> String {
        self.of_session(&[differing]).unwrap_or_else(|| self.take_back())
    }

    /// The command itself, under another key.
    pub(crate) fn send_again(&self, key: &str) -> String {
        let CommandType { context, name, .. } = self.planned.command;
        format!("POST /v1/{context}/{name} with Idempotency-Key \"{key}\" {}", self.planned.json)
    }

    fn of_session(&self, differing: &[&str]) -> Option<String> {
        let is_session = &*self.planned.name == "coaching.log-hours"
            && self.subject == self.planned.subject
            && differing.iter().all(|field| SESSION.contains(field));
        let can = self.commands.iter().any(|command| command.context == "coaching" && command.name == "correct-hours");
        if !is_session || !can {
            return None;
        }
        let row: Map<String, Value> = serde_json::from_str(&self.planned.json).ok()?;
        let mut fields = Map::new();
        fields.insert("internship".to_owned(), row.get("internship")?.clone());
        fields.insert("corrects".to_owned(), json!(self.event));
        fields.insert("reason".to_owned(), self.reason().into());
        for field in SESSION.iter().filter(|field| differing.is_empty() || differing.contains(field)) {
            fields.insert((*field).to_owned(), row.get(*field)?.clone());
        }
        Some(format!("POST /v1/coaching/correct-hours {}", Value::Object(fields)))
    }

    fn take_back(&self) -> String {
        take_back(self.subject, self.event, &self.planned.command, &self.reason(), self.commands)
    }

    fn reason(&self) -> String {
        let row = self.planned.row.map(|row| format!(", row {row}")).unwrap_or_default();
        format!("corrected in sheet {}{row}", self.planned.sheet)
    }
}

/// The command that takes an event back, if there is one for its kind of subject.
pub(crate) fn take_back(
    subject: Subject,
    event: EventId,
    kind: &CommandType,
    reason: &str,
    commands: &[CommandType],
) -> String {
    let context = kind.context;
    let can = |command: &&CommandType| {
        command.context == context && command.name == "enter-in-error" && command.subject == subject.kind
    };
    if commands.iter().find(can).is_none() {
        return format!("no command takes back an event of {context} about {subject}: put the row back as it was");
    }
    let mut fields = Map::new();
    fields.insert(subject.kind.as_str().to_owned(), subject.id.to_string().into());
    fields.insert("event".to_owned(), json!(event));
    fields.insert("reason".to_owned(), reason.into());
    format!("POST /v1/{context}/enter-in-error {}", Value::Object(fields))
}
