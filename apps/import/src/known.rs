//! Holding a plan against what was imported before, so that a row that was edited is told and
//! never doubled.
//!
//! An event's id follows from its row's key. So a row whose key columns are as they were finds its
//! own event, and the services notice when the rest of it changed. A row whose key columns were
//! edited looks like a new one: here it is recognised by the event it left behind, which lies in
//! the days that the sheet answers for and which no row stands for any more.

mod ledger;
mod likeness;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use events::{EventId, Subject};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::correction::{Correction, take_back};
use crate::key::again;
use crate::plan::{Plan, Planned, RecipeNote};
use crate::report::{Line, Status};
use ledger::Ledger;
pub(crate) use ledger::{Standing, field_of, plain};
use likeness::Likeness;

/// An event that stands in the log, of a subject in [`Plan::subjects`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is about.
    pub subject: Subject,
    /// Which event.
    pub id: EventId,
    /// Its type: `waymark.coaching.hours-logged.v1`.
    pub event_type: String,
    /// The day it happened.
    pub day: Date,
    /// Its data as JSON.
    pub data: String,
    /// Whether an import recorded it. Only such an event can have lost its row.
    pub imported: bool,
}

impl Known {
    /// An event as the log holds it and `waymark events` shows it: a CloudEvents JSON object.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(event: &[u8], imported: bool) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Members<'e> {
            id: EventId,
            #[serde(rename = "type")]
            event_type: String,
            subject: Subject,
            time: String,
            #[serde(borrow)]
            data: &'e RawValue,
        }
        let Members { id, event_type, subject, time, data } = serde_json::from_slice(event)?;
        let day = time.get(..10).unwrap_or(&time).parse().map_err(serde::de::Error::custom)?;
        Ok(Self { subject, id, event_type, day, data: data.get().to_owned(), imported })
    }
}

impl Plan {
    /// Holds the plan against what stands in the log: every event of every subject in
    /// [`Plan::subjects`], in the log's order. Rows that were edited in a key column, and rows
    /// whose event was entered in error, leave the commands and become lines of the report.
    pub fn compare(&mut self, known: Vec<Known>) {
        let ledger = Ledger::new(known);
        self.sent_again(&ledger);
        let orphans = self.orphans(&ledger);
        let likeness = Likeness::new(orphans, &self.recipes);
        let (likeness, matches) = likeness.pair(&self.commands, &ledger.events);
        let mut lines: Vec<Line> = matches.iter().filter_map(|found| self.recognised(found)).collect();
        lines.extend(likeness.left().map(|(note, standing)| self.gone(note, standing)));
        let held: HashSet<usize> = matches.iter().map(|found| found.planned).collect();
        let mut index = 0;
        self.commands.retain(|_| {
            index += 1;
            !held.contains(&(index - 1))
        });
        self.lines.extend(lines);
        let standing =
            self.commands.iter().filter_map(|planned| Some((planned.event, ledger.standing(planned.event)?)));
        self.standing = standing.collect();
    }

    /// Rows whose event was entered in error: sent again if they were edited since.
    fn sent_again(&mut self, ledger: &Ledger) {
        let mut lines = Vec::new();
        let (recipes, commands) = (&self.recipes, &self.known_commands);
        self.commands.retain_mut(|planned| {
            if !ledger.taken_back.contains(&planned.event) {
                return true;
            }
            let plain_key = planned.key.clone();
            let mut last = ledger.standing(planned.event);
            for n in 2.. {
                planned.key = again(&plain_key, n);
                planned.event = EventId::of(planned.subject, &planned.key);
                if !ledger.taken_back.contains(&planned.event) {
                    break;
                }
                last = ledger.standing(planned.event).or(last);
            }
            let (Some(last), Some(note)) = (last, recipes.get(planned.recipe)) else { return true };
            let is_new = !ledger.events.contains_key(&planned.event);
            if is_new && (planned.once || last.differences(planned, note).is_empty()) {
                lines.push(taken_back(planned, last.known.id, commands));
                return false;
            }
            true
        });
        self.lines.extend(lines);
    }

    /// Imported events that no row stands for, in the days for which the sheets answer.
    fn orphans(&self, ledger: &Ledger) -> BTreeMap<Arc<str>, Vec<Standing>> {
        let stood_for: HashSet<EventId> = self
            .commands
            .iter()
            .map(|planned| planned.event)
            .chain(self.lines.iter().filter_map(|line| line.event))
            .collect();
        let mut kinds: Vec<(String, Arc<str>)> = Vec::new();
        for note in self.recipes.iter().filter(|note| !note.once) {
            kinds.push((format!("waymark.{}.{}.v", note.command.context, note.command.event), note.name.clone()));
        }
        let mut orphans: BTreeMap<Arc<str>, Vec<Standing>> = BTreeMap::new();
        for known in ledger.events.values() {
            if !known.imported || stood_for.contains(&known.id) || ledger.taken_back.contains(&known.id) {
                continue;
            }
            let Some((_, name)) = kinds.iter().find(|(kind, _)| known.event_type.starts_with(kind)) else { continue };
            let in_span = self.spans.get(name).is_some_and(|(from, until)| (*from..=*until).contains(&known.day));
            if let Some(standing) = ledger.standing(known.id).filter(|_| in_span) {
                orphans.entry(name.clone()).or_default().push(standing);
            }
        }
        for orphans in orphans.values_mut() {
            orphans.sort_by_key(|standing| (standing.known.day, standing.known.id));
        }
        orphans
    }

    fn recognised(&self, found: &likeness::Match) -> Option<Line> {
        let planned = self.commands.get(found.planned)?;
        let event = found.standing.known.id;
        let Some((field, there, here)) = &found.differs else {
            return Some(Line {
                reason: "stands in the log already, under another key".to_owned(),
                event: Some(event),
                ..planned.line(Status::AlreadyThere)
            });
        };
        let column = self.recipes.get(planned.recipe).and_then(|note| note.columns.get(field));
        let correction =
            Correction { planned, event, subject: found.standing.known.subject, commands: &self.known_commands };
        Some(Line {
            code: "edited-since".to_owned(),
            reason: format!(
                "when it was imported before, {} was {there} and is now {here}; it was not sent, so that nothing is \
                 doubled. Send the correction, and import again",
                column.filter(|column| !column.is_empty()).unwrap_or(field),
            ),
            column: column.cloned().unwrap_or_default(),
            value: here.clone(),
            event: Some(event),
            correction: correction.of_edited_key(field),
            ..planned.line(Status::Changed)
        })
    }

    fn gone(&self, note: &RecipeNote, standing: &Standing) -> Line {
        let known = &standing.known;
        Line {
            command: note.name.clone(),
            code: "no-row".to_owned(),
            reason: format!(
                "this was imported from a row for {} that is there no longer. It stays believed; if it should not be, send \
                 the correction",
                known.day
            ),
            event: Some(known.id),
            correction: take_back(
                known.subject,
                known.id,
                &note.command,
                "its row is no longer in the sheet",
                &self.known_commands,
            ),
            ..Line::of_row(note.sheet_name.clone(), Arc::from(""), None, Status::Gone, (note.sheet, usize::MAX, 0, 0))
        }
    }
}

fn taken_back(planned: &Planned, event: EventId, commands: &[service_kit::CommandType]) -> Line {
    if planned.once {
        return Line {
            reason: "was entered in error; what a row only implies is not sent again".to_owned(),
            event: Some(event),
            ..planned.line(Status::AlreadyThere)
        };
    }
    let correction = Correction { planned, event, subject: planned.subject, commands };
    Line {
        code: "taken-back".to_owned(),
        reason: "its event was entered in error, and the row says the same as before: delete the row, or send the \
                 correction if it is right after all"
            .to_owned(),
        event: Some(event),
        correction: correction.send_again(&planned.key),
        ..planned.line(Status::Changed)
    }
}
