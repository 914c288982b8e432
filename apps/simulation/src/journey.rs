//! The commands of one intern so far, and how one is added.

use events::{EventId, InternshipId};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::dice::Dice;
use super::programme::{Programme, SimulatedCommand, later};

/// What is being told about one intern.
pub(super) struct Journey<'a> {
    pub(super) programme: &'a Programme<'a>,
    pub(super) id: InternshipId,
    pub(super) reference: String,
    pub(super) dice: Dice,
    pub(super) steps: Vec<SimulatedCommand>,
}

/// A session of a job coach, as far as a claim needs it.
pub(super) struct Session {
    pub(super) date: Date,
    pub(super) minutes: u32,
}

impl Journey<'_> {
    /// Asks a command about this internship. The n-th command has the key `n`.
    pub(super) fn add(&mut self, day: Date, command: &'static str, mut fields: Value) -> EventId {
        let key = format!("{}", self.steps.len());
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("internship".into(), json!(self.id));
        }
        let id = self.programme.secret.event(self.id.subject(), &key);
        self.steps.push(SimulatedCommand { day, command: command.into(), json: fields.to_string(), key });
        id
    }

    /// Something that is recorded by mistake, and taken back the day after.
    pub(super) fn mistake(&mut self, day: Date, command: &'static str, take_back: &'static str, fields: Value) {
        if !self.dice.in_100(10) {
            return;
        }
        let event = self.add(day, command, fields);
        let (subject, key) = (self.id.subject(), format!("{}", self.steps.len()));
        let json =
            json!({"subject": subject, "event": event, "reason": "wrong-subject", "note": "taken from the line below"});
        self.steps.push(SimulatedCommand {
            day: later(day, 1),
            command: take_back.into(),
            json: json.to_string(),
            key,
        });
    }
}
