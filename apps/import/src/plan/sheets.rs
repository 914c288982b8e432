//! Reading the sheets: every row's commands, and what a plan needs to know of each recipe.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use events::{EventId, ProviderId};
use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use super::draft::Draft;
use super::lookup::Tables;
use super::planned::{Planned, RecipeNote};
use super::row::RowReader;
use super::unnamed::Unnamed;
use super::{FileRead, Plan, originals};
use crate::files::{FileError, SheetFile, gather};
use crate::key::key;
use crate::mapping::{Mapping, Recipe, Slot};

impl Mapping {
    /// Reads the files of a directory and plans what to send. Only the mapping and the files
    /// count: the same files give the same plan on every day but for `is = "past"`.
    ///
    /// # Errors
    /// When the files are not what the mapping says. A row that cannot be read is no error: it
    /// stands in the report.
    pub fn plan(&self, directory: &Path, today: Date) -> Result<Draft, FileError> {
        let files = gather(self, directory)?;
        let tables = Tables::read(self, &files);
        let plan = Plan { known_commands: self.commands.clone(), ..Plan::default() };
        let mut draft = Draft { plan, ukprn: self.provider.ukprn.clone(), today, ..Draft::default() };
        provider(self, &mut draft);
        for (index, (sheet, files)) in self.sheets.iter().zip(&files).enumerate() {
            let notes = sheet.recipes.iter().enumerate().map(|(number, recipe)| self.note(index, number, recipe));
            let notes: Vec<Arc<RecipeNote>> = notes.map(Arc::new).collect();
            draft.plan.recipes.extend(notes.iter().cloned());
            for (number, file) in files.iter().enumerate() {
                let reader = RowReader {
                    mapping: self,
                    sheet,
                    file,
                    tables: &tables,
                    today,
                    at: (index, number),
                    notes: &notes,
                };
                let read = read(&reader, &mut draft);
                draft.plan.files.push(read);
            }
        }
        let told = originals::tell(std::mem::take(&mut draft.originals), &draft.commands);
        draft.plan.lines.extend(told);
        draft.covered = covered(self, &files);
        Ok(draft)
    }

    fn note(&self, sheet: usize, number: usize, recipe: &Recipe) -> RecipeNote {
        let columns = recipe.fields.iter().map(|field| (field.name.clone(), self.column(sheet, &field.source)));
        let mut fed: BTreeMap<Slot, BTreeSet<String>> = BTreeMap::new();
        for field in &recipe.fields {
            for slot in field.source.slots() {
                fed.entry(*slot).or_default().insert(field.name.clone());
            }
        }
        RecipeNote {
            name: recipe.name.clone(),
            command: recipe.command,
            once: recipe.once,
            sheet: sheet + 1,
            sheet_name: self.sheets.get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default(),
            number,
            columns: columns.collect(),
            readers: recipe.fields.iter().map(|field| (field.name.clone(), field.reader.clone())).collect(),
            together: fed.into_values().filter(|fields| fields.len() > 1).collect(),
        }
    }
}

/// Reads the rows of a file, and accounts for all its lines.
fn read(reader: &RowReader, draft: &mut Draft) -> FileRead {
    let (sheet, file) = (reader.sheet.name.clone(), reader.file.name.clone());
    let heading = reader.file.heading_lines();
    let mut read = FileRead { sheet, file, rows: 0, heading, used: 0, blank: 0, unreadable: 0 };
    let mut rows = reader.file.rows(reader.sheet);
    while let Some(row) = rows.read() {
        let lines = if rows.is_blank() {
            &mut read.blank
        } else {
            read.rows += 1;
            if reader.row(row, &rows, draft) { &mut read.used } else { &mut read.unreadable }
        };
        *lines += rows.lines();
    }
    read
}

/// The provider itself is made known first.
fn provider(mapping: &Mapping, draft: &mut Draft) {
    let Some((command, fields)) = &mapping.provider.register else { return };
    let name: Arc<str> = Arc::from(command.full_name());
    let key = key(&name, [&mapping.provider.ukprn]);
    let columns = fields.keys().map(|field| (field.clone(), "[provider]".to_owned())).collect();
    let note = Arc::new(RecipeNote {
        name: name.clone(),
        command: *command,
        once: true,
        together: BTreeSet::new(),
        readers: BTreeMap::new(),
        columns,
        sheet: 0,
        sheet_name: Arc::from(""),
        number: 0,
    });
    draft.plan.recipes.push(note.clone());
    let planned = Planned {
        sheet: Arc::from("the mapping"),
        file: Arc::from(""),
        row: None,
        command: *command,
        name,
        subject: ProviderId(Uuid::nil()).subject(),
        day: fields.get("date").and_then(Value::as_str).and_then(|day| day.parse().ok()),
        event: EventId(Uuid::nil()),
        key,
        json: String::new(),
        once: true,
        order: (0, 0, 0, 0),
        recipe: note,
    };
    let kinds = vec![(ProviderId::KIND.to_owned(), ProviderId::KIND.to_owned())];
    draft.commands.push(Unnamed { planned, fields: fields.clone(), kinds, called: Vec::new() });
}

/// The days that the mapping says of the sheets that are there.
fn covered(mapping: &Mapping, files: &[Vec<SheetFile>]) -> Vec<(Arc<str>, Date)> {
    let sheets = mapping.sheets.iter().zip(files).filter(|(_, files)| !files.is_empty()).map(|(sheet, _)| sheet);
    let covered = sheets.flat_map(|sheet| {
        let days = [sheet.covers.0, sheet.covers.1].into_iter().flatten();
        days.flat_map(|day| sheet.recipes.iter().map(move |recipe| (recipe.name.clone(), day)))
    });
    covered.collect()
}
