//! One command of one row, and what is known of it before it is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use events::{EventId, Subject};
use jiff::civil::Date;
use service_kit::CommandType;

use crate::cell::CellReader;
use crate::compare::Origin;

/// The command by which an internship becomes known.
pub(crate) const INTRODUCES: &str = "referrals.refer";

/// One command of one row, ready to be sent.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The sheet, as the mapping calls it.
    pub sheet: Arc<str>,
    /// The file.
    pub file: Arc<str>,
    /// The row, as a spreadsheet numbers it; none for what the mapping file itself says.
    pub row: Option<u64>,
    /// What is asked.
    pub command: CommandType,
    /// Its full name: `coaching.log-hours`.
    pub name: Arc<str>,
    /// Whose history takes the event.
    pub subject: Subject,
    /// The day it is about.
    pub day: Option<Date>,
    /// The idempotency key.
    pub key: String,
    /// The id that the event has or will have.
    pub event: EventId,
    /// The command's fields.
    pub json: String,
    /// An implied fact: the first mention counts, later ones say nothing new.
    pub once: bool,
    pub(crate) order: Order,
    /// What the mapping says of it.
    pub(crate) recipe: Arc<RecipeNote>,
}

impl RecipeNote {
    /// A value of a field as the sheets write it.
    pub(crate) fn written(&self, field: &str, value: &str) -> String {
        self.readers.get(field).map_or_else(|| value.to_owned(), |reader| reader.written(value))
    }
}

impl Planned {
    /// Where it came from, for the event's `origin`: by it the next import knows its own.
    #[must_use]
    pub fn origin(&self) -> String {
        Origin::written(&self.sheet, self.row)
    }

    /// Its row.
    pub(crate) fn place(&self) -> RowIndex {
        let (sheet, file, row, _) = self.order;
        (sheet, file, row)
    }

    /// The field of its JSON that names its subject.
    pub(crate) fn subject_field(&self) -> &'static str {
        self.command.subject_field()
    }
}

/// Where a line belongs in the report: sheet, file, row, command, as a person reads.
pub(crate) type Order = (usize, usize, u64, usize);

/// Where a row stands: its sheet's, its file's and its own number.
pub(crate) type RowIndex = (usize, usize, u64);

/// A command that a row would mean if its cells said so.
#[derive(Clone, Debug)]
pub(crate) struct Silent {
    pub(crate) planned: Planned,
    /// The column that does not say so; nothing where a cell cannot be read.
    pub(crate) column: Option<String>,
    /// The cell's text.
    pub(crate) value: String,
}

/// What the report needs to know of a recipe.
#[derive(Clone, Debug)]
pub(crate) struct RecipeNote {
    /// The command's full name.
    pub(crate) name: Arc<str>,
    pub(crate) command: CommandType,
    pub(crate) once: bool,
    /// The sheet's number among the mapping's, from 1.
    pub(crate) sheet: usize,
    pub(crate) sheet_name: Arc<str>,
    /// Its number among the sheet's recipes.
    pub(crate) number: usize,
    /// The fields that the mapping gives, and the column each is read from.
    pub(crate) columns: BTreeMap<String, String>,
    /// How each of them is read.
    pub(crate) readers: BTreeMap<String, CellReader>,
    /// The fields that change together when a cell of one column is edited: a day can be a field of
    /// its own and part of an id.
    pub(crate) together: BTreeSet<BTreeSet<String>>,
}
