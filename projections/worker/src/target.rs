//! One table that is kept up to date: its rows in memory on one side, in the file on the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use event_journal::Feed;
use events::{Position, Recorded, Subject};
use projection_kit::store::{BUILDING, LIVE};
use projection_kit::{AnyReadModel, Changed, Misread, Parked, Projection, Source, TableDescription, Value, Wanted};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Statement, ToSql, params};
use tokio::runtime::Handle;

use crate::Stopped;
use crate::file::{number, position};

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

/// One table that is kept up to date.
pub(crate) struct Target {
    pub(crate) description: &'static TableDescription,
    pub(crate) state: State,
    /// How far the rows in memory have come.
    pub(crate) position: Position,
    /// How far the rows in the file have come.
    pub(crate) stored: Position,
    pub(crate) projection: Projection,
    table: String,
    parked_in_file: BTreeMap<Subject, Parked>,
}

impl Target {
    /// The table as it stands in the file.
    pub(crate) fn open(
        connection: &Connection,
        model: &dyn AnyReadModel,
        state: State,
        stored: Position,
    ) -> rusqlite::Result<Self> {
        let description = model.table();
        let parked = parked(connection, description.name, state)?;
        let projection = Projection {
            pages: model.pages(stored == Position::START),
            parked: parked.clone(),
            skipped: skipped(connection, description.name)?,
        };
        let table = state.table(description);
        Ok(Self { description, state, position: stored, stored, projection, table, parked_in_file: parked })
    }

    /// Takes those of these events in that come after its own position.
    pub(crate) fn take(&mut self, events: &[Recorded], files: &Files<'_>) -> Result<(), Stopped> {
        let known = events.partition_point(|event| event.position <= self.position);
        let (_, events) = events.split_at(known);
        let mut source = TableSource { files, description: self.description, table: &self.table };
        self.projection.load(events, &mut source)?;
        for event in events {
            self.projection.take(event, &mut source)?;
        }
        self.position = events.last().map_or(self.position, |event| event.position);
        Ok(())
    }

    /// Folds a subject's history again, up to where the table is.
    pub(crate) fn fold_again(&mut self, subject: Subject, files: &Files<'_>) -> Result<(), Stopped> {
        let mut source = TableSource { files, description: self.description, table: &self.table };
        self.projection.fold_again(subject, self.position, &mut source)
    }

    /// Writes the changed rows, who is parked, and the position. The caller commits.
    pub(crate) fn write(&mut self, connection: &Connection) -> Result<(), Stopped> {
        self.write_rows(connection).map_err(|source| Stopped::Store { action: "write", source })?;
        self.write_parked(connection).map_err(|source| Stopped::Store { action: "write", source })?;
        let sql =
            "UPDATE read_models SET position = ?1 WHERE name = ?2 AND state = ?3 AND revision = ?4 AND position = ?5";
        let (name, revision) = (self.description.name, self.description.revision);
        let moved = connection
            .execute(sql, params![number(self.position), name, self.state.as_str(), revision, number(self.stored)])
            .map_err(|source| Stopped::Store { action: "write", source })?;
        if moved == 1 { Ok(()) } else { Err(Stopped::Overtaken { name, position: self.stored }) }
    }

    /// What was written is committed.
    pub(crate) fn settle(&mut self, pages: usize) {
        self.stored = self.position;
        self.parked_in_file.clone_from(&self.projection.parked);
        self.projection.pages.settle(pages);
    }

    fn write_rows(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        if self.projection.pages.changed() == 0 {
            return Ok(());
        }
        let columns = self.description.columns.len();
        let blanks = vec!["?"; columns].join(", ");
        let mut insert =
            connection.prepare_cached(&format!("INSERT OR REPLACE INTO {} VALUES ({blanks})", self.table))?;
        let mut delete: Option<CachedStatement<'_>> = None;
        let mut written = Ok(());
        self.projection.pages.changes(&mut |page| {
            written = write_page(connection, self.description, &self.table, page, &mut insert, &mut delete);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written
    }

    fn write_parked(&self, connection: &Connection) -> rusqlite::Result<()> {
        if self.projection.parked == self.parked_in_file {
            return Ok(());
        }
        let (name, state) = (self.description.name, self.state.as_str());
        connection.execute("DELETE FROM parked WHERE name = ?1 AND state = ?2", [name, state])?;
        for (subject, parked) in &self.projection.parked {
            connection.execute(
                "INSERT INTO parked (name, state, subject, position, heard, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![name, state, subject.to_string(), number(parked.position), number(parked.heard), parked.reason],
            )?;
        }
        Ok(())
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

fn execute(statement: &mut Statement<'_>, cells: &[Value]) -> rusqlite::Result<()> {
    for (at, cell) in cells.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, Cell(cell))?;
    }
    statement.raw_execute().map(|_| ())
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

fn parked(connection: &Connection, name: &str, state: State) -> rusqlite::Result<BTreeMap<Subject, Parked>> {
    let sql = "SELECT subject, position, heard, reason FROM parked WHERE name = ?1 AND state = ?2";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([name, state.as_str()], |row| {
        let subject: String = row.get(0)?;
        let subject = subject.parse().map_err(|error: events::NotASubject| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })?;
        Ok((subject, Parked { position: position(row.get(1)?), heard: position(row.get(2)?), reason: row.get(3)? }))
    })?;
    rows.collect()
}

fn skipped(connection: &Connection, name: &str) -> rusqlite::Result<BTreeSet<Position>> {
    let mut statement = connection.prepare("SELECT position FROM skipped WHERE name = ?1")?;
    let rows = statement.query_map([name], |row| row.get(0).map(position))?;
    rows.collect()
}

/// Where histories and stored rows come from, whatever the table.
pub(crate) struct Files<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) journal: &'a dyn Feed,
    pub(crate) handle: &'a Handle,
}

/// The same for one table.
struct TableSource<'a> {
    files: &'a Files<'a>,
    description: &'static TableDescription,
    table: &'a str,
}

impl Source for TableSource<'_> {
    type Error = Stopped;

    fn history(&mut self, subject: Subject, upto: Position) -> Result<Vec<Recorded>, Stopped> {
        let stored = self.files.handle.block_on(self.files.journal.history(subject, Position::START))?;
        let heard = stored.iter().take_while(|event| event.position <= upto);
        heard.map(|event| Ok(Recorded::decode(event.position, &event.leaf)?)).collect()
    }

    fn rows(&mut self, wanted: &Wanted) -> Result<Vec<Vec<Value>>, Stopped> {
        self.query(wanted).map_err(|source| Stopped::Store { action: "read", source })
    }

    fn misread(&mut self, misread: Misread) -> Stopped {
        misread.into()
    }
}

impl TableSource<'_> {
    /// All pages in one query: their keys go in as one JSON array.
    fn query(&self, wanted: &Wanted) -> rusqlite::Result<Vec<Vec<Value>>> {
        let keys: Vec<_> = self.description.key().map(|key| key.name).collect();
        let by: Vec<_> = (keys.iter().take(wanted.columns).enumerate())
            .map(|(at, key)| format!("t.{key} = k.value ->> {at}"))
            .collect();
        let columns: Vec<_> = self.description.columns.iter().map(|column| format!("t.{}", column.name)).collect();
        let order: Vec<_> = keys.iter().map(|key| format!("t.{key}")).collect();
        let sql = format!(
            "SELECT {} FROM json_each(?1) AS k CROSS JOIN {} AS t WHERE {} ORDER BY {}",
            columns.join(", "),
            self.table,
            by.join(" AND "),
            order.join(", "),
        );
        let asked: Vec<_> = wanted.keys.iter().map(|key| key.iter().map(Value::to_json).collect()).collect();
        let asked = serde_json::Value::Array(asked).to_string();
        let mut statement = self.files.connection.prepare_cached(&sql)?;
        let mut found = statement.query([asked])?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let cells = (0..columns.len()).map(|at| row.get_ref(at).map(cell)).collect::<Result<_, _>>()?;
            rows.push(cells);
        }
        Ok(rows)
    }
}

/// A cell as it is stored; what no column can hold reads as nothing, and is found out by the row.
fn cell(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned().into()),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
    }
}
