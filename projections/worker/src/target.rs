//! One table that is kept up to date: its rows in memory on one side, in the database on the other.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use databases::bookkeeping::{self, Checkpoint};
use databases::{State, Store, Transaction};
use event_journal::Feed;
use events::{Position, Recorded, Subject};
use projection_kit::{AnyReadModel, Misread, Parked, Projection, Source, TableDescription, Value, Wanted};
use tokio::runtime::Handle;

use crate::Stopped;

/// One table that is kept up to date.
pub(crate) struct Target {
    pub(crate) description: &'static TableDescription,
    pub(crate) state: State,
    /// How far the rows in memory have come.
    pub(crate) reached: Checkpoint,
    /// How far the stored rows have come.
    pub(crate) stored: Checkpoint,
    /// Whether the journal is known to be the one that the rows were made from.
    pub(crate) compared: bool,
    pub(crate) projection: Projection,
    table: String,
    parked_in_store: BTreeMap<Subject, Parked>,
}

impl Target {
    /// The table as it is stored.
    pub(crate) fn open(
        transaction: &mut dyn Transaction,
        model: &dyn AnyReadModel,
        state: State,
        stored: Checkpoint,
    ) -> Result<Self, Stopped> {
        let description = model.table();
        let parked = bookkeeping::parked(transaction, description.name, state).map_err(Stopped::reading)?;
        let skipped = bookkeeping::skipped(transaction, description.name).map_err(Stopped::reading)?;
        let fresh = stored.position == Position::START;
        let pages = model.pages(fresh);
        let projection = Projection { pages, parked: parked.clone(), skipped };
        let table = state.table(description);
        let (reached, compared, parked_in_store) = (stored.clone(), fresh, parked);
        Ok(Self { description, state, reached, stored, compared, projection, table, parked_in_store })
    }

    /// Takes those of these events in that come after its own position: a rebuilt table
    /// may be ahead of the others. `last` stands behind the last of them.
    pub(crate) fn take(
        &mut self,
        events: &[Recorded],
        last: &Checkpoint,
        sources: &mut Sources<'_>,
    ) -> Result<(), Stopped> {
        let known = events.partition_point(|event| event.position <= self.reached.position);
        let (_, events) = events.split_at(known);
        let mut source = TableSource { sources, description: self.description, table: &self.table };
        self.projection.load(events, &mut source)?;
        for event in events {
            self.projection.take(event, &mut source)?;
        }
        if !events.is_empty() {
            self.reached.clone_from(last);
        }
        Ok(())
    }

    /// Folds a subject's history again, up to where the table is.
    pub(crate) fn fold_again(&mut self, subject: Subject, sources: &mut Sources<'_>) -> Result<(), Stopped> {
        let mut source = TableSource { sources, description: self.description, table: &self.table };
        self.projection.fold_again(subject, self.reached.position, &mut source)
    }

    /// Writes the changed rows, who is parked, and the position. The caller commits.
    pub(crate) fn write(&mut self, transaction: &mut dyn Transaction) -> Result<(), Stopped> {
        let pages = &mut *self.projection.pages;
        if pages.changed() > 0 {
            let fresh = self.stored.position == Position::START;
            transaction.write(&self.table, self.description, fresh, pages).map_err(Stopped::writing)?;
        }
        let (name, parked) = (self.description.name, &self.projection.parked);
        if *parked != self.parked_in_store {
            bookkeeping::park(transaction, name, self.state, parked).map_err(Stopped::writing)?;
        }
        let moved = bookkeeping::advance(transaction, self.description, self.state, &self.stored, &self.reached);
        match moved.map_err(Stopped::writing)? {
            true => Ok(()),
            false => Err(Stopped::Overtaken { name, position: self.stored.position }),
        }
    }

    /// What was written is committed.
    pub(crate) fn settle(&mut self, pages: usize) {
        self.stored.clone_from(&self.reached);
        self.parked_in_store.clone_from(&self.projection.parked);
        self.projection.pages.settle(pages);
    }
}

/// How many events of histories are kept decoded during a batch.
const EVENTS_KEPT: usize = 100_000;

/// Where histories and stored rows come from, whatever the table: for one batch.
pub(crate) struct Sources<'a> {
    store: &'a mut dyn Store,
    journal: &'a dyn Feed,
    handle: &'a Handle,
    /// The histories that were read for this batch: each table asks for the same ones.
    histories: HashMap<Subject, Arc<[Recorded]>>,
    kept: usize,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(store: &'a mut dyn Store, journal: &'a dyn Feed, handle: &'a Handle) -> Self {
        Self { store, journal, handle, histories: HashMap::new(), kept: 0 }
    }

    fn history(&mut self, subject: Subject, upto: Position) -> Result<Arc<[Recorded]>, Stopped> {
        let kept = self.histories.get(&subject);
        if let Some(kept) = kept.filter(|kept| kept.last().is_some_and(|last| last.position >= upto)) {
            return Ok(kept.clone());
        }
        let stored = self.handle.block_on(self.journal.history(subject, Position::START))?;
        let decoded = stored.iter().map(|event| Ok(Recorded::decode(event.position, &event.leaf)?));
        let history = decoded.collect::<Result<Arc<[_]>, Stopped>>()?;
        if self.kept > EVENTS_KEPT {
            self.histories.clear();
            self.kept = 0;
        }
        self.kept += history.len();
        self.histories.insert(subject, history.clone());
        Ok(history)
    }
}

/// The same for one table.
struct TableSource<'a, 's> {
    sources: &'a mut Sources<'s>,
    description: &'static TableDescription,
    table: &'a str,
}

impl Source for TableSource<'_, '_> {
    type Error = Stopped;

    fn history(&mut self, subject: Subject, upto: Position) -> Result<Arc<[Recorded]>, Stopped> {
        self.sources.history(subject, upto)
    }

    fn rows(&mut self, wanted: &Wanted) -> Result<Vec<Vec<Value>>, Stopped> {
        self.sources.store.rows(self.table, self.description, wanted).map_err(Stopped::reading)
    }

    fn misread(&mut self, misread: Misread) -> Stopped {
        misread.into()
    }
}
