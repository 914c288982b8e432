//! The files of a directory: which sheet each belongs to, and what stands in it.

mod error;
mod find;
mod rows;
mod text;

use std::sync::Arc;

pub use error::FileError;
pub(crate) use find::gather;
pub(crate) use rows::Rows;

use crate::mapping::{Sheet, Slot};
use crate::wording::{comparable, nearest, quoted};

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
}

impl SheetFile {
    /// Reads a file's header and holds it against what the mapping wants.
    pub(crate) fn new(name: Arc<str>, text: String, sheet: &Sheet) -> Result<Self, FileError> {
        let header = {
            let mut rows = Rows::of(&text, sheet.delimiter);
            let first = sheet.header_row.unwrap_or(1);
            loop {
                let Some(row) = rows.read(&name)? else {
                    return Err(FileError::Empty { file: name.to_string() });
                };
                if row >= first && !rows.is_blank() {
                    break rows.record().iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
                }
            }
        };
        let places = places(&name, &header, sheet)?;
        unused(&name, &header, &places, sheet)?;
        Ok(Self { name, text, header, places })
    }

    /// The rows below the header.
    pub(crate) fn rows(&self, sheet: &Sheet) -> Result<Rows<'_>, FileError> {
        let mut rows = Rows::of(&self.text, sheet.delimiter);
        let first = sheet.header_row.unwrap_or(1);
        while let Some(row) = rows.read(&self.name)? {
            if row >= first && !rows.is_blank() {
                break;
            }
        }
        Ok(rows)
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
