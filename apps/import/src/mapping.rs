//! The mapping file, held against the commands there are: which commands a row means, and how each
//! of their fields is read.

mod bind;
mod error;
mod formats;
mod glob;
mod provider;
mod reading;
mod sources;
pub(crate) mod written;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use service_kit::CommandType;

use crate::cell::CellReader;
use crate::cell::dates::Dates;
use glob::Glob;

pub use error::{CommandProblem, MappingError, MappingErrors};
pub(crate) use written::Encoding;

/// A mapping file that was read and makes sense.
#[derive(Debug)]
pub struct Mapping {
    pub(crate) provider: Provider,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) ignore_files: Vec<Glob>,
    pub(crate) commands: Vec<CommandType>,
}

impl Mapping {
    /// What a person would call the place a value comes from.
    pub(crate) fn column(&self, sheet: usize, source: &Source) -> String {
        let name = |sheet: usize, slot: usize| self.sheets.get(sheet).map_or("", |sheet| sheet.columns.name(slot));
        match source {
            Source::Constant(_) => String::new(),
            Source::Cell(slot) => name(sheet, *slot).to_owned(),
            Source::Joined { slots, .. } => slots.iter().map(|slot| name(sheet, *slot)).collect::<Vec<_>>().join(" + "),
            Source::Lookup { lookup, .. } => self.lookups.get(*lookup).map_or_else(String::new, |lookup| {
                let other = self.sheets.get(lookup.sheet).map_or("", |sheet| &sheet.name);
                format!("{} (sheet {other})", name(lookup.sheet, lookup.column))
            }),
        }
    }

    /// Whether the mapping itself says what such a cell of a sheet's column means.
    pub(crate) fn expects(&self, sheet: usize, slot: Slot, cell: &str) -> bool {
        let word = crate::wording::comparable(cell);
        let deciding = self.sheets.get(sheet).into_iter().flat_map(|sheet| &sheet.deciding);
        let reads = |reader: usize, field: &Field| match &field.source {
            Source::Constant(_) => false,
            Source::Cell(_) | Source::Joined { .. } => reader == sheet && field.source.slots().contains(&slot),
            Source::Lookup { lookup, .. } => {
                self.lookups.get(*lookup).is_some_and(|lookup| (lookup.sheet, lookup.column) == (sheet, slot))
            }
        };
        let fields = self.sheets.iter().enumerate().flat_map(|(reader, sheet)| {
            sheet.recipes.iter().flat_map(|recipe| &recipe.fields).map(move |field| (reader, field))
        });
        deciding.into_iter().any(|(decides, known)| *decides == slot && known.contains(&word))
            || fields.into_iter().any(|(reader, field)| reads(reader, field) && field.reader.expects(cell))
    }
}

/// Whose spreadsheets these are.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) ukprn: String,
    /// The command that makes it known, and its fields.
    pub(crate) register: Option<(CommandType, serde_json::Map<String, Value>)>,
}

/// One kind of sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) name: Arc<str>,
    pub(crate) file: Glob,
    pub(crate) optional: bool,
    pub(crate) encoding: Encoding,
    pub(crate) delimiter: u8,
    pub(crate) header_row: Option<u64>,
    pub(crate) ignore: BTreeSet<String>,
    pub(crate) covers: (Option<Date>, Option<Date>),
    /// The columns that anything uses; the rest of the mapping knows them by their place here.
    pub(crate) columns: Columns,
    pub(crate) recipes: Vec<Recipe>,
    /// Columns that decide between commands, and every value they may have.
    pub(crate) deciding: Vec<(Slot, BTreeSet<String>)>,
}

/// A used column's place in [`Sheet::columns`].
pub(crate) type Slot = usize;

/// Columns by name.
#[derive(Debug, Default)]
pub(crate) struct Columns(pub(crate) Vec<String>);

impl Columns {
    /// The column's place, made if there is none yet.
    pub(crate) fn slot(&mut self, name: &str) -> Slot {
        let wanted = crate::wording::comparable(name);
        if let Some(found) = self.0.iter().position(|known| crate::wording::comparable(known) == wanted) {
            return found;
        }
        self.0.push(name.trim().to_owned());
        self.0.len() - 1
    }

    pub(crate) fn name(&self, slot: Slot) -> &str {
        self.0.get(slot).map_or("", String::as_str)
    }
}

/// How a row becomes a command.
#[derive(Debug)]
pub(crate) struct Recipe {
    pub(crate) command: CommandType,
    pub(crate) name: Arc<str>,
    pub(crate) once: bool,
    pub(crate) when: Vec<When>,
    pub(crate) key: Vec<KeyPart>,
    pub(crate) fields: Vec<Field>,
}

/// A condition on a row.
#[derive(Debug)]
pub(crate) struct When {
    pub(crate) slot: Slot,
    pub(crate) is: Is,
}

#[derive(Debug)]
pub(crate) enum Is {
    Filled,
    Empty,
    /// A day that is not later than today.
    Past(Dates),
    OneOf(BTreeSet<String>),
}

/// A column of the key. Where a field reads the same column as a date, a number or the like, the
/// key holds what was read and not how it was written.
#[derive(Debug)]
pub(crate) struct KeyPart {
    pub(crate) slot: Slot,
    pub(crate) reader: Option<CellReader>,
}

/// One field of a command.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) reader: CellReader,
    pub(crate) source: Source,
    /// What an empty cell means.
    pub(crate) default: Option<Value>,
}

#[derive(Debug)]
pub(crate) enum Source {
    Constant(Value),
    Cell(Slot),
    Joined {
        slots: Vec<Slot>,
        join: String,
    },
    /// From the row of another sheet that has the same values in some columns.
    Lookup {
        lookup: usize,
        here: Vec<Slot>,
    },
}

impl Source {
    /// The columns of the sheet itself that it reads.
    pub(crate) fn slots(&self) -> &[Slot] {
        match self {
            Self::Constant(_) => &[],
            Self::Cell(slot) => std::slice::from_ref(slot),
            Self::Joined { slots, .. } | Self::Lookup { here: slots, .. } => slots,
        }
    }
}

/// A column of one sheet, asked for from another.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lookup {
    pub(crate) sheet: usize,
    pub(crate) on: Vec<Slot>,
    pub(crate) column: Slot,
}
