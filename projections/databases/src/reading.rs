//! Reading the tables: each question sees one state of all of them, whatever the database.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use events::Position;
use projection_kit::{TableDescription, Value};
use rusqlite::{Connection, OpenFlags};

use crate::error::{OpenError, StoreError};
use crate::layout::{FILE, SCHEMA, VERSION};
use crate::postgres::{Address, PostgresError, Session};
use crate::row::{number, text, whole};
use crate::sqlite::found;
use crate::store::State;

/// How many connections are kept for later.
const IDLE: usize = 8;

/// How long to wait for a worker that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// A reader changes nothing, whatever its user may do.
const SETTINGS: &str = "
    SET search_path = waymark;
    SET default_transaction_read_only = on;
    SET statement_timeout = '60s';
    SET jit = off;
";

/// The bookkeeping is locked first: no table is put in the place of another until the transaction ends.
const BEGIN: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE waymark.read_models IN ACCESS SHARE MODE";

/// Connections that read the tables and never write. They are kept, and shared between threads.
#[derive(Debug)]
pub struct ReadConnections(Kept);

#[derive(Debug)]
enum Kept {
    Sqlite { file: PathBuf, idle: Mutex<Vec<Connection>> },
    Postgres { address: Address, idle: Mutex<Vec<Session>> },
}

/// Everything that is asked in it sees the same state of all tables.
pub struct ReadTransaction<'a>(Begun<'a>);

enum Begun<'a> {
    Sqlite(rusqlite::Transaction<'a>),
    Postgres(&'a mut Session),
}

impl ReadConnections {
    /// To the file in this directory.
    ///
    /// # Errors
    /// When there is none yet, or it cannot be read.
    pub fn to_sqlite(dir: &Path) -> Result<Self, OpenError> {
        let file = dir.join(FILE);
        let place = file.display().to_string();
        if !file.exists() {
            return Err(OpenError::Missing(place));
        }
        let failed = |source| OpenError::sqlite(place.clone(), source);
        let connection = connect_sqlite(&file).map_err(failed)?;
        let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        known(place, found)?;
        Ok(Self(Kept::Sqlite { file, idle: Mutex::new(vec![connection]) }))
    }

    /// To this database. The thread waits for the server.
    ///
    /// # Errors
    /// When there are no tables yet, or the database does not let us read them.
    pub fn to_postgres(address: &Address) -> Result<Self, OpenError> {
        let mut session = connect_postgres(address)?;
        let there = format!("SELECT to_regclass('{SCHEMA}.version') IS NOT NULL");
        let found = match session.query(&there, &[])?.first().and_then(|row| row.first()) {
            Some(Value::Flag(true)) => {
                session.query("SELECT version FROM version", &[])?.first().map_or(0, |row| number(row, 0))
            }
            _ => 0,
        };
        known(address.to_string(), found)?;
        Ok(Self(Kept::Postgres { address: address.clone(), idle: Mutex::new(vec![session]) }))
    }

    /// Asks on one connection, in one transaction.
    ///
    /// # Errors
    /// When the database fails, or as the question says.
    pub fn ask<T, E: From<StoreError>>(
        &self,
        question: impl FnOnce(&mut ReadTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.0 {
            Kept::Sqlite { file, idle } => {
                let mut connection = taken(idle).map_or_else(|| connect_sqlite(file), Ok).map_err(StoreError::from)?;
                let transaction = connection.transaction().map_err(StoreError::from)?;
                let answer = question(&mut ReadTransaction(Begun::Sqlite(transaction)));
                put_back(idle, connection);
                answer
            }
            Kept::Postgres { address, idle } => {
                let mut session = match std::iter::from_fn(|| taken(idle)).find(|session| !session.is_lost()) {
                    Some(session) => session,
                    None => connect_postgres(address).map_err(StoreError::from)?,
                };
                session.batch(BEGIN).map_err(StoreError::from)?;
                let answer = question(&mut ReadTransaction(Begun::Postgres(&mut session)));
                // A session that does not get out of its transaction is not kept.
                if session.batch("ROLLBACK").is_ok() {
                    put_back(idle, session);
                }
                answer
            }
        }
    }
}

impl ReadTransaction<'_> {
    /// The rows that a statement answers with; `?` stands for the next value. Where the database has
    /// no type of its own for a cell, it comes as it is stored: yes and no as 1 and 0.
    ///
    /// # Errors
    /// When the database fails.
    pub fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        match &mut self.0 {
            Begun::Sqlite(transaction) => Ok(found(transaction, sql, values)?),
            Begun::Postgres(session) => Ok(session.query(sql, values)?),
        }
    }

    /// How far this table has come; nothing while the one that serves is of another revision.
    ///
    /// # Errors
    /// When the database fails.
    pub fn position(&mut self, table: &TableDescription) -> Result<Option<Position>, StoreError> {
        let sql = "SELECT revision, shape, position FROM read_models WHERE name = ? AND state = ?";
        let values = [table.name, State::Live.as_str()].map(|text| Value::Text(text.into()));
        let found = self.query(sql, &values)?;
        let same = |row: &&Vec<Value>| whole(row, 0) == u64::from(table.revision) && text(row, 1) == table.shape();
        Ok(found.first().filter(same).map(|row| Position(whole(row, 2))))
    }
}

fn connect_postgres(address: &Address) -> Result<Session, PostgresError> {
    let mut session = Session::connect(address)?;
    session.batch(SETTINGS)?;
    Ok(session)
}

fn known(place: String, found: i64) -> Result<(), OpenError> {
    match found {
        0 => Err(OpenError::Missing(place)),
        VERSION => Ok(()),
        found => Err(OpenError::OtherFormat { place, found, known: VERSION }),
    }
}

fn connect_sqlite(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn taken<T>(idle: &Mutex<Vec<T>>) -> Option<T> {
    idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn put_back<T>(idle: &Mutex<Vec<T>>, connection: T) {
    let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
    if idle.len() < IDLE {
        idle.push(connection);
    }
}
