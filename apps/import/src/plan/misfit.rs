//! What of a row cannot be read: of its shape, of the values that decide, of its cells.

use csv::StringRecord;

use crate::cell::sound;
use crate::files::{Fault, Rows, SheetFile, before_saved_twice};
use crate::mapping::Sheet;
use crate::wording::{comparable, excerpt, quoted};

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

    /// What makes the whole row unreadable.
    pub(super) fn of_row(file: &SheetFile, record: &StringRecord) -> Option<Self> {
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
                Ok(cell) if file.places.contains(&place) => damage(cell)?,
                Ok(_) => return None,
            };
            Some(Self::new(file.column(place), cell, reason))
        })
    }

    /// Values that decide between commands and that the mapping does not know.
    pub(super) fn undecided(sheet: &Sheet, file: &SheetFile, record: &StringRecord) -> Vec<Self> {
        let cells = sheet.deciding.iter().map(|(slot, known)| (*slot, file.cell(record, *slot).trim(), known));
        let strange = cells.filter(|(_, cell, known)| !cell.is_empty() && !known.contains(&comparable(cell)));
        let misfit = |(slot, cell, known)| {
            let reason = format!(
                "is a value that the mapping says nothing of; it knows {}. Correct the cell, or add the value under is \
                 or isnt",
                quoted(known)
            );
            Self::new(sheet.columns.name(slot), cell, reason)
        };
        strange.map(misfit).collect()
    }
}

/// What a program did to a cell that is used, and that cannot be undone here for certain.
fn damage(cell: &str) -> Option<String> {
    if is_shortened(cell) {
        return Some(
            "is a number that the spreadsheet program shortened, so that its last digits are lost: format the column as \
             text, and enter the number again"
                .to_owned(),
        );
    }
    let before = if cell.is_ascii() { None } else { before_saved_twice(cell) };
    before.map(|before| {
        format!(
            "was saved twice in different encodings, and is probably \"{}\": save the sheet as \"CSV UTF-8\" where it came \
             from",
            excerpt(&before)
        )
    })
}

/// `1.23457E+12`, as spreadsheet programs write a number that does not fit its column.
fn is_shortened(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((number, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let number = number.strip_prefix(['+', '-']).unwrap_or(number);
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or_default();
    digits(whole) && digits(fraction) && digits(exponent) && exponent.len() <= 3
}

#[cfg(test)]
mod tests {
    use super::is_shortened;

    #[test]
    fn a_number_in_scientific_notation_is_one_that_was_shortened() {
        for cell in ["1.23457E+12", "1,23457E+12", "9e+15", "-1E-07", "1.2E+005"] {
            assert!(is_shortened(cell), "{cell}");
        }
        for cell in ["1234567890123", "12E5", "1.5", "E+12", "NF-1E+12", "1.2.3E+4", "1E+", "1E+12 x"] {
            assert!(!is_shortened(cell), "{cell}");
        }
    }
}
