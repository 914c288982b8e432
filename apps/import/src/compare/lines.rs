//! What the comparison says in the report.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use events::{EventId, Subject};

use super::likeness::Match;
use super::{CurrentEvent, Difference, Ledger};
use crate::correction::{Mend, send};
use crate::plan::{Plan, Planned, RecipeNote};
use crate::report::{ReportLine, Status};
use crate::wording::excerpt;

impl Plan {
    /// A row that stands in the log under another key.
    pub(super) fn recognised(&self, found: &Match) -> Option<ReportLine> {
        let planned = self.commands.get(found.planned)?;
        let known = &found.standing.known;
        let Some(first) = found.differs.first() else {
            return Some(ReportLine {
                reason: "stands in the log already, under another key".to_owned(),
                event: Some(known.id),
                ..planned.line(Status::AlreadyThere)
            });
        };
        if self.may_be_unreadable(known) {
            return Some(ReportLine {
                code: "waits".to_owned(),
                reason: format!(
                    "the row looks like the {} of {}, whose own row may be one of those that cannot be read: put right \
                     what is unreadable in this sheet, and import again",
                    known.what(),
                    known.day
                ),
                ..planned.line(Status::NotSent)
            });
        }
        let fields: Vec<&str> = found.differs.iter().map(|difference| difference.field.as_str()).collect();
        let mend = Mend::moved(planned, known, &fields, found.standing.corrections + 1, &self.known_commands);
        let place = known.origin.as_ref().map(|origin| format!(", from {origin},")).unwrap_or_default();
        Some(ReportLine {
            code: "edited-since".to_owned(),
            reason: format!(
                "the row looks like the {} of {}{place} edited since: {}. It was not sent, so that nothing is doubled: \
                 send the correction, and import again; if both are right, send what stands under otherwise",
                known.what(),
                known.day,
                self.describe(&found.differs, &planned.recipe),
            ),
            column: planned.recipe.columns.get(&first.field).cloned().unwrap_or_default(),
            value: if first.sealed {
                String::new()
            } else {
                self.word(&planned.recipe.written(&first.field, &first.here))
            },
            event: Some(known.id),
            otherwise: send(planned, &planned.key).to_string(),
            mend: Some(mend),
            ..planned.line(Status::Changed)
        })
    }

    /// Events that the sheets should say and that no row says any more.
    pub(super) fn gone(&self, note: &RecipeNote, standing: &CurrentEvent) -> ReportLine {
        let known = &standing.known;
        let origin = known.origin.as_ref();
        let whose = self
            .names
            .get(&known.subject.id.to_string())
            .map(|reference| format!(" of {reference}"))
            .unwrap_or_default();
        let place = origin.map(|origin| format!(" ({origin})")).unwrap_or_default();
        let of_sheet = origin.and_then(|origin| {
            self.recipes.iter().find(|other| other.name == note.name && *other.sheet_name == *origin.sheet)
        });
        let note = of_sheet.map_or(note, |other| &**other);
        ReportLine {
            command: note.name.clone(),
            code: "no-row".to_owned(),
            reason: format!(
                "this was imported from a row{whose} for {}{place} that is there no longer. It stays believed; if it \
                 should not be, send the correction (waymark correct --missing does)",
                known.day
            ),
            event: Some(known.id),
            mend: Some(Mend::gone(known, &self.known_commands)),
            ..ReportLine::of_row(
                note.sheet_name.clone(),
                Arc::from(""),
                None,
                Status::Gone,
                (note.sheet, usize::MAX, 0, 0),
            )
        }
    }

    /// Rows that are still there and no longer say what was imported from them.
    pub(super) fn no_longer_said(&self, ledger: &Ledger, silent: &HashMap<EventId, usize>) -> Vec<ReportLine> {
        let mut lines = Vec::new();
        let said: HashSet<EventId> = self.commands.iter().map(|planned| planned.event).collect();
        for (event, place) in silent {
            let (Some(silent), Some(known)) = (self.silent.get(*place), ledger.events.get(event)) else { continue };
            let Some(column) = &silent.column else { continue };
            if known.origin.is_none() || said.contains(event) {
                continue;
            }
            let now = if silent.value.is_empty() { "is empty".to_owned() } else { format!("is \"{}\"", silent.value) };
            lines.push(ReportLine {
                code: "no-longer-said".to_owned(),
                reason: format!(
                    "{} of {} was imported from this row, which no longer says so: {column} {now}. It stays believed; \
                     send the correction, or put the cell back",
                    known.what(),
                    known.day
                ),
                column: column.clone(),
                value: silent.value.clone(),
                event: Some(*event),
                mend: Some(Mend::gone(known, &self.known_commands)),
                ..silent.planned.line(Status::Changed)
            });
        }
        lines
    }

    /// What differs, by column, in the sheets' own words.
    pub(crate) fn describe<'d>(&self, differs: &'d [Difference], note: &'d RecipeNote) -> String {
        let column = |difference: &'d Difference| -> &'d str {
            let column = note.columns.get(&difference.field).filter(|column| !column.is_empty());
            column.unwrap_or(&difference.field)
        };
        let mut told: Vec<String> = Vec::new();
        for difference in plainest(differs, column) {
            let column = column(difference);
            let written = |value: &str| self.word(&note.written(&difference.field, value));
            let there = written(&difference.there);
            let said = match (difference.sealed, difference.here.is_empty()) {
                (true, _) => format!("{column} was another (kept sealed)"),
                (false, true) => format!("{column} was {there} and is now empty"),
                (false, false) => format!("{column} was {there} and is now {}", written(&difference.here)),
            };
            told.push(said);
        }
        told.join("; ")
    }

    /// Of a thing that has an id, what the sheets call it.
    pub(crate) fn word(&self, value: &str) -> String {
        let Some(EventId(id)) = id_in(value) else { return excerpt(value) };
        let id = id.to_string();
        let known = self.names.get(&id).cloned();
        known.unwrap_or_else(|| "another that the sheets no longer name".to_owned())
    }

    /// A text with the ids in it replaced by what the sheets call the things they stand for.
    pub(crate) fn in_words(&self, text: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let id = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            let of_event = || {
                let event = id_in(id)?;
                let planned = self.commands.iter().find(|planned| planned.event == event)?;
                Some(planned.origin())
            };
            let found = if id.len() == 36 { self.names.get(id).cloned().or_else(of_event) } else { None };
            words.push(found.map_or_else(|| word.to_owned(), |name| word.replace(id, &format!("{name} ({id})"))));
        }
        words.join(" ")
    }
}

/// The id that a value is or ends with, if it does.
fn id_in(value: &str) -> Option<EventId> {
    let id = value.rsplit_once('/').map_or(value, |(_, id)| id);
    let subject: Subject = format!("person/{id}").parse().ok().filter(|_| id.len() == 36)?;
    Some(EventId(subject.id))
}

/// Of what differs, one field for each column: rather a plain one than an id, and rather none made
/// of several columns.
fn plainest<'d>(differs: &'d [Difference], column: impl Fn(&'d Difference) -> &'d str) -> Vec<&'d Difference> {
    let mut found: Vec<&Difference> = Vec::new();
    for difference in differs {
        match found.iter_mut().find(|known| column(known) == column(difference)) {
            Some(known) if id_in(&known.there).is_some() => *known = difference,
            Some(_) => {}
            None => found.push(difference),
        }
    }
    let plain: Vec<&Difference> = found.iter().copied().filter(|it| !column(it).contains(" + ")).collect();
    if plain.is_empty() { found } else { plain }
}

/// A row whose event was entered in error and that says the same as before.
pub(super) fn taken_back(planned: &Planned, event: EventId) -> ReportLine {
    if planned.once {
        return ReportLine {
            reason: "was entered in error; what a row only implies is not sent again".to_owned(),
            event: Some(event),
            ..planned.line(Status::AlreadyThere)
        };
    }
    ReportLine {
        code: "taken-back".to_owned(),
        reason: "its event was entered in error, and the row says the same as before: delete the row, or send the \
                 correction if it is right after all"
            .to_owned(),
        event: Some(event),
        mend: Some(Mend::resend(planned, event)),
        ..planned.line(Status::Changed)
    }
}
