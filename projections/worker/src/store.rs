//! Where the tables are kept: the few things that a database has to do for the worker. What is
//! folded, parked, rebuilt and put in place is decided once, outside.

pub(crate) mod bookkeeping;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use projection_kit::store::{BUILDING, LIVE};
use projection_kit::{Dialect, Pages, TableDescription, Value, Wanted};

/// How a table stands towards its read model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It serves.
    Live,
    /// It is made beside the one that serves.
    Building,
}

impl State {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Live => LIVE,
            Self::Building => BUILDING,
        }
    }

    /// What the table is called meanwhile.
    pub(crate) fn table(self, description: &TableDescription) -> String {
        match self {
            Self::Live => description.name.to_owned(),
            Self::Building => format!("{}__r{}", description.name, description.revision),
        }
    }
}

/// Whose turn it is to write.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Ours, and nobody else had one since ours last ended.
    Ours,
    /// Ours, but what is in memory may be old.
    OursAgain,
    /// Somebody else's: who, in words.
    Elsewhere(String),
}

/// A database that keeps the tables.
pub(crate) trait Store: Send {
    /// What it is called in errors: a file, or an address.
    fn place(&self) -> String;

    /// Takes the turn to write, if nobody has it. It is over when this process is, however it ends.
    fn take_turn(&mut self) -> Result<Turn, StoreError>;

    /// Lets others have a turn.
    fn end_turn(&mut self);

    /// Begins a transaction, which is undone unless it is committed.
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError>;

    /// The stored rows of these pages, in the order of their keys.
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
pub(crate) trait Transaction {
    /// Which SQL is spoken.
    fn dialect(&self) -> Dialect;

    /// The rows that a statement answers with; `?` stands for the next value.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError>;

    /// Does something; says how many rows it changed.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;

    /// Does several things, without values.
    fn batch(&mut self, sql: &str) -> Result<(), StoreError>;

    /// Before a table is put in the place of another: nobody reads on across that moment.
    fn hold_readers(&mut self) -> Result<(), StoreError>;

    /// Stores the changed pages. `fresh` says that the table has no row yet.
    fn write(
        &mut self,
        table: &str,
        description: &'static TableDescription,
        fresh: bool,
        pages: &mut dyn Pages,
    ) -> Result<(), StoreError>;

    /// Stores it all.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// Why a database did not do what it had to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite.
    #[error("{0}; check the room on the disk, then start again: they go on where they were")]
    Sqlite(#[from] rusqlite::Error),
    /// The file that says whose turn it is.
    #[error("{0}; check the directory's permissions and the room on the disk")]
    Lock(#[from] std::io::Error),
    /// PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] projection_postgres::Error),
}

impl StoreError {
    /// Whether it may be over after a while, without anybody doing anything here.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Sqlite(_) | Self::Lock(_) => false,
            Self::Postgres(error) => error.may_pass(),
        }
    }
}
