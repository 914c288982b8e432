//! Every line of every file is accounted for.

use std::sync::Arc;

/// What was read of a file: every one of its lines is counted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// The sheet, as the mapping calls it.
    pub sheet: Arc<str>,
    /// The file.
    pub file: Arc<str>,
    /// Rows with anything in them, without headings.
    pub rows: u64,
    /// Lines down to the heading.
    pub heading: u64,
    /// Lines of rows that were read.
    pub used: u64,
    /// Lines without anything.
    pub blank: u64,
    /// Lines of rows of which nothing was taken; each row has a line of its own in the report.
    pub unreadable: u64,
}

impl FileRead {
    /// Every line of the file.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.heading + self.used + self.blank + self.unreadable
    }
}
