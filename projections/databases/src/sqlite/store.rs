//! The tables in a SQLite file.

use std::fs::{File, TryLockError};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use projection_kit::{Changed, Dialect, Pages, TableDescription, Value, Wanted};
use rusqlite::{CachedStatement, Connection, Statement, TransactionBehavior};

use super::cell::{bind, found};
use crate::error::{OpenError, StoreError};
use crate::layout::{FILE, VERSION};
use crate::store::{Store, Transaction, Turn};

/// The bookkeeping beside the tables: how far each is, which subjects are parked, which events are skipped.
const BOOKKEEPING: &str = include_str!("bookkeeping.sql");

/// How long a write waits for another process, such as a backup.
const PATIENCE: Duration = Duration::from_secs(10);

/// Locked by the worker that may write.
const LOCK: &str = "read-models.lock";

/// Deletes the read models in this directory, so that they are made again from the log. There may
/// be none. No worker and no library may have them open.
///
/// # Errors
/// When a file cannot be deleted.
pub fn discard(dir: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        match std::fs::remove_file(dir.join(format!("{FILE}{suffix}"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The tables in a file.
pub struct SqliteStore {
    connection: Connection,
    file: PathBuf,
    lock: PathBuf,
    turn: Option<File>,
    /// SQLite's count of what other connections have written, when we last looked.
    seen: Option<i64>,
}

impl SqliteStore {
    /// Opens the file in this directory for writing, and makes it if there is none.
    ///
    /// # Errors
    /// When the file cannot be opened, is broken, or of another version.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        std::fs::create_dir_all(dir).map_err(|source| OpenError::Directory { dir: dir.to_owned(), source })?;
        let file = dir.join(FILE);
        let broken = |source| OpenError::sqlite(file.display().to_string(), source);
        let mut connection = Connection::open(&file).map_err(broken)?;
        match prepare(&mut connection).map_err(broken)? {
            VERSION => Ok(Self { connection, file, lock: dir.join(LOCK), turn: None, seen: None }),
            found => Err(OpenError::OtherFormat { place: file.display().to_string(), found, known: VERSION }),
        }
    }
}

/// Sets the file up, and says which format it has. Another than ours is left as it is.
fn prepare(connection: &mut Connection) -> rusqlite::Result<i64> {
    connection.busy_timeout(PATIENCE)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != 0 && version != VERSION {
        return Ok(version);
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // After a power cut the file may be a little older, never broken: it goes on from its own checkpoint.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    connection.pragma_update(None, "journal_size_limit", 64_000_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Two that open it at once: the second finds it made.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut version = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version == 0 {
        transaction.execute_batch(BOOKKEEPING)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        version = VERSION;
    }
    transaction.commit()?;
    Ok(version)
}

impl Store for SqliteStore {
    fn place(&self) -> String {
        self.file.display().to_string()
    }

    fn take_turn(&mut self) -> Result<Turn, StoreError> {
        if self.turn.is_some() {
            return Ok(Turn::Ours);
        }
        let lock = File::options().create(true).append(true).open(&self.lock)?;
        match lock.try_lock() {
            Ok(()) => self.turn = Some(lock),
            Err(TryLockError::WouldBlock) => {
                return Ok(Turn::Elsewhere(format!("a process that holds {}", self.lock.display())));
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let written = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        let before = self.seen.replace(written);
        Ok(if before == Some(written) { Turn::Ours } else { Turn::OursAgain })
    }

    fn end_turn(&mut self) {
        self.turn = None;
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        // One that may write from the start, so that it never waits in the middle.
        Ok(Box::new(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?))
    }

    /// All pages in one query: their keys go in as one JSON array.
    fn rows(
        &mut self,
        table: &str,
        description: &TableDescription,
        wanted: &Wanted,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let keys: Vec<_> = description.key().map(|key| key.name).collect();
        let by: Vec<_> = (keys.iter().take(wanted.columns).enumerate())
            .map(|(at, key)| format!("t.{key} = k.value ->> {at}"))
            .collect();
        let columns: Vec<_> = description.columns.iter().map(|column| format!("t.{}", column.name)).collect();
        let order: Vec<_> = keys.iter().map(|key| format!("t.{key}")).collect();
        let sql = format!(
            "SELECT {} FROM json_each(?1) AS k CROSS JOIN {table} AS t WHERE {} ORDER BY {}",
            columns.join(", "),
            by.join(" AND "),
            order.join(", "),
        );
        let asked: Vec<_> = wanted.keys.iter().map(|key| key.iter().map(Value::to_json).collect()).collect();
        let asked = serde_json::Value::Array(asked).to_string();
        Ok(found(&self.connection, &sql, &[Value::Text(asked.into())])?)
    }

    fn tables_replaced(&mut self) {
        self.connection.flush_prepared_statement_cache();
    }
}

impl Transaction for rusqlite::Transaction<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        Ok(found(self, sql, values)?)
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let mut statement = self.prepare_cached(sql)?;
        Ok(execute(&mut statement, values)? as u64)
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.execute_batch(sql)?)
    }

    fn hold_readers(&mut self) -> Result<(), StoreError> {
        // Readers go on reading what was there when they began.
        Ok(())
    }

    fn write(
        &mut self,
        table: &str,
        description: &'static TableDescription,
        _: bool,
        pages: &mut dyn Pages,
    ) -> Result<(), StoreError> {
        let blanks = vec!["?"; description.columns.len()].join(", ");
        let mut insert = self.prepare_cached(&format!("INSERT OR REPLACE INTO {table} VALUES ({blanks})"))?;
        let mut delete: Option<CachedStatement<'_>> = None;
        let mut written = Ok(());
        pages.changes(&mut |page| {
            written = write_page(self, description, table, page, &mut insert, &mut delete);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        Ok(written?)
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Ok(rusqlite::Transaction::commit(*self)?)
    }
}

fn write_page<'c>(
    connection: &'c Connection,
    description: &TableDescription,
    table: &str,
    page: Changed<'_>,
    insert: &mut Statement<'_>,
    delete: &mut Option<CachedStatement<'c>>,
) -> rusqlite::Result<()> {
    if !page.one_row || page.cells.is_empty() {
        let delete = match delete {
            Some(delete) => delete,
            None => {
                let keys: Vec<_> =
                    description.key().take(page.key.len()).map(|key| format!("{} = ?", key.name)).collect();
                let sql = format!("DELETE FROM {table} WHERE {}", keys.join(" AND "));
                delete.insert(connection.prepare_cached(&sql)?)
            }
        };
        execute(delete, page.key)?;
    }
    for row in page.cells.chunks(description.columns.len()) {
        execute(insert, row)?;
    }
    Ok(())
}

fn execute(statement: &mut Statement<'_>, cells: &[Value]) -> rusqlite::Result<usize> {
    bind(statement, cells)?;
    statement.raw_execute()
}
