//! One row becomes commands, or lines of the report that say what cannot be read.

use std::sync::Arc;

use csv::StringRecord;
use events::{EventId, Form, Subject, SubjectKind};
use jiff::civil::Date;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::draft::Draft;
use super::lookup::{Found, Tables};
use super::misfit::Misfit;
use super::originals::Original;
use super::planned::{Order, Planned, RecipeNote, Silent};
use super::unnamed::Unnamed;
use crate::cell::damage::damage;
use crate::files::{Reach, Rows, SheetFile};
use crate::key::key;
use crate::mapping::{Field, Is, Mapping, Recipe, Sheet, Slot, Source};
use crate::report::{ReportLine, Status};
use crate::wording::{comparable, excerpt, quoted};

/// A recipe, and what is noted of it.
type Noted<'m> = (&'m Recipe, &'m Arc<RecipeNote>);

pub(super) struct RowReader<'m> {
    pub(super) mapping: &'m Mapping,
    pub(super) sheet: &'m Sheet,
    pub(super) file: &'m SheetFile,
    pub(super) tables: &'m Tables,
    pub(super) today: Date,
    /// The sheet's and the file's number.
    pub(super) at: (usize, usize),
    /// What is noted of the sheet's recipes.
    pub(super) notes: &'m [Arc<RecipeNote>],
}

impl RowReader<'_> {
    /// Whether anything of the row was taken, or nothing of it cannot be read.
    pub(super) fn row(&self, row: u64, rows: &Rows, draft: &mut Draft) -> bool {
        let record = rows.record();
        let is_sure = self.file.is_sure(rows);
        // a mark in a cell that nothing uses does no harm
        let fault = rows.fault().filter(|fault| !is_sure || fault.reach != Reach::Mark);
        let in_doubt = fault.map(|fault| Misfit::of_fault(self.file, rows, fault));
        let misfit = if is_sure { Misfit::of_row((self.mapping, self.at.0), self.file, record) } else { None };
        if let Some(misfit) = misfit.or_else(|| in_doubt.clone().filter(|_| !is_sure)) {
            draft.plan.lines.push(self.line(row, None, misfit));
            draft.plan.damaged.insert(self.sheet.name.clone());
            return false;
        }
        let sent = draft.commands.len();
        let undecided = Misfit::undecided(self.sheet, self.file, record);
        let mut misfits: Vec<(Option<&RecipeNote>, Misfit)> =
            in_doubt.into_iter().chain(undecided).map(|misfit| (None, misfit)).collect();
        for (recipe, note) in self.sheet.recipes.iter().zip(self.notes) {
            let mut silent =
                |column, value| draft.silent.extend(self.silent(row, (recipe, note), record, column, value));
            match self.applies(recipe, record) {
                Ok(Some(slot)) => {
                    let column = self.sheet.columns.name(slot).to_owned();
                    silent(Some(column), excerpt(self.file.cell(record, slot).trim()));
                }
                Err(misfit) => {
                    silent(None, String::new());
                    misfits.push((Some(note), misfit));
                }
                Ok(None) => match self.command(row, (recipe, note), record) {
                    Ok(unnamed) => draft.commands.push(unnamed),
                    Err(all) => {
                        silent(None, String::new());
                        misfits.extend(all.into_iter().map(|misfit| (Some(&**note), misfit)));
                    }
                },
            }
        }
        // a cell that several commands read is told once, under one that is no implied fact
        misfits.sort_by_key(|(note, _)| note.is_some_and(|note| note.once));
        let mut told: Vec<String> = Vec::new();
        for (note, misfit) in misfits {
            if !told.contains(&misfit.column) {
                told.push(misfit.column.clone());
                draft.plan.lines.push(self.line(row, note, misfit));
            }
        }
        if !told.is_empty() {
            draft.plan.unreadable.insert((self.sheet.name.clone(), row));
        }
        draft.originals.extend(self.originals(row, rows));
        told.is_empty() || draft.commands.len() > sent
    }

    /// The references of a row that a reader does not see as they are written.
    fn originals(&self, row: u64, rows: &Rows) -> Vec<Original> {
        let name = |(place, original): &(usize, String)| {
            let slot = self.file.places.iter().position(|used| used == place)?;
            let names = |field: &&Field| {
                field.reader.form.id_of().is_some() && matches!(field.source, Source::Cell(cell) if cell == slot)
            };
            self.sheet.recipes.iter().flat_map(|recipe| &recipe.fields).find(names)?;
            let cell = comparable(rows.record().get(*place)?);
            let misfit = Misfit::new(self.sheet.columns.name(slot), original, String::new());
            let line =
                ReportLine { status: Status::Told, code: "same-reference".to_owned(), ..self.line(row, None, misfit) };
            Some(Original { original: original.clone(), name: format!("{}/{cell}", self.mapping.provider.ukprn), line })
        };
        rows.originals().iter().filter_map(name).collect()
    }

    /// The first column that does not say what the command waits for; nothing if all do.
    fn applies(&self, recipe: &Recipe, record: &StringRecord) -> Result<Option<Slot>, Misfit> {
        for when in &recipe.when {
            let cell = self.file.cell(record, when.slot).trim();
            let holds = match &when.is {
                Is::Filled => !cell.is_empty(),
                Is::Empty => cell.is_empty(),
                Is::OneOf(values) => values.contains(&comparable(cell)),
                Is::Past(_) if cell.is_empty() => false,
                Is::Past(dates) => match dates.date(cell) {
                    Ok(day) => day <= self.today,
                    Err(reason) => return Err(Misfit::new(self.sheet.columns.name(when.slot), cell, reason)),
                },
            };
            if !holds {
                return Ok(Some(when.slot));
            }
        }
        Ok(None)
    }

    /// The command that the row would mean if its cells said so: one that was imported before may
    /// have been taken out of the cell since.
    fn silent(
        &self,
        row: u64,
        (recipe, note): Noted<'_>,
        record: &StringRecord,
        column: Option<String>,
        value: String,
    ) -> Option<(String, Silent)> {
        let kind = recipe.command.kind()?;
        let name = kind.as_str();
        let field = recipe.fields.iter().find(|field| field.name == name).filter(|_| !recipe.once)?;
        let id = self.field(recipe, field, record).ok()??;
        let date = recipe.fields.iter().find(|field| field.name == "date");
        let date = date.and_then(|field| self.field(recipe, field, record).ok()?);
        let planned = self.planned(row, (recipe, note), record, kind, date.as_ref());
        let silent = Silent { planned, column, value };
        Some((id.as_str()?.to_owned(), silent))
    }

    fn key(&self, recipe: &Recipe, record: &StringRecord) -> String {
        let provider = &self.mapping.provider.ukprn;
        let cells = recipe.key.iter().map(|part| {
            let cell = self.file.cell(record, part.slot);
            let settled = part.reader.as_ref().and_then(|reader| reader.settled(cell, provider));
            settled.unwrap_or_else(|| comparable(cell))
        });
        key(&recipe.name, cells)
    }

    fn command(&self, row: u64, (recipe, note): Noted<'_>, record: &StringRecord) -> Result<Unnamed, Vec<Misfit>> {
        let mut fields = Map::new();
        let (mut kinds, mut called) = (Vec::new(), Vec::new());
        let mut misfits = Vec::new();
        for field in &recipe.fields {
            match self.field(recipe, field, record) {
                Ok(Some(value)) => {
                    if let Some(kind) = field.reader.form.id_of() {
                        kinds.push((field.name.clone(), kind.to_owned()));
                    }
                    called.extend(self.called(field, record).map(|name| (field.name.clone(), name)));
                    fields.insert(field.name.clone(), value);
                }
                Ok(None) => {}
                Err(misfit) => misfits.push(misfit),
            }
        }
        if !misfits.is_empty() {
            return Err(misfits);
        }
        let said = |kind: &SubjectKind| fields.get(kind.as_str()).is_some_and(Value::is_string);
        let Some(kind) = recipe.command.kind().filter(said) else {
            let reason = format!("the command does not say which {} it is about", recipe.command.about());
            return Err(vec![Misfit::new("", "", reason)]);
        };
        let planned = self.planned(row, (recipe, note), record, kind, fields.get("date"));
        Ok(Unnamed { planned, fields, kinds, called })
    }

    /// With a nil subject and event, and without its fields.
    fn planned(
        &self,
        row: u64,
        (recipe, note): Noted<'_>,
        record: &StringRecord,
        kind: SubjectKind,
        day: Option<&Value>,
    ) -> Planned {
        Planned {
            sheet: note.sheet_name.clone(),
            file: self.file.name.clone(),
            row: Some(row),
            command: note.command,
            name: note.name.clone(),
            subject: Subject { kind, id: Uuid::nil() },
            day: day.and_then(Value::as_str).and_then(|day| day.parse().ok()),
            key: self.key(recipe, record),
            event: EventId(Uuid::nil()),
            json: String::new(),
            once: note.once,
            order: self.order(row, note.number),
            recipe: note.clone(),
        }
    }

    /// What the sheet calls the thing that an id stands for.
    fn called(&self, field: &Field, record: &StringRecord) -> Option<String> {
        let Form::Id(_) = field.reader.form else { return None };
        let slots = match &field.source {
            Source::Cell(_) | Source::Joined { .. } => field.source.slots(),
            Source::Constant(_) | Source::Lookup { .. } => return None,
        };
        let cells: Vec<&str> = slots.iter().map(|slot| self.file.cell(record, *slot).trim()).collect();
        Some(excerpt(&cells.join(" ")))
    }

    fn field(&self, recipe: &Recipe, field: &Field, record: &StringRecord) -> Result<Option<Value>, Misfit> {
        let cell = |slot: &Slot| self.file.cell(record, *slot);
        let joined;
        let mut missing = None;
        let text = match &field.source {
            Source::Constant(value) => return Ok(Some(value.clone())),
            Source::Cell(slot) => cell(slot),
            Source::Joined { slots, join } => {
                let parts: Vec<&str> =
                    slots.iter().map(|slot| cell(slot).trim()).filter(|part| !part.is_empty()).collect();
                joined = parts.join(join);
                &joined
            }
            Source::Lookup { lookup, here } => {
                let by = || quoted(here.iter().map(|slot| cell(slot).trim()));
                match self.tables.find(*lookup, here.iter().map(cell)) {
                    Some(Found::One(found)) => match damage(found).filter(|_| !field.reader.expects(found)) {
                        Some(reason) => return Err(self.misfit_of(field, found, reason)),
                        None => found,
                    },
                    Some(Found::Several) => {
                        let reason = format!("rows with {} say different things: leave one of them", by());
                        return Err(self.misfit_of(field, "", reason));
                    }
                    None => {
                        missing =
                            Some(format!("there is no row with {} to look it up in: add the row, or correct it", by()));
                        ""
                    }
                }
            }
        };
        let value = field.reader.read(text, &self.mapping.provider.ukprn);
        match value.map(|value| value.or_else(|| field.default.clone())) {
            Ok(None) if field.required => {
                let empty = || format!("is empty, and {} needs it: fill in the cell", recipe.name);
                Err(self.misfit_of(field, text, missing.unwrap_or_else(empty)))
            }
            Ok(value) => Ok(value),
            Err(reason) => Err(self.misfit_of(field, text, reason)),
        }
    }

    fn misfit_of(&self, field: &Field, cell: &str, reason: String) -> Misfit {
        Misfit::new(self.mapping.column(self.at.0, &field.source), cell.trim(), reason)
    }

    fn order(&self, row: u64, number: usize) -> Order {
        (self.at.0 + 1, self.at.1, row, number)
    }

    /// The line of the report about a cell that a recipe, or none of them, cannot read.
    fn line(&self, row: u64, note: Option<&RecipeNote>, misfit: Misfit) -> ReportLine {
        let (sheet, file) = (self.sheet.name.clone(), self.file.name.clone());
        let order = self.order(row, note.map_or(0, |note| note.number));
        ReportLine {
            command: note.map(|note| note.name.clone()).unwrap_or_default(),
            code: "unreadable-cell".to_owned(),
            reason: misfit.reason,
            column: misfit.column,
            value: misfit.value,
            ..ReportLine::of_row(sheet, file, Some(row), Status::Unreadable, order)
        }
    }
}
