//! Where the tables are, and asking there: one question, one moment, whatever the database.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use projection_kit::Value;
use projection_kit::store::{FILE, SCHEMA, VERSION, number};
use projection_postgres::{Address, Session};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};

use super::{OpenError, Unanswered};

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

/// A moment begins when the bookkeeping is held: no table is put in the place of another until it ends.
const BEGIN: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE waymark.read_models IN ACCESS SHARE MODE";

/// Where the tables are.
#[derive(Debug)]
pub(super) enum Home {
    /// A SQLite file.
    File { file: PathBuf, idle: Mutex<Vec<Connection>> },
    /// A PostgreSQL database.
    Database { address: Address, idle: Mutex<Vec<Session>> },
}

/// One moment: everything that is asked in it is of the same state of all tables.
pub(crate) enum Moment<'a> {
    /// In SQLite.
    Sqlite(rusqlite::Transaction<'a>),
    /// In PostgreSQL.
    Postgres(&'a mut Session),
}

impl Home {
    pub(super) fn file(dir: &Path) -> Result<Self, OpenError> {
        let file = dir.join(FILE);
        let place = file.display().to_string();
        if !file.exists() {
            return Err(OpenError::Missing(place));
        }
        let failed = |source| OpenError::Store { place: place.clone(), source };
        let connection = connect(&file).map_err(failed)?;
        let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        known(place, found)?;
        Ok(Self::File { file, idle: Mutex::new(vec![connection]) })
    }

    pub(super) fn database(address: &Address) -> Result<Self, OpenError> {
        let mut session = Session::connect(address)?;
        session.batch(SETTINGS)?;
        let there = format!("SELECT to_regclass('{SCHEMA}.version') IS NOT NULL");
        let found = match session.query(&there, &[])?.first().and_then(|row| row.first()) {
            Some(Value::Flag(true)) => {
                session.query("SELECT version FROM version", &[])?.first().map_or(0, |row| number(row, 0))
            }
            _ => 0,
        };
        known(address.to_string(), found)?;
        Ok(Self::Database { address: address.clone(), idle: Mutex::new(vec![session]) })
    }

    /// Asks on one connection, at one moment.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&mut Moment<'_>) -> Result<T, Unanswered>,
    ) -> Result<T, Unanswered> {
        match self {
            Self::File { file, idle } => {
                let mut connection = taken(idle).map_or_else(|| connect(file), Ok)?;
                let answer = question(&mut Moment::Sqlite(connection.transaction()?));
                put_back(idle, connection);
                answer
            }
            Self::Database { address, idle } => {
                let mut session = match std::iter::from_fn(|| taken(idle)).find(|session| !session.is_lost()) {
                    Some(session) => session,
                    None => {
                        let mut session = Session::connect(address)?;
                        session.batch(SETTINGS)?;
                        session
                    }
                };
                session.batch(BEGIN)?;
                let answer = question(&mut Moment::Postgres(&mut session));
                // A session that does not get out of its transaction is not kept.
                if session.batch("ROLLBACK").is_ok() {
                    put_back(idle, session);
                }
                answer
            }
        }
    }
}

impl Moment<'_> {
    /// The rows that a statement answers with; `?` stands for the next value. What SQLite has no
    /// type for comes as what stands for it: yes and no as 1 and 0.
    pub(crate) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, Unanswered> {
        match self {
            Self::Sqlite(transaction) => Ok(found(transaction, sql, values)?),
            Self::Postgres(session) => Ok(session.query(sql, values)?),
        }
    }
}

fn known(place: String, found: i64) -> Result<(), OpenError> {
    match found {
        0 => Err(OpenError::Missing(place)),
        VERSION => Ok(()),
        found => Err(OpenError::OtherFormat { place, found, known: VERSION }),
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
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

fn found(connection: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut found = statement.query(rusqlite::params_from_iter(values.iter().map(Cell)))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let cell = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                other @ (ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_)) => {
                    Value::Text(other.as_str()?.to_owned().into())
                }
            })
        };
        rows.push((0..columns).map(cell).collect::<rusqlite::Result<_>>()?);
    }
    Ok(rows)
}

struct Cell<'a>(&'a Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Flag(flag) => ValueRef::Integer((*flag).into()),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
