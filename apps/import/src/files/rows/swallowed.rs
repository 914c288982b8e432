//! Rows inside a cell: a quotation mark that was closed by the mark of a later row.
//!
//! A line of a cell is taken for a row by its shape. Its cells are trimmed, and empty ones say nothing. A cell
//! speaks for a row if it is a date, a time, a number or a code where the sheet has such a thing in that column, or
//! if the row around it says the same there word for word. Two such cells make a row; so does one date, time,
//! number or code if it is half of what the line says. Prose has commas, but not these in their places.
//!
//! Where a sheet has only words, the number of cells decides: as many as in the heading, and no space after a
//! delimiter as prose has.

use csv::StringRecord;

use super::super::lines::split;
use super::quotes::{Fault, Reach};
use crate::wording::comparable;

/// How many rows say what belongs in a column.
const ENOUGH: usize = 64;

const ROWS_INSIDE: &str = "contains whole lines that look like rows of this sheet, and none of them was read: look for a \
                           stray quotation mark, or shorten the cell if they do belong there";

/// What a cell with a digit can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Date,
    Time,
    Number,
    /// `NF-002`, `A1`.
    Code,
}

impl Kind {
    /// Nothing for an empty cell and for words.
    fn of(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let are = |signs: &[char], count: usize| cell.split(signs).count() == count && cell.split(signs).all(digits);
        let letters = |text: &str| text.chars().all(char::is_alphabetic);
        let words: Vec<&str> = cell.split_whitespace().collect();
        match words.as_slice() {
            [day, month, year] if digits(day) && letters(month) && digits(year) => Some(Self::Date),
            [first, time] if Self::of(first) == Some(Self::Date) && Self::of(time) == Some(Self::Time) => {
                Some(Self::Date)
            }
            [_] if are(&['/', '-', '.'], 3) => Some(Self::Date),
            [_] if are(&[':'], 2) || are(&[':'], 3) => Some(Self::Time),
            [word] => {
                let number = word.trim_start_matches(['£', '-']);
                let (whole, rest) = number.split_once('.').unwrap_or((number, "0"));
                if digits(whole) && digits(rest) {
                    return Some(Self::Number);
                }
                let is_code = word.chars().any(|c| c.is_ascii_digit())
                    && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '_'));
                is_code.then_some(Self::Code)
            }
            _ => None,
        }
    }
}

/// What the first rows of a sheet have in its columns.
#[derive(Debug, Default)]
pub(super) struct Columns {
    kinds: Vec<Vec<Kind>>,
    rows: usize,
}

impl Columns {
    /// Learns from a row without quotation marks.
    pub(super) fn learn(&mut self, record: &StringRecord) {
        if self.rows >= ENOUGH {
            return;
        }
        self.rows += 1;
        self.kinds.resize(self.kinds.len().max(record.len()), Vec::new());
        for (kinds, cell) in self.kinds.iter_mut().zip(record) {
            if let Some(kind) = Kind::of(cell).filter(|kind| !kinds.contains(kind)) {
                kinds.push(kind);
            }
        }
    }

    /// What is wrong with a row that has whole rows in a cell.
    pub(super) fn swallowed(&self, record: &StringRecord, width: usize, delimiter: u8) -> Option<Fault> {
        let has_rows = |place: usize, cell: &str| {
            let around = |column: usize| record.get(column).filter(|_| column != place);
            let lines: Vec<&str> = cell.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).collect();
            let [first, .., last] = lines.as_slice() else { return false };
            let is_row = |number: usize, line: &str| {
                let begins = if number == 0 { place } else { 0 };
                let between = number > 0 && number + 1 < lines.len();
                self.is_row(line, begins, around, delimiter) || (between && cells_of(line, delimiter) == width)
            };
            let is_joined = cells_of(first, delimiter) == width - place && cells_of(last, delimiter) == place + 1;
            is_joined || lines.iter().enumerate().any(|(number, line)| is_row(number, line))
        };
        let places: Vec<usize> = match width {
            0 | 1 => Vec::new(),
            _ => {
                record.iter().enumerate().take(width).filter(|(at, cell)| has_rows(*at, cell)).map(|it| it.0).collect()
            }
        };
        (!places.is_empty()).then_some(Fault { places, reason: ROWS_INSIDE, reach: Reach::Lines })
    }

    /// Whether the line, whose first cell would stand in this column, has the shape of a row.
    fn is_row<'r>(&self, line: &str, begins: usize, around: impl Fn(usize) -> Option<&'r str>, delimiter: u8) -> bool {
        let cells: Vec<&str> = split(line, delimiter).map(str::trim).collect();
        let (mut filled, mut kinds, mut same) = (0, 0, 0);
        for (column, cell) in (begins..).zip(&cells).filter(|(_, cell)| !cell.is_empty()) {
            filled += 1;
            let (there, kind) = (around(column), Kind::of(cell));
            let fits = |kind: &Kind| {
                self.kinds.get(column).is_some_and(|kinds| kinds.contains(kind))
                    || there.and_then(Kind::of) == Some(*kind)
            };
            if kind.as_ref().is_some_and(fits) {
                kinds += 1;
            } else if there.is_some_and(|there| comparable(there) == comparable(cell)) {
                same += 1;
            }
        }
        cells.len() > 1 && (kinds + same >= 2 || (kinds == 1 && filled <= 2))
    }
}

/// How many cells a line has; none if it is written as prose is.
fn cells_of(line: &str, delimiter: u8) -> usize {
    let is_prose = split(line, delimiter).skip(1).any(|cell| cell.starts_with(' '));
    if is_prose { 0 } else { split(line, delimiter).count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_known_by_its_digits() {
        for (kind, cells) in [
            (Kind::Date, &["06/10/2025", "2025-10-06", "6.10.25", "6 Oct 25", "06/10/2025 09:00"][..]),
            (Kind::Time, &["09:00", "9:5", "09:00:00"]),
            (Kind::Number, &["5", " 1.5 ", "£20", "-3", "1001"]),
            (Kind::Code, &["A1", "NF-002", "SI/25/A1", "1h30"]),
        ] {
            for cell in cells {
                assert_eq!(Kind::of(cell), Some(kind), "{cell}");
            }
        }
        for words in ["", "late", "Ada Example", "2 buses", "on 06/10/2025", "06/10/2025:", "A1 was late"] {
            assert_eq!(Kind::of(words), None, "{words}");
        }
    }
}
