//! What can be wrong with the files of a directory.

use std::io;

/// Why the files cannot be imported. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The directory cannot be listed.
    #[error("\"{directory}\" cannot be listed ({error}): name the directory that the CSV files are in")]
    Directory {
        /// As it was named.
        directory: String,
        /// Why.
        error: io::Error,
    },
    /// The directory has no CSV file at all.
    #[error(
        "there is no CSV file in \"{directory}\": put the sheets there, each saved as CSV, or name another directory"
    )]
    NoFiles {
        /// As it was named.
        directory: String,
    },
    /// No file belongs to a sheet.
    #[error(
        "sheet \"{sheet}\": no file is called \"{pattern}\".{hint} The files are: {found}. Put the file there, correct \
         the name in the mapping, or say optional = true if it may be missing"
    )]
    NoMatch {
        /// The sheet's name.
        sheet: String,
        /// What the mapping asks for.
        pattern: String,
        /// What was probably meant.
        hint: String,
        /// What is there.
        found: String,
    },
    /// A file belongs to no sheet.
    #[error(
        "no sheet of the mapping takes {files}: add a [[sheet]] for it, or list it under ignore-files so that nobody \
         believes it was imported"
    )]
    Unclaimed {
        /// Which.
        files: String,
    },
    /// A spreadsheet that is no CSV.
    #[error("\"{file}\" is a workbook, not a CSV file: open it and save each sheet as \"CSV UTF-8\"")]
    Workbook {
        /// Which.
        file: String,
    },
    /// A file belongs to two sheets.
    #[error("\"{file}\" belongs to sheet \"{one}\" and to sheet \"{other}\": narrow one of their file names")]
    TwoSheets {
        /// Which.
        file: String,
        /// The first sheet.
        one: String,
        /// The second sheet.
        other: String,
    },
    /// A file cannot be read.
    #[error("\"{file}\" cannot be read ({error}): close it where it is open, or check who may read it")]
    Io {
        /// Which.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// All files together are too large to hold.
    #[error("\"{file}\" makes the import larger than {limit} MB: import fewer files at a time, or split it")]
    TooLarge {
        /// The file that was too much.
        file: String,
        /// How much there may be, in MB.
        limit: u64,
    },
    /// Bytes that are no text.
    #[error("\"{file}\" is no text, and so no CSV file: open it where it came from and save it as \"CSV UTF-8\"")]
    NotText {
        /// Which.
        file: String,
    },
    /// Bytes that are not in the encoding they should be.
    #[error(
        "\"{file}\" is not UTF-8 in line {line}, after \"{before}\": save it as \"CSV UTF-8\", or, if it comes from an \
         older Windows program, say encoding = \"windows-1252\" for its sheet"
    )]
    Encoding {
        /// Which.
        file: String,
        /// The line of the file, from 1.
        line: usize,
        /// What stands before the place.
        before: String,
    },
    /// No header.
    #[error("\"{file}\" is empty: a sheet's first row names its columns")]
    Empty {
        /// Which.
        file: String,
    },
    /// A column that the mapping needs is not there.
    #[error(
        "\"{file}\" has no column \"{column}\".{hint} Its columns are: {found}. Correct the heading, or the mapping of \
         sheet \"{sheet}\""
    )]
    MissingColumn {
        /// Which.
        file: String,
        /// The sheet's name.
        sheet: String,
        /// What the mapping asks for.
        column: String,
        /// What is there.
        found: String,
        /// What was probably meant.
        hint: String,
    },
    /// A column that the mapping says nothing of.
    #[error(
        "\"{file}\" has columns that the mapping says nothing of: {columns}. Use them in sheet \"{sheet}\", or list them \
         there under ignore"
    )]
    UnknownColumns {
        /// Which.
        file: String,
        /// The sheet's name.
        sheet: String,
        /// The columns.
        columns: String,
    },
    /// Two columns of the same name.
    #[error("\"{file}\" has two columns \"{column}\": give each its own heading")]
    ColumnTwice {
        /// Which.
        file: String,
        /// The column.
        column: String,
    },
    /// The heading's quotation marks do not add up.
    #[error("the heading of \"{file}\" cannot be read: its cell {cell} {reason}")]
    Heading {
        /// Which.
        file: String,
        /// The cell, cut short.
        cell: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}
