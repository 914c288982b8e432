//! The tables in a PostgreSQL database, in a schema of their own.

use projection_kit::{Dialect, Pages, TableDescription, Value, Wanted};

use super::address::Address;
use super::error::PostgresError;
use super::prepare;
use super::session::Session;
use super::turn::{TURN, holder};
use crate::error::{OpenError, StoreError};
use crate::store::{Store, Transaction, Turn};

/// A worker's rows are few and found by their keys, whatever the statistics of a table that is still
/// being filled say. After a crash of the server the tables may be a little older, never broken:
/// they go on from their own checkpoint. A worker that vanishes gives its turn up within a minute.
const SETTINGS: &str = "
    SET search_path = waymark;
    SET client_min_messages = warning;
    SET synchronous_commit = off;
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET jit = off;
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s';
    SET tcp_keepalives_idle = 20;
    SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 4;
";

/// The tables in a database.
pub struct PostgresStore {
    address: Address,
    session: Session,
    /// Whether it is our turn.
    turn: bool,
    /// The number of our last turn on this session.
    last_turn: Option<i64>,
}

impl PostgresStore {
    /// Connects, and makes the schema if there is none. `readers` is the role that may read.
    ///
    /// # Errors
    /// When the database is not reached, does not let us do that, or is of another version.
    pub fn open(address: &Address, readers: Option<&str>) -> Result<Self, OpenError> {
        let mut session = Session::connect(address)?;
        prepare::set_up(&mut session, readers)?;
        session.batch(SETTINGS)?;
        Ok(Self { address: address.clone(), session, turn: false, last_turn: None })
    }

    /// Reconnects if the connection was lost; the turn is lost with it.
    fn reconnect(&mut self) -> Result<(), PostgresError> {
        if !self.session.is_lost() {
            return Ok(());
        }
        (self.turn, self.last_turn) = (false, None);
        let mut session = Session::connect(&self.address)?;
        session.batch(SETTINGS)?;
        self.session = session;
        tracing::info!(address = %self.address, "connected to the database again");
        Ok(())
    }
}

impl Store for PostgresStore {
    fn place(&self) -> String {
        self.address.to_string()
    }

    fn take_turn(&mut self) -> Result<Turn, StoreError> {
        self.reconnect()?;
        if self.turn {
            return Ok(Turn::Ours);
        }
        let taken = self.session.query(&format!("SELECT pg_try_advisory_lock({TURN})"), &[])?;
        if taken.first().and_then(|row| row.first()) != Some(&Value::Flag(true)) {
            return Ok(Turn::Elsewhere(holder(&mut self.session)?));
        }
        self.turn = true;
        let number = self.session.query("UPDATE turns SET number = number + 1 RETURNING number", &[])?;
        let Some(Value::Integer(number)) = number.first().and_then(|row| row.first()) else {
            return Ok(Turn::OursAgain);
        };
        let before = self.last_turn.replace(*number);
        Ok(if before == Some(number - 1) { Turn::Ours } else { Turn::OursAgain })
    }

    fn end_turn(&mut self) {
        if !self.turn {
            return;
        }
        self.turn = false;
        if let Err(error) = self.session.query(&format!("SELECT pg_advisory_unlock({TURN})"), &[]) {
            // Then the session is over, and with it the turn.
            tracing::debug!(%error, "the turn could not be given back");
        }
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.session.batch("BEGIN")?;
        Ok(Box::new(Begun { session: &mut self.session, open: true }))
    }

    /// All pages in one query: their keys go in as one array for each column.
    fn rows(
        &mut self,
        table: &str,
        description: &TableDescription,
        wanted: &Wanted,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let columns: Vec<_> = description.columns.iter().map(|column| format!("t.{}", column.name)).collect();
        let order: Vec<_> = description.key().map(|key| format!("t.{}", key.name)).collect();
        let sql = format!(
            "SELECT {} FROM {} JOIN {table} AS t ON {} ORDER BY {}",
            columns.join(", "),
            keys(description, wanted.columns),
            by_keys(description, wanted.columns),
            order.join(", "),
        );
        Ok(self.session.query_columns(&sql, wanted.keys.iter().map(Vec::as_slice), wanted.columns)?)
    }

    fn tables_replaced(&mut self) {
        self.session.forget_prepared();
    }
}

/// Keys that come as arrays, as a table `k` with the columns `k0`, `k1` and so on.
fn keys(description: &TableDescription, columns: usize) -> String {
    let arrays: Vec<_> = description.key().take(columns).map(|key| format!("?::{}", key.kind.array())).collect();
    let names: Vec<_> = (0..columns).map(|at| format!("k{at}")).collect();
    format!("unnest({}) AS k({})", arrays.join(", "), names.join(", "))
}

fn by_keys(description: &TableDescription, columns: usize) -> String {
    let by = description.key().take(columns).enumerate().map(|(at, key)| format!("t.{} = k.k{at}", key.name));
    by.collect::<Vec<_>>().join(" AND ")
}

/// A transaction that is undone unless it is committed.
struct Begun<'s> {
    session: &'s mut Session,
    open: bool,
}

impl Transaction for Begun<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        Ok(self.session.query(sql, values)?)
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        Ok(self.session.execute(sql, values)?)
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.session.batch(sql)?)
    }

    /// A library locks the bookkeeping before it looks: it sees the tables of before or of after.
    fn hold_readers(&mut self) -> Result<(), StoreError> {
        Ok(self.session.batch("LOCK TABLE read_models IN ACCESS EXCLUSIVE MODE")?)
    }

    /// What was there goes, what is there now comes in by COPY, which takes rows fastest.
    fn write(
        &mut self,
        table: &str,
        description: &'static TableDescription,
        fresh: bool,
        pages: &mut dyn Pages,
    ) -> Result<(), StoreError> {
        if !fresh {
            let changed = pages.changed_keys();
            let (keys, by) = (keys(description, changed.columns), by_keys(description, changed.columns));
            let sql = format!("DELETE FROM {table} AS t USING {keys} WHERE {by}");
            self.session.query_columns(&sql, changed.keys.iter().map(Vec::as_slice), changed.columns)?;
        }
        let mut copy = self.session.copy(table, description)?;
        let mut copied = Ok(());
        pages.changes(&mut |page| {
            copied = page.cells.chunks(description.columns.len()).try_for_each(|row| copy.row(row));
            if copied.is_ok() { std::ops::ControlFlow::Continue(()) } else { std::ops::ControlFlow::Break(()) }
        });
        copied?;
        copy.finish()?;
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.open = false;
        Ok(self.session.batch("COMMIT")?)
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if self.open && !self.session.is_lost() {
            let _ = self.session.batch("ROLLBACK");
        }
    }
}
