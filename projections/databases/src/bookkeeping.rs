//! How far each table is, who is parked and what is skipped; and tables made and put in place. The
//! same for every database.

use std::collections::BTreeMap;
use std::str::FromStr;

use events::{EventId, Position, Subject};
use projection_kit::{Misread, Parked, TableDescription, Value};

use crate::error::StoreError;
use crate::row;
use crate::store::{State, Transaction};

/// The last event that a table has taken in. A position alone does not say in which log, and neither
/// do the ids of events, which are the same when the same commands are repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The event's position.
    pub position: Position,
    /// The SHA-256 of the event's leaf, as 64 hexadecimal digits; nothing at the start.
    pub leaf: String,
}

/// What the bookkeeping says of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct TableEntry {
    /// The revision of its read model.
    pub revision: u32,
    /// Its columns and key, as [`TableDescription::shape`] gives them.
    pub shape: String,
    /// How far it has come.
    pub checkpoint: Checkpoint,
}

type At<'a> = &'a mut dyn Transaction;

/// What the bookkeeping says of a read model in this state.
///
/// # Errors
/// When the database fails.
pub fn entry(at: At<'_>, name: &str, state: State) -> Result<Option<TableEntry>, StoreError> {
    let sql = "SELECT revision, shape, position, leaf FROM read_models WHERE name = ? AND state = ?";
    let rows = at.query(sql, &[text(name), text(state.as_str())])?;
    Ok(rows.first().map(|row| TableEntry {
        revision: u32::try_from(row::number(row, 0)).unwrap_or(u32::MAX),
        shape: row::text(row, 1),
        checkpoint: Checkpoint { position: position(row, 2), leaf: row::text(row, 3) },
    }))
}

/// Who is parked in a table.
///
/// # Errors
/// When the database fails, or what it holds makes no sense.
pub fn parked(at: At<'_>, name: &str, state: State) -> Result<BTreeMap<Subject, Parked>, StoreError> {
    let sql = "SELECT subject, position, heard, reason FROM parked WHERE name = ? AND state = ?";
    let rows = at.query(sql, &[text(name), text(state.as_str())])?;
    let read = |row: &Vec<Value>| {
        let subject = stored_as(row, 0, ("parked", "subject"), "a subject")?;
        let reason = row::text(row, 3);
        Ok((subject, Parked { position: position(row, 1), heard: position(row, 2), reason }))
    };
    rows.iter().map(read).collect()
}

/// The events that are left out of a read model.
///
/// # Errors
/// When the database fails, or what it holds makes no sense.
pub fn skipped(at: At<'_>, name: &str) -> Result<BTreeMap<Position, EventId>, StoreError> {
    let sql = "SELECT position, event FROM skipped WHERE name = ?";
    let rows = at.query(sql, &[text(name)])?;
    let event = |row: &Vec<Value>| stored_as(row, 1, ("skipped", "event"), "an event's id").map(EventId);
    rows.iter().map(|row| Ok((position(row, 0), event(row)?))).collect()
}

/// Notes who is parked in a table now.
///
/// # Errors
/// When the database fails.
pub fn park(at: At<'_>, name: &str, state: State, parked: &BTreeMap<Subject, Parked>) -> Result<(), StoreError> {
    at.execute("DELETE FROM parked WHERE name = ? AND state = ?", &[text(name), text(state.as_str())])?;
    for (subject, parked) in parked {
        let sql = "INSERT INTO parked (name, state, subject, position, heard, reason) VALUES (?, ?, ?, ?, ?, ?)";
        let (at_position, heard) = (stored(parked.position), stored(parked.heard));
        let (subject, reason) = (text(&subject.to_string()), text(&parked.reason));
        at.execute(sql, &[text(name), text(state.as_str()), subject, at_position, heard, reason])?;
    }
    Ok(())
}

/// Notes for good that an event is left out of a read model.
///
/// # Errors
/// When the database fails.
pub fn skip(at: At<'_>, name: &str, position: Position, event: EventId, reason: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO skipped (name, position, event, reason) VALUES (?, ?, ?, ?)
        ON CONFLICT (name, position) DO UPDATE SET event = excluded.event, reason = excluded.reason";
    at.execute(sql, &[text(name), stored(position), text(&event.to_string()), text(reason)])?;
    Ok(())
}

/// Moves a table's checkpoint on, if it is where we left it.
///
/// # Errors
/// When the database fails.
pub fn advance(
    at: At<'_>,
    table: &TableDescription,
    state: State,
    from: &Checkpoint,
    to: &Checkpoint,
) -> Result<bool, StoreError> {
    let sql = "UPDATE read_models SET position = ?, leaf = ?
        WHERE name = ? AND state = ? AND revision = ? AND position = ? AND leaf = ?";
    let (name, state, revision) = (text(table.name), text(state.as_str()), Value::Integer(table.revision.into()));
    let (from, to) = ([stored(from.position), text(&from.leaf)], [stored(to.position), text(&to.leaf)]);
    let [[position, leaf], [old_position, old_leaf]] = [to, from];
    Ok(at.execute(sql, &[position, leaf, name, state, revision, old_position, old_leaf])? == 1)
}

/// An empty table at the start of the log, in place of one of the same state.
///
/// # Errors
/// When the database fails.
pub fn create(at: At<'_>, table: &TableDescription, state: State) -> Result<(), StoreError> {
    let (name, dialect) = (state.table(table), at.dialect());
    at.batch(&format!("DROP TABLE IF EXISTS {name};"))?;
    at.batch(&table.create(&name, dialect))?;
    if let (State::Live, Some(index)) = (state, table.create_index()) {
        at.batch(&index)?;
    }
    forget(at, table.name, state)?;
    let sql = "INSERT INTO read_models (name, state, revision, shape, position, leaf) VALUES (?, ?, ?, ?, ?, '')";
    let (revision, start) = (Value::Integer(table.revision.into()), stored(Position::START));
    at.execute(sql, &[text(table.name), text(state.as_str()), revision, text(&table.shape()), start])?;
    Ok(())
}

/// Puts the table that was made beside the one that serves in its place.
///
/// # Errors
/// When the database fails.
pub fn take_place(at: At<'_>, table: &TableDescription) -> Result<(), StoreError> {
    let (live, building) = (State::Live.table(table), State::Building.table(table));
    at.batch(&format!("DROP TABLE IF EXISTS {live}; ALTER TABLE {building} RENAME TO {live};"))?;
    if let Some(index) = table.create_index() {
        at.batch(&index)?;
    }
    forget(at, table.name, State::Live)?;
    for bookkeeping in ["read_models", "parked"] {
        let sql = format!("UPDATE {bookkeeping} SET state = ? WHERE name = ? AND state = ?");
        at.execute(&sql, &[text(State::Live.as_str()), text(table.name), text(State::Building.as_str())])?;
    }
    Ok(())
}

/// Removes a line, and who is parked under it.
fn forget(at: At<'_>, name: &str, state: State) -> Result<(), StoreError> {
    for bookkeeping in ["read_models", "parked"] {
        let sql = format!("DELETE FROM {bookkeeping} WHERE name = ? AND state = ?");
        at.execute(&sql, &[text(name), text(state.as_str())])?;
    }
    Ok(())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned().into())
}

/// A position as it is stored.
fn stored(position: Position) -> Value {
    Value::Integer(i64::try_from(position.0).unwrap_or(i64::MAX))
}

/// What was stored as text in this column of the bookkeeping.
fn stored_as<T: FromStr>(
    row: &[Value],
    at: usize,
    column: (&'static str, &'static str),
    what: &'static str,
) -> Result<T, Misread> {
    let stored = row.get(at).unwrap_or(&Value::Null);
    let wrong = || Misread::new(stored, what).in_column(column.0, column.1);
    stored.to_string().parse().map_err(|_| wrong())
}

/// A position as it was stored.
fn position(row: &[Value], at: usize) -> Position {
    Position(row::whole(row, at))
}
