//! The rows of a file, numbered as a person sees them in a spreadsheet: a row is a row, even when a
//! cell runs over several lines, and blank rows count.

use super::error::FileError;

/// Reads a file row by row.
pub(crate) struct Rows<'t> {
    text: &'t [u8],
    reader: csv::Reader<&'t [u8]>,
    record: csv::StringRecord,
    row: u64,
}

impl<'t> Rows<'t> {
    pub(crate) fn of(text: &'t str, delimiter: u8) -> Self {
        let text = text.as_bytes();
        let reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
        Self { text, reader, record: csv::StringRecord::new(), row: 0 }
    }

    /// The number of the next row, which is then in [`Self::record`]; nothing at the end.
    pub(crate) fn read(&mut self, file: &str) -> Result<Option<u64>, FileError> {
        let wrong = |error| FileError::Csv { file: file.to_owned(), error };
        if !self.reader.read_record(&mut self.record).map_err(wrong)? {
            return Ok(None);
        }
        let start = self.record.position().map_or(0, csv::Position::byte);
        self.row += 1 + self.blank_lines(usize::try_from(start).unwrap_or(usize::MAX));
        Ok(Some(self.row))
    }

    pub(crate) fn record(&self) -> &csv::StringRecord {
        &self.record
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.record.iter().all(|cell| cell.trim().is_empty())
    }

    /// Lines without anything before a record: the reader passes over them in silence.
    fn blank_lines(&self, start: usize) -> u64 {
        let at = |place: usize| self.text.get(place).copied();
        let mut place = start;
        if start > 0 && at(start - 1) == Some(b'\r') && at(start) == Some(b'\n') {
            place += 1; // the rest of the line break that ends the record before
        }
        let mut lines = 0;
        loop {
            match (at(place), at(place + 1)) {
                (Some(b'\r'), Some(b'\n')) => place += 2,
                (Some(b'\r' | b'\n'), _) => place += 1,
                _ => return lines,
            }
            lines += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Vec<(u64, String)> {
        let mut rows = Rows::of(text, b',');
        let mut found = Vec::new();
        while let Some(row) = rows.read("a.csv").unwrap() {
            found.push((row, rows.record().get(0).unwrap().to_owned()));
        }
        found
    }

    #[test]
    fn blank_lines_count_and_cells_of_many_lines_are_one_row() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a", "", "", "\"b", "b\"", "", "c", ",,", "d", ""].join(end);
            let many = format!("b{end}b");
            let expected = [(1, "a"), (4, many.as_str()), (6, "c"), (7, ""), (8, "d")];
            assert_eq!(numbered(&text), expected.map(|(row, cell)| (row, cell.to_owned())), "{end:?}");
        }
    }

    #[test]
    fn a_last_row_without_a_line_break_counts_too() {
        assert_eq!(numbered("\n\na\nb").last(), Some(&(4, "b".to_owned())));
    }
}
