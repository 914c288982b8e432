//! The SQLite file: opened, checked, with its bookkeeping.

use std::path::{Path, PathBuf};
use std::time::Duration;

use events::{Position, Subject};
use projection_kit::store::{BOOKKEEPING, FILE, VERSION};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use crate::OpenError;

/// How long a write waits for another process, such as a backup.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// Opens the file for writing, and makes it if there is none.
pub(crate) fn open(dir: &Path) -> Result<(Connection, PathBuf), OpenError> {
    std::fs::create_dir_all(dir).map_err(|source| OpenError::Directory { dir: dir.to_owned(), source })?;
    let file = dir.join(FILE);
    let mut connection = Connection::open(&file).map_err(|source| failed(&file, source))?;
    match prepare(&mut connection).map_err(|source| failed(&file, source))? {
        VERSION => Ok((connection, file)),
        found => Err(OpenError::Newer { file, found, known: VERSION }),
    }
}

/// Tells a broken file from a machine that fails.
pub(crate) fn failed(file: &Path, source: rusqlite::Error) -> OpenError {
    let file = file.to_owned();
    match source.sqlite_error_code() {
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::DatabaseBusy
            | ErrorCode::DiskFull
            | ErrorCode::PermissionDenied
            | ErrorCode::ReadOnly
            | ErrorCode::SystemIoFailure,
        ) => OpenError::Store { file, source },
        _ => OpenError::Damaged { file, source },
    }
}

/// Sets the file up, and says which format it has. A newer one is left as it is.
fn prepare(connection: &mut Connection) -> rusqlite::Result<i64> {
    connection.busy_timeout(PATIENCE)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > VERSION {
        return Ok(version);
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // After a power cut the file may be a little older, never broken: it goes on from its own checkpoint.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    connection.pragma_update(None, "journal_size_limit", 64_000_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    if version == 0 {
        let transaction = connection.transaction()?;
        transaction.execute_batch(BOOKKEEPING)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
    }
    Ok(VERSION)
}

/// A line of the bookkeeping.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) revision: u32,
    pub(crate) shape: String,
    pub(crate) position: Position,
}

/// What the bookkeeping says of a read model in this state.
pub(crate) fn line(connection: &Connection, name: &str, state: &str) -> rusqlite::Result<Option<Line>> {
    let sql = "SELECT revision, shape, position FROM read_models WHERE name = ?1 AND state = ?2";
    let row = connection.query_row(sql, [name, state], |row| {
        Ok(Line { revision: row.get(0)?, shape: row.get(1)?, position: position(row.get(2)?) })
    });
    row.optional()
}

/// Begins a line of the bookkeeping at the start of the log, in place of the one there was.
pub(crate) fn begin(connection: &Connection, name: &str, state: &str, line: &Line) -> rusqlite::Result<()> {
    forget(connection, name, state)?;
    let sql = "INSERT INTO read_models (name, state, revision, shape, position) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.execute(sql, params![name, state, line.revision, line.shape, number(line.position)])?;
    Ok(())
}

/// Removes a line of the bookkeeping, and who is parked under it.
pub(crate) fn forget(connection: &Connection, name: &str, state: &str) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM read_models WHERE name = ?1 AND state = ?2", [name, state])?;
    connection.execute("DELETE FROM parked WHERE name = ?1 AND state = ?2", [name, state])?;
    Ok(())
}

/// Notes for good that an event is left out of a read model.
pub(crate) fn skip(
    connection: &Connection,
    name: &str,
    at: Position,
    subject: Subject,
    reason: &str,
) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO skipped (name, position, subject, reason) VALUES (?1, ?2, ?3, ?4)";
    connection.execute(sql, params![name, number(at), subject.to_string(), reason])?;
    Ok(())
}

/// A position as SQLite keeps it.
pub(crate) fn number(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

/// A position as SQLite kept it.
pub(crate) fn position(number: i64) -> Position {
    Position(u64::try_from(number).unwrap_or_default())
}
