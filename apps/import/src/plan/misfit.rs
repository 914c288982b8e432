//! What of a row cannot be read: of its shape, of the values that decide, of its cells.

use std::collections::BTreeSet;

use csv::StringRecord;

use crate::cell::damage::damage;
use crate::cell::sound;
use crate::files::{Fault, Rows, SheetFile};
use crate::mapping::{Mapping, Sheet};
use crate::wording::{comparable, excerpt, nearest, quoted};

/// A cell that cannot be read.
#[derive(Clone)]
pub(super) struct Misfit {
    pub(super) column: String,
    pub(super) value: String,
    pub(super) reason: String,
}

impl Misfit {
    pub(super) fn new(column: impl Into<String>, cell: &str, reason: String) -> Self {
        Self { column: column.into(), value: excerpt(cell), reason }
    }

    /// Quotation marks that do not add up.
    pub(super) fn of_fault(file: &SheetFile, rows: &Rows, fault: &Fault) -> Self {
        let used = fault.places.iter().find(|place| file.places.contains(place));
        let place = used.or(fault.places.first()).copied().unwrap_or_default();
        let cell = rows.record().get(place).unwrap_or_default();
        let whole = match rows.lines() {
            1 if file.is_sure(rows) => "; nothing uses the cell, and the rest of the row was read".to_owned(),
            1 => "; nothing of the row was taken".to_owned(),
            lines => format!("; nothing of these {lines} lines was taken"),
        };
        Self::new(file.column(place), cell, format!("{}{whole}", fault.reason))
    }

    /// What makes the whole row of a file of this sheet unreadable.
    pub(super) fn of_row((mapping, sheet): (&Mapping, usize), file: &SheetFile, record: &StringRecord) -> Option<Self> {
        let (found, wanted) = (record.len(), file.header.len());
        let spare_cells_say_something = record.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
        if found < wanted || spare_cells_say_something {
            let reason = format!(
                "the row has {found} cells where the heading has {wanted}: look for a comma in a cell without quotation \
                 marks, or for a quotation mark that is never closed"
            );
            return Some(Self::new("", &record.iter().collect::<Vec<_>>().join(","), reason));
        }
        record.iter().enumerate().take(wanted).find_map(|(place, cell)| {
            let reason = match sound(cell) {
                Err(reason) => reason,
                Ok("") => return None,
                Ok(_) if file.header.get(place).is_some_and(String::is_empty) => {
                    "stands in a column without a heading: give the column one, or empty the cell".to_owned()
                }
                Ok(cell) => {
                    let slot = file.places.iter().position(|used| *used == place)?;
                    damage(cell).filter(|_| !mapping.expects(sheet, slot, cell))?
                }
            };
            Some(Self::new(file.column(place), cell, reason))
        })
    }

    /// Values that decide between commands and that the mapping does not know.
    pub(super) fn undecided(sheet: &Sheet, file: &SheetFile, record: &StringRecord) -> Vec<Self> {
        let cells = sheet.deciding.iter().map(|(slot, known)| (*slot, file.cell(record, *slot).trim(), known));
        let strange = cells.filter(|(_, cell, known)| !cell.is_empty() && !known.contains(&comparable(cell)));
        let misfit = |(slot, cell, known): (_, &str, &BTreeSet<String>)| {
            let near = nearest(cell, known.iter().map(String::as_str));
            let reason = format!(
                "is a value that the mapping says nothing of; it knows {}.{} Correct the cell, or add the value under is \
                 or isnt",
                quoted(known),
                near.map(|near| format!(" The nearest is \"{near}\".")).unwrap_or_default()
            );
            Self::new(sheet.columns.name(slot), cell, reason)
        };
        strange.map(misfit).collect()
    }
}
