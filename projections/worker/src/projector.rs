//! All tables of one file, and how they move on together.

use std::path::{Path, PathBuf};

use events::{Position, Recorded, Subject};
use projection_kit::{AnyReadModel, TableDescription};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::file::{self, Line};
use crate::target::{Files, State, Target};
use crate::{NotParked, OpenError, Stopped};

/// All tables of one file.
pub(crate) struct Projector {
    pub(crate) connection: Connection,
    pub(crate) targets: Vec<Target>,
    models: &'static [&'static dyn AnyReadModel],
    file: PathBuf,
    /// Memory is ahead of the file in a way that cannot be written: read the file again first.
    stale: bool,
}

impl Projector {
    pub(crate) fn open(dir: &Path, models: &'static [&'static dyn AnyReadModel]) -> Result<Self, OpenError> {
        let (connection, file) = file::open(dir)?;
        let mut projector = Self { connection, targets: Vec::new(), models, file, stale: true };
        projector.reload()?;
        Ok(projector)
    }

    /// Reads from the file how far each table is, and makes those that are missing.
    fn reload(&mut self) -> Result<(), OpenError> {
        self.targets.clear();
        let fail = |source| file::failed(&self.file, source);
        let transaction = begin(&mut self.connection).map_err(fail)?;
        let mut targets = Vec::new();
        for model in self.models {
            let live = file::line(&transaction, model.table().name, State::Live.as_str()).map_err(fail)?;
            if let Some(newer) = live.filter(|live| live.revision > model.table().revision) {
                let (name, known) = (model.table().name, model.table().revision);
                return Err(OpenError::NewerRevision { file: self.file.clone(), name, found: newer.revision, known });
            }
            targets.extend(tables_of(&transaction, *model).map_err(fail)?);
        }
        transaction.commit().map_err(fail)?;
        self.targets = targets;
        self.stale = false;
        Ok(())
    }

    /// Makes sure that memory says what the file says, after an error.
    pub(crate) fn ready(&mut self) -> Result<(), Stopped> {
        if !self.stale {
            return Ok(());
        }
        self.reload().map_err(|error| match error {
            OpenError::Store { source, .. } | OpenError::Damaged { source, .. } => {
                Stopped::Store { action: "read", source }
            }
            OpenError::Directory { .. } | OpenError::Newer { .. } | OpenError::NewerRevision { .. } => Stopped::Thread,
        })
    }

    /// Takes events into the tables in this state, in memory only.
    pub(crate) fn take(
        &mut self,
        state: State,
        events: &[Recorded],
        journal: &dyn event_journal::Feed,
        handle: &tokio::runtime::Handle,
    ) -> Result<(), Stopped> {
        self.stale = true;
        let files = Files { connection: &self.connection, journal, handle };
        for target in self.targets.iter_mut().filter(|target| target.state == state) {
            target.take(events, &files)?;
        }
        self.stale = false;
        Ok(())
    }

    /// Writes what changed in memory, and how far it is, in one transaction. Above `pages` pages a
    /// table, memory is given back.
    pub(crate) fn flush(&mut self, pages: usize) -> Result<(), Stopped> {
        let writing = |source| Stopped::Store { action: "write", source };
        self.stale = true;
        let transaction = begin(&mut self.connection).map_err(writing)?;
        for target in &mut self.targets {
            target.write(&transaction)?;
        }
        transaction.commit().map_err(writing)?;
        self.targets.iter_mut().for_each(|target| target.settle(pages));
        self.stale = false;
        Ok(())
    }

    /// Begins to make a table anew beside the one that serves.
    pub(crate) fn begin_building(&mut self, name: &str) -> Result<(), Stopped> {
        let model = self.models.iter().find(|model| model.table().name == name).ok_or_else(|| self.no_such(name))?;
        let writing = |source| Stopped::Store { action: "write", source };
        let transaction = begin(&mut self.connection).map_err(writing)?;
        create(&transaction, model.table(), State::Building).map_err(writing)?;
        transaction.commit().map_err(writing)?;
        self.connection.flush_prepared_statement_cache();
        self.stale = true;
        self.ready()
    }

    /// Puts the tables that were made beside the ones that serve in their place.
    pub(crate) fn take_over(&mut self) -> Result<(), Stopped> {
        let writing = |source| Stopped::Store { action: "write", source };
        let transaction = begin(&mut self.connection).map_err(writing)?;
        for target in self.targets.iter().filter(|target| target.state == State::Building) {
            take_place(&transaction, target.description).map_err(writing)?;
            tracing::info!(
                table = target.description.name,
                position = target.stored.0,
                "a read model was made anew and serves"
            );
        }
        transaction.commit().map_err(writing)?;
        self.connection.flush_prepared_statement_cache();
        self.stale = true;
        self.ready()
    }

    /// Tries a parked subject again; with a reason, without the event it is parked at.
    pub(crate) fn retry(
        &mut self,
        name: &str,
        subject: Subject,
        skip: Option<&str>,
        journal: &dyn event_journal::Feed,
        handle: &tokio::runtime::Handle,
    ) -> Result<(), NotParked> {
        let writing = |source| Stopped::Store { action: "write", source };
        self.ready()?;
        let at = self.parked_at(name, subject)?;
        self.stale = true;
        if let Some(reason) = skip {
            file::skip(&self.connection, name, at, subject, reason).map_err(writing)?;
            // One that is being made goes back to the start: it may have digested that event.
            if self.targets.iter().any(|target| target.description.name == name && target.state == State::Building) {
                self.begin_building(name)?;
            }
            self.ready_again()?;
        }
        let files = Files { connection: &self.connection, journal, handle };
        for target in &mut self.targets {
            if target.description.name == name && target.projection.parked.contains_key(&subject) {
                target.fold_again(subject, &files)?;
            }
        }
        Ok(self.flush(crate::pass::PAGES_AT_REST)?)
    }

    fn ready_again(&mut self) -> Result<(), Stopped> {
        self.stale = true;
        self.ready()
    }

    fn parked_at(&self, name: &str, subject: Subject) -> Result<Position, NotParked> {
        if !self.models.iter().any(|model| model.table().name == name) {
            return Err(self.no_such(name).into());
        }
        let parked = self.targets.iter().filter(|target| target.description.name == name);
        let parked = parked.filter_map(|target| target.projection.parked.get(&subject)).next();
        let not_parked = || NotParked::NotParked { name: name.to_owned(), subject };
        parked.map(|parked| parked.position).ok_or_else(not_parked)
    }

    pub(crate) fn no_such(&self, name: &str) -> Stopped {
        Stopped::NoSuchTable { name: name.chars().take(60).collect(), known: self.names().join(", ") }
    }

    /// The read models it keeps.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.models.iter().map(|model| model.table().name).collect()
    }
}

/// A transaction that may write from the start, so that it never waits in the middle.
fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// The tables of one read model that this version keeps up to date. One that serves in an older
/// revision is left to serve as it is while the new one is made.
fn tables_of(connection: &Connection, model: &dyn AnyReadModel) -> rusqlite::Result<Vec<Target>> {
    let table = model.table();
    let ours = |line: &Line| line.revision == table.revision && line.shape == table.shape();
    let live = file::line(connection, table.name, State::Live.as_str())?;
    let building = file::line(connection, table.name, State::Building.as_str())?.filter(ours);
    let mut targets = Vec::new();
    match &live {
        None => {
            create(connection, table, State::Live)?;
            targets.push(Target::open(connection, model, State::Live, Position::START)?);
        }
        Some(live) if ours(live) => targets.push(Target::open(connection, model, State::Live, live.position)?),
        Some(_) if building.is_none() => {
            create(connection, table, State::Building)?;
            targets.push(Target::open(connection, model, State::Building, Position::START)?);
        }
        Some(_) => {}
    }
    if let Some(building) = building {
        targets.push(Target::open(connection, model, State::Building, building.position)?);
    }
    Ok(targets)
}

/// An empty table at the start of the log, in place of one of the same state.
fn create(connection: &Connection, table: &TableDescription, state: State) -> rusqlite::Result<()> {
    let name = state.table(table);
    connection.execute_batch(&format!("DROP TABLE IF EXISTS {name};"))?;
    connection.execute_batch(&table.create(&name))?;
    if state == State::Live {
        connection.execute_batch(&table.create_index().unwrap_or_default())?;
    }
    let line = Line { revision: table.revision, shape: table.shape(), position: Position::START };
    file::begin(connection, table.name, state.as_str(), &line)
}

/// Puts the table that was made beside the one that serves in its place.
fn take_place(connection: &Connection, table: &TableDescription) -> rusqlite::Result<()> {
    let (live, building) = (State::Live.table(table), State::Building.table(table));
    connection.execute_batch(&format!("DROP TABLE IF EXISTS {live}; ALTER TABLE {building} RENAME TO {live};"))?;
    connection.execute_batch(&table.create_index().unwrap_or_default())?;
    file::forget(connection, table.name, State::Live.as_str())?;
    for bookkeeping in ["read_models", "parked"] {
        let sql = format!("UPDATE {bookkeeping} SET state = ?1 WHERE name = ?2 AND state = ?3");
        connection.execute(&sql, [State::Live.as_str(), table.name, State::Building.as_str()])?;
    }
    Ok(())
}
