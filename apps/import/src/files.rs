//! The files of a directory: which sheet each belongs to, and what stands in it.

mod error;
mod find;
mod lines;
mod rows;
mod text;

use std::sync::Arc;

pub use error::FileError;
pub(crate) use find::gather;
use rows::Start;
pub(crate) use rows::{Fault, Reach, Rows};
pub(crate) use text::before_saved_twice;

use crate::mapping::{Sheet, Slot};
use crate::wording::{comparable, excerpt, nearest, quoted};

/// One file of a sheet, read.
#[derive(Debug)]
pub(crate) struct SheetFile {
    /// Its name, without the directory.
    pub(crate) name: Arc<str>,
    /// All of it, without a mark.
    pub(crate) text: String,
    /// The columns as the header names them.
    pub(crate) header: Vec<String>,
    /// Where each used column of the sheet stands.
    pub(crate) places: Vec<usize>,
    start: Start,
}

impl SheetFile {
    /// Reads a file's header and holds it against what the mapping wants.
    pub(crate) fn new(name: Arc<str>, text: String, sheet: &Sheet) -> Result<Self, FileError> {
        let mut rows = Rows::of(&text, sheet.delimiter, Start::default());
        let first = sheet.header_row.unwrap_or(1);
        loop {
            let row = rows.read().ok_or_else(|| FileError::Empty { file: name.to_string() })?;
            if row >= first && !rows.is_blank() {
                break;
            }
        }
        let start = rows.after_heading();
        let header: Vec<String> = rows.record().iter().map(|cell| cell.trim().to_owned()).collect();
        if let Some(fault) = rows.fault().filter(|fault| fault.reach != Reach::Mark) {
            let cell = fault.places.first().and_then(|place| header.get(*place));
            let cell = excerpt(cell.map_or("", String::as_str));
            return Err(FileError::Heading { file: name.to_string(), cell, reason: fault.reason });
        }
        let places = places(&name, &header, sheet)?;
        unused(&name, &header, &places, sheet)?;
        Ok(Self { name, text, header, places, start })
    }

    /// The rows below the header.
    pub(crate) fn rows(&self, sheet: &Sheet) -> Rows<'_> {
        Rows::of(&self.text, sheet.delimiter, self.start)
    }

    /// The lines of the file down to its header.
    pub(crate) fn heading_lines(&self) -> u64 {
        self.start.lines
    }

    /// Whether a row's quotation marks leave no doubt about the cells that are used.
    pub(crate) fn is_sure(&self, rows: &Rows) -> bool {
        let Some(fault) = rows.fault() else { return true };
        let is_used = |place: &usize| self.places.contains(place) || *place >= self.header.len();
        fault.reach != Reach::Lines && rows.record().len() == self.header.len() && !fault.places.iter().any(is_used)
    }

    /// What stands in a used column of a row.
    pub(crate) fn cell<'r>(&self, record: &'r csv::StringRecord, slot: Slot) -> &'r str {
        self.places.get(slot).and_then(|place| record.get(*place)).unwrap_or_default()
    }

    /// The place of a cell in the row, for a column's name.
    pub(crate) fn column(&self, place: usize) -> String {
        match self.header.get(place) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", place + 1),
        }
    }
}

fn places(name: &str, header: &[String], sheet: &Sheet) -> Result<Vec<usize>, FileError> {
    let names: Vec<String> = header.iter().map(|column| comparable(column)).collect();
    let mut places = Vec::new();
    for column in &sheet.columns.0 {
        let wanted = comparable(column);
        let mut found = names.iter().enumerate().filter(|(_, name)| **name == wanted).map(|(place, _)| place);
        match (found.next(), found.next()) {
            (Some(place), None) => places.push(place),
            (Some(_), Some(_)) => {
                return Err(FileError::ColumnTwice { file: name.to_owned(), column: column.clone() });
            }
            (None, _) => {
                return Err(FileError::MissingColumn {
                    file: name.to_owned(),
                    sheet: sheet.name.to_string(),
                    column: column.clone(),
                    found: quoted(header.iter().filter(|name| !name.is_empty())),
                    hint: missing_hint(column, header, sheet),
                });
            }
        }
    }
    Ok(places)
}

fn missing_hint(column: &str, header: &[String], sheet: &Sheet) -> String {
    let only = if let [only] = header { only.as_str() } else { "" };
    let other = [(';', "\";\""), ('\t', "\"\\t\""), (',', "\",\""), ('|', "\"|\"")];
    let other = other.iter().find(|(sign, _)| u32::from(*sign) != u32::from(sheet.delimiter) && only.contains(*sign));
    if let Some((_, sign)) = other {
        return format!(" The file seems to part its columns by another sign: say delimiter = {sign} for this sheet.");
    }
    nearest(column, header.iter().map(String::as_str))
        .map(|near| format!(" \"{near}\" comes near."))
        .unwrap_or_default()
}

fn unused(name: &str, header: &[String], places: &[usize], sheet: &Sheet) -> Result<(), FileError> {
    let strange = header.iter().enumerate().filter(|(place, column)| {
        !column.is_empty() && !places.contains(place) && !sheet.ignore.contains(&comparable(column))
    });
    let strange: Vec<&String> = strange.map(|(_, column)| column).collect();
    if strange.is_empty() {
        return Ok(());
    }
    Err(FileError::UnknownColumns { file: name.to_owned(), sheet: sheet.name.to_string(), columns: quoted(strange) })
}
