//! What of a row cannot be read: of its shape, of the values that decide, of its cells.

use csv::StringRecord;

use super::row::RowReader;
use crate::cell::sound;
use crate::mapping::{Field, Slot};
use crate::report::{Line, Status};
use crate::wording::{comparable, excerpt, quoted};

/// A cell that cannot be read.
pub(super) struct Misfit {
    pub(super) column: String,
    pub(super) value: String,
    pub(super) reason: String,
}

impl RowReader<'_> {
    /// What makes the whole row unreadable.
    pub(super) fn misshapen(&self, record: &StringRecord) -> Option<Misfit> {
        let (found, wanted) = (record.len(), self.file.header.len());
        let spare_cells_say_something = record.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
        if found < wanted || spare_cells_say_something {
            let value = excerpt(&record.iter().collect::<Vec<_>>().join(","));
            let reason = format!(
                "the row has {found} cells where the heading has {wanted}: look for a comma in a cell without quotation \
                 marks, or for a quotation mark that is never closed"
            );
            return Some(Misfit { column: String::new(), value, reason });
        }
        for (place, cell) in record.iter().enumerate().take(wanted) {
            let reason = match sound(cell) {
                Err(reason) => reason,
                Ok("") => continue,
                Ok(_) if self.file.header.get(place).is_some_and(String::is_empty) => {
                    "stands in a column without a heading: give the column one, or empty the cell".to_owned()
                }
                Ok(_) => continue,
            };
            return Some(Misfit { column: self.file.column(place), value: excerpt(cell), reason });
        }
        None
    }

    /// Values that decide between commands and that the mapping does not know.
    pub(super) fn undecided(&self, record: &StringRecord) -> Vec<Misfit> {
        let mut misfits = Vec::new();
        for (slot, known) in &self.sheet.deciding {
            let cell = self.file.cell(record, *slot).trim();
            if !cell.is_empty() && !known.contains(&comparable(cell)) {
                let reason = format!(
                    "is a value that the mapping says nothing of; it knows {}. Correct the cell, or add the value under is \
                     or isnt",
                    quoted(known)
                );
                misfits.push(Misfit {
                    column: self.sheet.columns.name(*slot).to_owned(),
                    value: excerpt(cell),
                    reason,
                });
            }
        }
        misfits
    }

    pub(super) fn misfit(&self, slot: Slot, cell: &str, reason: String) -> Misfit {
        Misfit { column: self.sheet.columns.name(slot).to_owned(), value: excerpt(cell), reason }
    }

    pub(super) fn misfit_of(&self, field: &Field, cell: &str, reason: String) -> Misfit {
        Misfit { column: self.mapping.column(self.at.0, &field.source), value: excerpt(cell.trim()), reason }
    }

    pub(super) fn line(&self, row: u64, number: Option<usize>, misfit: Misfit) -> Line {
        let recipe = number.and_then(|number| self.sheet.recipes.get(number));
        Line {
            command: recipe.map(|recipe| recipe.name.clone()).unwrap_or_default(),
            code: "unreadable-cell".to_owned(),
            reason: misfit.reason,
            column: misfit.column,
            value: misfit.value,
            ..Line::of_row(
                self.sheet.name.clone(),
                self.file.name.clone(),
                Some(row),
                Status::Unreadable,
                (self.at.0 + 1, self.at.1, row, number.unwrap_or_default()),
            )
        }
    }
}
