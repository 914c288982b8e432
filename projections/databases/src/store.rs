//! The few things that a database has to do for the worker. What is folded, parked, rebuilt and put
//! in place is decided once, outside.

use projection_kit::{Dialect, Pages, TableDescription, Value, Wanted};

use crate::error::StoreError;

/// How a table stands towards its read model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It serves.
    Live,
    /// It is made beside the one that serves.
    Building,
}

impl State {
    /// As the bookkeeping has it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Building => "building",
        }
    }

    /// What the table is called meanwhile.
    #[must_use]
    pub fn table(self, description: &TableDescription) -> String {
        match self {
            Self::Live => description.name.to_owned(),
            Self::Building => format!("{}__r{}", description.name, description.revision),
        }
    }
}

/// Whose turn it is to write.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    /// Ours, and nobody else had one since ours last ended.
    Ours,
    /// Ours, but what is in memory may be old.
    OursAgain,
    /// Somebody else's: who, in words.
    Elsewhere(String),
}

/// A database that keeps the tables.
pub trait Store: Send {
    /// What it is called in errors: a file, or an address.
    fn place(&self) -> String;

    /// Takes the turn to write, if nobody has it. It is over when this process is, however it ends.
    ///
    /// # Errors
    /// When the database fails.
    fn take_turn(&mut self) -> Result<Turn, StoreError>;

    /// Lets others have a turn.
    fn end_turn(&mut self);

    /// Begins a transaction, which is undone unless it is committed.
    ///
    /// # Errors
    /// When the database fails.
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError>;

    /// The stored rows of these pages, in the order of their keys.
    ///
    /// # Errors
    /// When the database fails.
    fn rows(
        &mut self,
        table: &str,
        description: &TableDescription,
        wanted: &Wanted,
    ) -> Result<Vec<Vec<Value>>, StoreError>;

    /// Tables were made, dropped or renamed.
    fn tables_replaced(&mut self);
}

/// A transaction: all of it is stored, or nothing.
pub trait Transaction {
    /// Which SQL is spoken.
    fn dialect(&self) -> Dialect;

    /// The rows that a statement answers with; `?` stands for the next value.
    ///
    /// # Errors
    /// When the database fails.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError>;

    /// Does something; says how many rows it changed.
    ///
    /// # Errors
    /// When the database fails.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;

    /// Does several things, without values.
    ///
    /// # Errors
    /// When the database fails.
    fn batch(&mut self, sql: &str) -> Result<(), StoreError>;

    /// Before a table is put in the place of another: nobody reads on across that moment.
    ///
    /// # Errors
    /// When the database fails.
    fn hold_readers(&mut self) -> Result<(), StoreError>;

    /// Stores the changed pages. `fresh` says that the table has no row yet.
    ///
    /// # Errors
    /// When the database fails.
    fn write(
        &mut self,
        table: &str,
        description: &'static TableDescription,
        fresh: bool,
        pages: &mut dyn Pages,
    ) -> Result<(), StoreError>;

    /// Stores it all.
    ///
    /// # Errors
    /// When the database fails.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
