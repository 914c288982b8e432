//! A table as its description, and the macro that makes both the row and the description.

use std::fmt::Write as _;

use crate::{Kind, Misread, Unit, Value};

/// What one table is.
#[derive(Clone, Copy, Debug)]
pub struct TableDescription {
    /// Its name.
    pub name: &'static str,
    /// Raised whenever the fold or a column changes: the table is then rebuilt from the log.
    pub revision: u32,
    /// What one row is.
    pub summary: &'static str,
    /// Its columns, those of the key first.
    pub columns: &'static [ColumnDescription],
    /// The columns a person would sort by, if not the key.
    pub sorted_by: &'static [&'static str],
    /// The columns that tell most, the most telling first: what is shown where there is no room for all.
    pub essential: &'static [&'static str],
    /// What depends on the day it is asked for, such as an age: worked out then, never stored.
    pub asked: &'static [AskedColumn],
}

/// A column that is worked out for the day it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct AskedColumn {
    /// What it is.
    pub column: ColumnDescription,
    /// How it follows from the stored columns and the day, which stands for the one `?`.
    pub sql: &'static str,
}

/// What one column is.
#[derive(Clone, Copy, Debug)]
pub struct ColumnDescription {
    /// Its name.
    pub name: &'static str,
    /// What kind of thing it holds.
    pub kind: Kind,
    /// What it counts.
    pub unit: Unit,
    /// Whether there may be nothing.
    pub nullable: bool,
    /// Whether it is part of the key.
    pub key: bool,
    /// The few words it can be; empty where it can be anything of its kind.
    pub words: fn() -> Vec<&'static str>,
    /// What it says, in plain words.
    pub description: &'static str,
}

/// One row of a table.
pub trait Table: Clone + std::fmt::Debug + PartialEq + Send + Sync + 'static {
    /// What the table is.
    const DESCRIPTION: TableDescription;

    /// Appends the row's cells, in the order of the columns.
    fn write(&self, cells: &mut Vec<Value>);

    /// Reads a row from its cells.
    ///
    /// # Errors
    /// When a cell is not of its column's kind.
    fn read(cells: impl Iterator<Item = Value>) -> Result<Self, Misread>;
}

/// A row with many columns is folded where it stands, not moved about.
impl<R: Table> Table for Box<R> {
    const DESCRIPTION: TableDescription = R::DESCRIPTION;

    fn write(&self, cells: &mut Vec<Value>) {
        R::write(self, cells);
    }

    fn read(cells: impl Iterator<Item = Value>) -> Result<Self, Misread> {
        R::read(cells).map(Box::new)
    }
}

impl TableDescription {
    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static ColumnDescription> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The stored columns, then those that are worked out for a day.
    pub fn with_asked(&self) -> impl Iterator<Item = &'static ColumnDescription> {
        self.columns.iter().chain(self.asked.iter().map(|asked| &asked.column))
    }

    /// The columns of the key.
    pub fn key(&self) -> impl Iterator<Item = &'static ColumnDescription> {
        self.columns.iter().filter(|column| column.key)
    }

    /// The columns, those that tell most first, the rest in the table's order: a narrow
    /// terminal shows as many of these as it has room for.
    #[must_use]
    pub fn by_importance(&self) -> Vec<&'static ColumnDescription> {
        let essential = self.essential.iter().filter_map(|name| self.column(name));
        essential.chain(self.columns.iter().filter(|column| !self.essential.contains(&column.name))).collect()
    }

    /// The columns rows are handed out in the order of: no two rows have the same of them all.
    #[must_use]
    pub fn order(&self) -> Vec<&'static str> {
        let key = self.key().map(|column| column.name).filter(|name| !self.sorted_by.contains(name));
        self.sorted_by.iter().copied().chain(key).collect()
    }
}

impl ColumnDescription {
    /// The description with its kind, unit and words, on one line.
    #[must_use]
    pub fn comment(&self) -> String {
        let mut comment = self.description.to_owned();
        match self.kind {
            Kind::Day => comment.push_str(" (day)"),
            Kind::Flag => comment.push_str(" (1 yes, 0 no)"),
            Kind::List => comment.push_str(" (JSON array)"),
            Kind::Text | Kind::Integer | Kind::Id => {}
        }
        if self.unit != Unit::None {
            let _ = write!(comment, " ({})", self.unit.as_str());
        }
        let words = (self.words)();
        if !words.is_empty() {
            let _ = write!(comment, " ({})", words.join(", "));
        }
        comment
    }
}

/// A description that says something; an empty one does not compile.
#[doc(hidden)]
#[must_use]
pub const fn described(text: &'static str) -> &'static str {
    assert!(text.len() > 3, "a column needs a description");
    text
}

/// A table: its row as a struct, and the description of each column, without which it does not
/// compile.
///
/// ```
/// projection_kit::table! {
///     /// One row per coach: how many interns they have.
///     pub struct Caseload in "caseloads", revision 1, by {
///         coach: events::CoachId = "The job coach.";
///     } {
///         interns: u32 = "Interns they support now.";
///     }
/// }
/// use projection_kit::Table as _;
/// assert_eq!(Caseload::DESCRIPTION.columns[1].description, "Interns they support now.");
/// ```
///
/// ```compile_fail
/// projection_kit::table! {
///     /// One row per coach: how many interns they have.
///     pub struct Caseload in "caseloads", revision 1, by {
///         coach: events::CoachId = "The job coach.";
///     } {
///         interns: u32;
///     }
/// }
/// ```
///
/// ```compile_fail
/// projection_kit::table! {
///     /// One row per coach: how many interns they have.
///     pub struct Caseload in "caseloads", revision 1, by {
///         coach: events::CoachId = "The job coach.";
///     } {
///         interns: u32 = "";
///     }
/// }
/// ```
#[macro_export]
macro_rules! table {
    (
        #[doc = $summary:literal]
        pub struct $row:ident in $name:literal, revision $revision:literal, $(sorted by [$($sorted:ident),+],)? $(essential [$($essential:ident),+],)? by {
            $($key:ident: $key_type:ty = $key_text:literal;)+
        } {
            $($column:ident: $type:ty = $text:literal;)*
        }
        $(asked on a day {
            $($asked:ident: $asked_type:ty = $asked_text:literal, from $sql:literal;)*
        })?
    ) => {
        #[doc = $summary]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $row {
            $(#[doc = $key_text] pub $key: $key_type,)+
            $(#[doc = $text] pub $column: $type,)*
        }

        // An essential column that there is not does not compile.
        $(const _: fn(&$row) = |row| { $(let _ = &row.$essential;)+ };)?

        impl $crate::Table for $row {
            const DESCRIPTION: $crate::TableDescription = $crate::TableDescription {
                name: $name,
                revision: $revision,
                summary: $crate::described($summary.trim_ascii()),
                columns: &[
                    $($crate::table!(@describe $key, $key_type, $key_text, true),)+
                    $($crate::table!(@describe $column, $type, $text, false),)*
                ],
                sorted_by: &[$($(stringify!($sorted)),+)?],
                essential: &[$($(stringify!($essential)),+)?],
                asked: &[$($($crate::AskedColumn {
                    column: $crate::table!(@describe $asked, $asked_type, $asked_text, false),
                    sql: $sql,
                },)*)?],
            };

            fn write(&self, cells: &mut Vec<$crate::Value>) {
                $(cells.push($crate::Column::write(&self.$key));)+
                $(cells.push($crate::Column::write(&self.$column));)*
            }

            fn read(mut cells: impl Iterator<Item = $crate::Value>) -> Result<Self, $crate::Misread> {
                let mut cell = || cells.next().unwrap_or($crate::Value::Null);
                Ok(Self {
                    $($key: $crate::Column::read(cell()).map_err(|e| e.in_column($name, stringify!($key)))?,)+
                    $($column: $crate::Column::read(cell()).map_err(|e| e.in_column($name, stringify!($column)))?,)*
                })
            }
        }
    };
    (@describe $column:ident, $type:ty, $text:literal, $key:literal) => {
        $crate::ColumnDescription {
            name: stringify!($column),
            kind: <$type as $crate::Column>::KIND,
            unit: <$type as $crate::Column>::UNIT,
            nullable: <$type as $crate::Column>::NULLABLE,
            key: $key,
            words: <$type as $crate::Column>::words,
            description: $crate::described($text),
        }
    };
}
