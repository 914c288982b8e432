//! The rows of a file, numbered as a person sees them in a spreadsheet: a row is a row, even when a
//! cell runs over several lines, and blank rows count. Every line of the file belongs to one row.
//!
//! Quotation marks are read strictly. Where they do not add up, the row ends with its first line and
//! the next line begins a row of its own: a stray mark spoils the row it stands in and no other.

mod quotes;
mod swallowed;

use std::borrow::Cow;

use csv::StringRecord;
use events::visible;
use memchr::memchr;

use super::lines::{count_lines, first_line, split};
use super::text::before_saved_twice;
use quotes::{lenient, strict};
use swallowed::Columns;

pub(crate) use quotes::{Fault, Reach};

/// Where a file's rows begin, and how many cells they should have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Start {
    at: usize,
    row: u64,
    /// The lines of the file before it.
    pub(super) lines: u64,
    /// The cells of the heading; 0 while that is not read.
    pub(super) width: usize,
}

/// Reads a file row by row.
pub(crate) struct Rows<'t> {
    text: &'t str,
    delimiter: u8,
    next: Start,
    record: StringRecord,
    /// How many lines of the file the row takes.
    lines: u64,
    fault: Option<Fault>,
    /// The cells that a reader does not see as they are written, as they are written.
    originals: Vec<(usize, String)>,
    columns: Columns,
}

impl<'t> Rows<'t> {
    /// The rows from here on.
    pub(super) fn of(text: &'t str, delimiter: u8, next: Start) -> Self {
        let (record, columns) = (StringRecord::new(), Columns::default());
        Self { text, delimiter, next, record, lines: 0, fault: None, originals: Vec::new(), columns }
    }

    /// The number of the next row, which is then in [`Self::record`]; nothing at the end.
    pub(crate) fn read(&mut self) -> Option<u64> {
        let rest = self.text.get(self.next.at..).filter(|rest| !rest.is_empty())?;
        let (line, taken) = first_line(rest);
        self.record.clear();
        (self.lines, self.fault) = (1, None);
        let mut taken = taken;
        if memchr(b'"', line.as_bytes()).is_none() {
            split(line, self.delimiter).for_each(|cell| self.record.push_field(cell));
            if self.next.width > 0 {
                self.columns.learn(&self.record);
            }
        } else if let Some((length, fault)) = strict(rest, self.delimiter, self.next.width, &mut self.record) {
            self.lines = count_lines(rest.get(..length).unwrap_or_default());
            (taken, self.fault) = (length, fault);
            if self.lines > 1 {
                let swallowed = self.columns.swallowed(&self.record, self.next.width, self.delimiter);
                self.fault = swallowed.or(self.fault.take());
            }
        } else {
            self.record.clear();
            self.fault = Some(lenient(line, self.delimiter, &mut self.record));
        }
        self.originals = plain(&mut self.record);
        self.next.at += taken;
        self.next.row += 1;
        self.next.lines += self.lines;
        Some(self.next.row)
    }

    pub(crate) fn record(&self) -> &StringRecord {
        &self.record
    }

    pub(crate) fn lines(&self) -> u64 {
        self.lines
    }

    /// The cells that a reader does not see as they are written: with invisible characters, with an
    /// accent that stands by itself, with the apostrophe that makes a spreadsheet keep a number as text.
    pub(crate) fn originals(&self) -> &[(usize, String)] {
        &self.originals
    }

    /// What is wrong with the row's quotation marks.
    pub(crate) fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.record.iter().all(|cell| cell.trim().is_empty())
    }

    /// What comes after this row, if it is the heading.
    pub(super) fn after_heading(&self) -> Start {
        Start { width: self.record.len(), ..self.next }
    }
}

/// Makes the cells what a reader sees, and returns what they were. One that was saved twice is left
/// as it is, to be told.
fn plain(record: &mut StringRecord) -> Vec<(usize, String)> {
    let bytes = record.as_slice();
    if bytes.is_ascii() && memchr(b'\'', bytes.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut originals = Vec::new();
    let mut cells = StringRecord::with_capacity(bytes.len(), record.len());
    for (place, cell) in record.iter().enumerate() {
        let seen = if before_saved_twice(cell).is_some() { Cow::Borrowed(cell) } else { visible(cell) };
        let seen = without_apostrophe(&seen);
        if seen != cell {
            originals.push((place, cell.to_owned()));
        }
        cells.push_field(seen);
    }
    *record = cells;
    originals
}

/// A number without the apostrophe that stands before it.
fn without_apostrophe(cell: &str) -> &str {
    let number = cell.trim_start().strip_prefix('\'');
    number.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Vec<(u64, String)> {
        let mut rows = Rows::of(text, b',', Start::default());
        let mut found = Vec::new();
        while let Some(row) = rows.read() {
            found.push((row, rows.record().get(0).unwrap().to_owned()));
        }
        found
    }

    #[test]
    fn blank_lines_count_and_cells_of_many_lines_are_one_row() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a", "", "", "\"b", "b\"", "", "c", ",,", "d", ""].join(end);
            let many = format!("b{end}b");
            let expected = [(1, "a"), (2, ""), (3, ""), (4, many.as_str()), (5, ""), (6, "c"), (7, ""), (8, "d")];
            assert_eq!(numbered(&text), expected.map(|(row, cell)| (row, cell.to_owned())), "{end:?}");
        }
    }

    #[test]
    fn a_last_row_without_a_line_break_counts_too() {
        assert_eq!(numbered("\n\na\nb").last(), Some(&(4, "b".to_owned())));
    }
}
