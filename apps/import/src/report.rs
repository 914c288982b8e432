//! What became of every row.

mod line;

use std::collections::BTreeMap;
use std::io::Write;

use events::{EventId, FieldForm, Form, Position, guarded};
use serde_json::{Map, Value};

use crate::compare::{CurrentEvent, plain};
use crate::correction::Mend;
use crate::outcome::Outcome;
use crate::plan::{FileRead, Plan, Planned};
use crate::wording::excerpt;
pub use line::{ReportLine, Status};

/// What became of every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// A line for each row and command, in the order of sheets, files and rows.
    pub lines: Vec<ReportLine>,
    /// What was read of each file.
    pub files: Vec<FileRead>,
}

impl Report {
    /// How many lines there are of each status.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Status, usize> {
        let mut counts = BTreeMap::new();
        for line in &self.lines {
            *counts.entry(line.status).or_insert(0) += 1;
        }
        counts
    }

    /// Whether every row was taken as it stands: nothing refused, unreadable, changed or not sent.
    /// Then, and only then, an import ends with exit status 0.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        !self.lines.iter().any(|line| line.status.is_trouble())
    }

    /// Lines that somebody should look at.
    pub fn troubles(&self) -> impl Iterator<Item = &ReportLine> {
        self.lines.iter().filter(|line| line.status.is_trouble())
    }

    /// Writes the report as CSV, with a heading, for a spreadsheet program to open: what was read of
    /// each file, then the lines. Each cell is [`guarded`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_csv(&self, to: impl Write) -> Result<(), csv::Error> {
        let mut writer = csv::Writer::from_writer(to);
        writer.write_record(ReportLine::COLUMNS)?;
        let files = self.files.iter().map(line::of_file);
        for cells in files.chain(self.lines.iter().map(ReportLine::cells)) {
            writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
        }
        writer.flush()?;
        Ok(())
    }
}

impl Plan {
    /// The report, once the services have answered: an outcome for each of [`Plan::commands`], in
    /// their order; none for a command that was not sent.
    #[must_use]
    pub fn report(self, outcomes: impl IntoIterator<Item = Option<Outcome>>) -> Report {
        let mut outcomes = outcomes.into_iter();
        let told: Vec<ReportLine> =
            self.commands.iter().map(|planned| self.outcome(planned, outcomes.next().flatten())).collect();
        let rivals: Vec<ReportLine> = self.rivals.iter().map(|rival| self.rival(rival)).collect();
        let mut lines = self.lines;
        lines.extend(told);
        lines.extend(rivals);
        lines.sort_by(|one, other| one.order.cmp(&other.order).then(one.column.cmp(&other.column)));
        Report { lines, files: self.files }
    }

    fn outcome(&self, planned: &Planned, outcome: Option<Outcome>) -> ReportLine {
        let there = |status, event, position| ReportLine {
            position: Some(position),
            event: Some(event),
            ..planned.line(status)
        };
        match outcome {
            None => ReportLine {
                reason: "the import was broken off before: run it again, what went in is found there".to_owned(),
                ..planned.line(Status::NotSent)
            },
            Some(Outcome::Accepted { event, position }) => there(Status::Accepted, event, position),
            Some(Outcome::AlreadyThere { event, position }) => there(Status::AlreadyThere, event, position),
            // what a row only implies may have been made known otherwise: by hand, by another sheet
            Some(Outcome::Refused { code, .. }) if planned.once && code.starts_with("already-") => {
                ReportLine { code, ..planned.line(Status::AlreadyThere) }
            }
            Some(Outcome::Refused { rule, code, reason }) => {
                let reason = self.in_words(&reason);
                ReportLine {
                    rule: rule.map(|rule| rule.name().to_owned()),
                    code,
                    reason,
                    ..planned.line(Status::Refused)
                }
            }
            Some(Outcome::Unreadable(reason)) => unreadable(planned, &reason),
            Some(Outcome::Changed { event, position }) => self.changed(planned, event, position),
        }
    }

    fn changed(&self, planned: &Planned, event: EventId, position: Position) -> ReportLine {
        let line = |status| ReportLine { position: Some(position), event: Some(event), ..planned.line(status) };
        let standing = self.standing.get(&event);
        let note = &planned.recipe;
        let differing = standing.map(|standing| standing.differences(planned)).unwrap_or_default();
        // of what a row only implies, the first mention counts; and what was put right is right
        let is_put_right = differing.is_empty() && standing.is_some_and(CurrentEvent::is_corrected);
        if planned.once || is_put_right {
            return line(Status::AlreadyThere);
        }
        let told = self.describe(&differing, note);
        let what = match (standing, told.is_empty()) {
            (Some(_), false) => told,
            (Some(_), true) => "what differs is kept sealed, and cannot be shown".to_owned(),
            (None, _) => "what differs is not known here".to_owned(),
        };
        let fields: Vec<&str> = differing.iter().map(|difference| difference.field.as_str()).collect();
        let mut columns = fields.iter().filter_map(|field| note.columns.get(*field)).collect::<Vec<_>>();
        columns.dedup();
        let only = if let [only] = columns.as_slice() { (*only).clone() } else { String::new() };
        let mend = standing.map(|standing| {
            Mend::edited(planned, &standing.known, &fields, standing.corrections + 1, &self.known_commands)
        });
        ReportLine {
            code: "edited-since".to_owned(),
            reason: format!(
                "the row was edited since it was imported: {what}. Nothing new was recorded; send the correction"
            ),
            column: only,
            mend,
            ..line(Status::Changed)
        }
    }

    /// A row whose key another row has, with other content.
    fn rival(&self, rival: &Planned) -> ReportLine {
        let taken = self.commands.iter().find(|planned| planned.event == rival.event);
        let place = match taken.and_then(|taken| Some((taken, taken.row?))) {
            Some((taken, row)) => format!("row {row} of \"{}\"", taken.file),
            None => "another row".to_owned(),
        };
        let differences = taken.map(|taken| self.at_odds(rival, taken)).unwrap_or_default();
        ReportLine {
            code: "rows-at-odds".to_owned(),
            reason: format!(
                "{place} says the same thing otherwise ({differences}): that row was taken; keep one of the two, or tell \
                 them apart"
            ),
            event: Some(rival.event),
            ..rival.line(Status::Changed)
        }
    }
}

impl Plan {
    /// What two commands of one kind say differently, by column. What is sealed of the other row is not shown.
    fn at_odds(&self, rival: &Planned, taken: &Planned) -> String {
        let read = |json: &str| serde_json::from_str::<Map<String, Value>>(json).unwrap_or_default();
        let (here, there) = (read(&rival.json), read(&taken.json));
        let differing = rival.recipe.columns.iter().filter(|(field, _)| here.get(*field) != there.get(*field));
        let told = differing.map(|(field, column)| {
            let column = if column.is_empty() { field } else { column };
            if is_sealed(rival, field) {
                return format!("{column} is another (kept sealed)");
            }
            let text = |value: Option<&Value>| match value {
                Some(value) => self.word(&rival.recipe.written(field, &plain(value))),
                None => "nothing".to_owned(),
            };
            format!("{column}: {} there, {} here", text(there.get(field)), text(here.get(field)))
        });
        told.collect::<Vec<_>>().join("; ")
    }
}

/// The service could not read a field: the reason names it, and the recipe its column.
fn unreadable(planned: &Planned, reason: &str) -> ReportLine {
    let fields: Value = serde_json::from_str(&planned.json).unwrap_or_default();
    let field = broken_field(&fields, reason);
    let column = field.and_then(|field| planned.recipe.columns.get(field).cloned());
    let value = field.and_then(|field| Some(planned.recipe.written(field, &plain(fields.get(field)?))));
    let value = value.unwrap_or_default();
    let reader = field.and_then(|field| planned.recipe.readers.get(field));
    let words = reader.map(|reader| reader.own_words(&value)).unwrap_or_default();
    ReportLine {
        code: "unreadable-cell".to_owned(),
        reason: format!("{reason}{words}"),
        column: column.unwrap_or_default(),
        value: excerpt(&value),
        ..planned.line(Status::Unreadable)
    }
}

/// The command's field that a reason begins with: `date: …`, `lines[0].minutes: …`.
fn broken_field<'r>(fields: &Value, reason: &'r str) -> Option<&'r str> {
    let (path, _) = reason.split_once(": ")?;
    path.split(['.', '[']).next().filter(|field| fields.get(field).is_some())
}

/// Whether the event keeps what the command says in this field sealed.
fn is_sealed(planned: &Planned, field: &str) -> bool {
    fn shows(fields: &[FieldForm], name: &str) -> bool {
        let shown = |form: &Form| matches!(form, Form::Object(inner) if shows(inner, name));
        fields.iter().any(|field| field.name == name || shown(&field.form))
    }
    let kind = events::find_type(&format!("{}.{}", planned.command.context, planned.command.event));
    kind.is_ok_and(|kind| kind.sealed.is_some() && !shows(&kind.fields(), field))
}
