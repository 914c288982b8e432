//! One connection, asked and waited for like a file.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use projection_kit::{TableDescription, Value};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, Statement};

use super::address::{Address, Encryption};
use super::cell::{Come, Sent};
use super::copy::Copy;
use super::driver::{driver, wait};
use super::error::{LEAST_VERSION, PostgresError};
use super::tls::Encrypting;

/// How many statements are kept prepared.
const PREPARED: usize = 128;

/// One connection to a database. In SQL, `?` stands for the next value.
pub struct Session {
    address: Address,
    client: Client,
    prepared: HashMap<String, Statement>,
    /// What the connection said when it ended.
    last_words: Arc<Mutex<Option<PostgresError>>>,
}

impl Session {
    /// Connects, and says what to do when that fails.
    ///
    /// # Errors
    /// When the server is not reached, too old, does not let the user in or has no such database; or the
    /// user is a superuser.
    pub fn connect(address: &Address) -> Result<Self, PostgresError> {
        let config = address.config.clone();
        let runtime = driver().map_err(PostgresError::NoThread)?;
        let last_words = Arc::new(Mutex::new(None));
        let client = match &address.encryption {
            Encryption::None => {
                let connected = wait(async { runtime.spawn(async move { config.connect(NoTls).await }).await });
                let (client, connection) = settled(address, connected)?;
                runtime.spawn(listen(connection, address.clone(), Arc::clone(&last_words)));
                client
            }
            Encryption::Verified { roots } => {
                let not_encrypted = |error: std::io::Error| PostgresError::NotEncrypted {
                    address: address.to_string(),
                    why: error.to_string(),
                };
                let tls = Encrypting::trusting(roots.as_deref()).map_err(not_encrypted)?;
                let connected = wait(async { runtime.spawn(async move { config.connect(tls).await }).await });
                let (client, connection) = settled(address, connected)?;
                runtime.spawn(listen(connection, address.clone(), Arc::clone(&last_words)));
                client
            }
        };
        let mut session = Self { address: address.clone(), client, prepared: HashMap::new(), last_words };
        session.check()?;
        Ok(session)
    }

    /// Where it goes.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Whether the connection is lost.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    /// The rows that a statement answers with.
    ///
    /// # Errors
    /// When the server does not take the statement, or the connection is lost.
    pub fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, PostgresError> {
        let values: Vec<_> = values.iter().map(Sent).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        self.ask(sql, &values)
    }

    /// The same, where each `?` stands for a whole column of these rows: as many as they have cells.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub(super) fn query_columns<'v>(
        &mut self,
        sql: &str,
        rows: impl Iterator<Item = &'v [Value]>,
        columns: usize,
    ) -> Result<Vec<Vec<Value>>, PostgresError> {
        let mut arrays: Vec<Vec<Sent<'v>>> = (0..columns).map(|_| Vec::new()).collect();
        for row in rows {
            arrays.iter_mut().zip(row).for_each(|(array, cell)| array.push(Sent(cell)));
        }
        let values: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(|array| array as _).collect();
        self.ask(sql, &values)
    }

    /// Does something; says how many rows it changed.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, PostgresError> {
        let statement = self.prepare(sql)?;
        let values: Vec<_> = values.iter().map(Sent).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        wait(self.client.execute(&statement, &values)).map_err(|error| self.failed(&error))
    }

    /// Does several things, without values.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn batch(&mut self, sql: &str) -> Result<(), PostgresError> {
        wait(self.client.batch_execute(sql)).map_err(|error| self.failed(&error))
    }

    /// Begins to put rows into a table of this name and description.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub(super) fn copy(
        &mut self,
        table: &str,
        description: &'static TableDescription,
    ) -> Result<Copy<'_>, PostgresError> {
        let columns: Vec<_> = description.columns.iter().map(|column| column.name).collect();
        let sql = format!("COPY {table} ({}) FROM STDIN (FORMAT binary)", columns.join(", "));
        let sink = wait(self.client.copy_in::<_, Bytes>(&sql)).map_err(|error| self.failed(&error))?;
        Ok(Copy::new(&self.address, sink, description))
    }

    /// Forgets prepared statements: the tables they speak of have been replaced.
    pub(super) fn forget_prepared(&mut self) {
        self.prepared.clear();
    }

    fn ask(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Vec<Value>>, PostgresError> {
        let statement = self.prepare(sql)?;
        let rows = wait(self.client.query(&statement, values)).map_err(|error| self.failed(&error))?;
        rows.iter().map(|row| self.cells(row)).collect()
    }

    fn cells(&self, row: &Row) -> Result<Vec<Value>, PostgresError> {
        let cell = |at| row.try_get::<_, Come>(at).map(|come| come.0);
        (0..row.len()).map(cell).collect::<Result<_, _>>().map_err(|error| self.failed(&error))
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, PostgresError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = wait(self.client.prepare(&numbered(sql))).map_err(|error| self.failed(&error))?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn failed(&self, error: &tokio_postgres::Error) -> PostgresError {
        // Of a lost connection, the server's last words say more than that it is lost.
        let lost = error.is_closed().then(|| self.last_words.lock().unwrap_or_else(PoisonError::into_inner).take());
        lost.flatten().unwrap_or_else(|| PostgresError::asking(&self.address, error))
    }

    /// Checks the server's version, and who we are: nothing here needs a superuser, and what a superuser's
    /// password opens is the whole server, programs included.
    fn check(&mut self) -> Result<(), PostgresError> {
        let settings = "SELECT current_setting('server_version'), current_setting('server_version_num'),
            current_setting('is_superuser')";
        let rows = self.query(settings, &[])?;
        let cell = |at: usize| rows.first().and_then(|row| row.get(at)).map(ToString::to_string).unwrap_or_default();
        let number: u32 = cell(1).parse().unwrap_or_default();
        let address = self.address.to_string();
        if number < LEAST_VERSION * 10_000 {
            return Err(PostgresError::TooOld { address, found: cell(0) });
        }
        match cell(2).as_str() {
            "on" => Err(PostgresError::Superuser { address, user: self.address.user().to_owned() }),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.address)
    }
}

/// What became of an attempt to connect.
fn settled<T>(
    address: &Address,
    connected: Result<Result<T, tokio_postgres::Error>, tokio::task::JoinError>,
) -> Result<T, PostgresError> {
    let broken = |error: tokio::task::JoinError| PostgresError::NoThread(std::io::Error::other(error));
    connected.map_err(broken)?.map_err(|error| PostgresError::connecting(address, &error))
}

/// Drives a connection until it ends.
async fn listen(
    connection: impl Future<Output = Result<(), tokio_postgres::Error>>,
    address: Address,
    last_words: Arc<Mutex<Option<PostgresError>>>,
) {
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection to the database ended");
        *last_words.lock().unwrap_or_else(PoisonError::into_inner) = Some(PostgresError::asking(&address, &error));
    }
}

/// With `$1`, `$2` and so on in place of each `?`.
fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        numbered.push_str(&format!("${}{part}", at + 1));
    }
    numbered
}
