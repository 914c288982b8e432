//! All tables of one home, and how they move on together.

use databases::bookkeeping::{self, Checkpoint, TableEntry};
use databases::{OpenError, State, Store, Transaction, Turn};
use event_journal::Feed;
use events::{EventId, Position, Recorded, Subject};
use projection_kit::AnyReadModel;
use tokio::runtime::Handle;

use crate::same_order;
use crate::target::{Sources, Target};
use crate::{NotParked, Stopped};

/// How many pages of a table stay in memory after a pass.
pub(crate) const PAGES_AT_REST: usize = 10_000;

/// All tables of one home.
pub(crate) struct Projector {
    pub(crate) targets: Vec<Target>,
    store: Box<dyn Store>,
    models: &'static [&'static dyn AnyReadModel],
    /// Memory may say something else than the database: read there first.
    stale: bool,
}

impl Projector {
    /// Reads how far the tables are, and makes those that are missing, unless it is another's turn.
    pub(crate) fn open(store: Box<dyn Store>, models: &'static [&'static dyn AnyReadModel]) -> Result<Self, OpenError> {
        let mut projector = Self { targets: Vec::new(), store, models, stale: true };
        let place = projector.store.place();
        let turn = projector.store.take_turn().map_err(|source| OpenError::Store { place: place.clone(), source })?;
        if let Turn::Elsewhere(who) = turn {
            tracing::info!(%place, %who, "the read models are kept up to date elsewhere; ready to take over");
            return Ok(projector);
        }
        let read = projector.reload();
        projector.store.end_turn();
        match read {
            Ok(()) => Ok(projector),
            Err(Stopped::Open(error)) => Err(error),
            Err(Stopped::Misread(misread)) => Err(misread.into()),
            Err(Stopped::Store { source, .. }) => Err(OpenError::of(place, source)),
            Err(other) => Err(OpenError::Store { place, source: std::io::Error::other(other.to_string()).into() }),
        }
    }

    /// Makes sure that it is our turn to write.
    pub(crate) fn take_turn(&mut self) -> Result<(), Stopped> {
        match self.store.take_turn().map_err(Stopped::reading)? {
            Turn::Ours => Ok(()),
            Turn::OursAgain => {
                self.stale = true;
                Ok(())
            }
            Turn::Elsewhere(who) => Err(Stopped::AtWork { who }),
        }
    }

    /// Lets others have a turn.
    pub(crate) fn end_turn(&mut self) {
        self.store.end_turn();
    }

    /// Reads how far each table is, and makes those that are missing.
    fn reload(&mut self) -> Result<(), Stopped> {
        self.targets.clear();
        let place = self.store.place();
        let mut transaction = self.store.begin().map_err(Stopped::reading)?;
        let mut targets = Vec::new();
        for model in self.models {
            let table = model.table();
            let live = bookkeeping::entry(&mut *transaction, table.name, State::Live).map_err(Stopped::reading)?;
            if let Some(newer) = live.filter(|live| live.revision > table.revision) {
                let (name, found, known) = (table.name, newer.revision, table.revision);
                return Err(OpenError::NewerRevision { place, name, found, known }.into());
            }
            targets.extend(tables_of(&mut *transaction, *model)?);
        }
        transaction.commit().map_err(Stopped::writing)?;
        self.store.tables_replaced();
        self.targets = targets;
        self.stale = false;
        Ok(())
    }

    /// Makes sure that memory says what the database says.
    pub(crate) fn ready(&mut self) -> Result<(), Stopped> {
        if self.stale { self.reload() } else { Ok(()) }
    }

    /// Takes events into the tables in this state, in memory only.
    pub(crate) fn take(
        &mut self,
        state: State,
        events: &[Recorded],
        last: &Checkpoint,
        journal: &dyn Feed,
        handle: &Handle,
    ) -> Result<(), Stopped> {
        self.stale = true;
        let mut sources = Sources::new(&mut *self.store, journal, handle);
        for target in self.targets.iter_mut().filter(|target| target.state == state) {
            target.take(events, last, &mut sources)?;
        }
        self.stale = false;
        Ok(())
    }

    /// Writes what changed in memory, and how far it is, in one transaction. Above `pages` pages a
    /// table, memory is given back.
    pub(crate) fn flush(&mut self, pages: usize) -> Result<(), Stopped> {
        self.stale = true;
        let mut transaction = self.store.begin().map_err(Stopped::writing)?;
        for target in &mut self.targets {
            target.write(&mut *transaction)?;
        }
        transaction.commit().map_err(Stopped::writing)?;
        self.targets.iter_mut().for_each(|target| target.settle(pages));
        self.stale = false;
        Ok(())
    }

    /// Begins to rebuild a table beside the one that serves.
    pub(crate) fn begin_building(&mut self, name: &str) -> Result<(), Stopped> {
        let model = self.models.iter().find(|model| model.table().name == name).ok_or_else(|| self.no_such(name))?;
        let mut transaction = self.store.begin().map_err(Stopped::writing)?;
        bookkeeping::create(&mut *transaction, model.table(), State::Building).map_err(Stopped::writing)?;
        transaction.commit().map_err(Stopped::writing)?;
        self.reload()
    }

    /// Whether a table that serves was made from this journal. Where none says so, as when all that
    /// serve are of an older revision, it may be the wrong one.
    pub(crate) fn serves_from(&mut self, journal: &dyn Feed, handle: &Handle) -> Result<bool, Stopped> {
        let begun = |target: &Target| target.state == State::Live && target.reached.position > Position::START;
        same_order::compare(self.targets.iter_mut().filter(|target| begun(target)), journal, handle)?;
        Ok(self.targets.iter().any(begun))
    }

    /// Puts the tables that were made beside the ones that serve in their place.
    pub(crate) fn take_over(&mut self) -> Result<(), Stopped> {
        let mut transaction = self.store.begin().map_err(Stopped::writing)?;
        transaction.hold_readers().map_err(Stopped::writing)?;
        for target in self.targets.iter().filter(|target| target.state == State::Building) {
            bookkeeping::take_place(&mut *transaction, target.description).map_err(Stopped::writing)?;
        }
        transaction.commit().map_err(Stopped::writing)?;
        for target in self.targets.iter().filter(|target| target.state == State::Building) {
            let (table, position) = (target.description.name, target.stored.position.0);
            tracing::info!(table, position, "a read model was rebuilt and serves");
        }
        self.reload()
    }

    /// Tries a parked subject again; with a reason, without the event it is parked at.
    pub(crate) fn retry(
        &mut self,
        name: &str,
        subject: Subject,
        skip: Option<&str>,
        journal: &dyn Feed,
        handle: &Handle,
    ) -> Result<(), NotParked> {
        self.ready()?;
        let (name, at) = self.parked_at(name, subject)?;
        let of_that_name = self.targets.iter_mut().filter(|target| target.description.name == name);
        same_order::compare(of_that_name, journal, handle)?;
        if let Some(reason) = skip {
            let event = event_at(at, subject, journal, handle)?.ok_or(Stopped::OtherEvent { name, position: at })?;
            let mut transaction = self.store.begin().map_err(Stopped::writing)?;
            bookkeeping::skip(&mut *transaction, name, at, event, reason).map_err(Stopped::writing)?;
            transaction.commit().map_err(Stopped::writing)?;
            // One that is being made goes back to the start: it may have digested that event.
            if self.targets.iter().any(|target| target.description.name == name && target.state == State::Building) {
                self.begin_building(name)?;
            }
            self.reload()?;
        }
        self.stale = true;
        let mut sources = Sources::new(&mut *self.store, journal, handle);
        for target in &mut self.targets {
            if target.description.name == name && target.projection.parked.contains_key(&subject) {
                target.fold_again(subject, &mut sources)?;
            }
        }
        Ok(self.flush(PAGES_AT_REST)?)
    }

    fn parked_at(&self, name: &str, subject: Subject) -> Result<(&'static str, Position), NotParked> {
        let name = self.names().into_iter().find(|known| *known == name).ok_or_else(|| self.no_such(name))?;
        let parked = self.targets.iter().filter(|target| target.description.name == name);
        let parked = parked.filter_map(|target| target.projection.parked.get(&subject)).next();
        let not_parked = || NotParked::NotParked { name: name.to_owned(), subject };
        parked.map(|parked| (name, parked.position)).ok_or_else(not_parked)
    }

    pub(crate) fn no_such(&self, name: &str) -> Stopped {
        Stopped::NoSuchTable { name: name.chars().take(60).collect(), known: self.names().join(", ") }
    }

    /// The read models it keeps.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.models.iter().map(|model| model.table().name).collect()
    }
}

/// The id of the event at a position, if it is about this subject.
fn event_at(at: Position, subject: Subject, journal: &dyn Feed, handle: &Handle) -> Result<Option<EventId>, Stopped> {
    let before = Position(at.0.saturating_sub(1));
    let history = handle.block_on(journal.history(subject, before))?;
    let event = history.first().filter(|event| event.position == at);
    event.map(|event| Ok(Recorded::decode(at, &event.leaf)?.event.id)).transpose()
}

/// The tables of one read model that this version keeps up to date. One that serves in an older
/// revision is left to serve as it is while the new one is made.
fn tables_of(transaction: &mut dyn Transaction, model: &dyn AnyReadModel) -> Result<Vec<Target>, Stopped> {
    let table = model.table();
    let ours = |entry: &TableEntry| entry.revision == table.revision && entry.shape == table.shape();
    let live = bookkeeping::entry(transaction, table.name, State::Live).map_err(Stopped::reading)?;
    let building = bookkeeping::entry(transaction, table.name, State::Building).map_err(Stopped::reading)?.filter(ours);
    let mut targets = Vec::new();
    match &live {
        None => {
            bookkeeping::create(transaction, table, State::Live).map_err(Stopped::writing)?;
            targets.push(Target::open(transaction, model, State::Live, Checkpoint::default())?);
        }
        Some(live) if ours(live) => {
            targets.push(Target::open(transaction, model, State::Live, live.checkpoint.clone())?);
        }
        Some(_) if building.is_none() => {
            bookkeeping::create(transaction, table, State::Building).map_err(Stopped::writing)?;
            targets.push(Target::open(transaction, model, State::Building, Checkpoint::default())?);
        }
        Some(_) => {}
    }
    if let Some(building) = building {
        targets.push(Target::open(transaction, model, State::Building, building.checkpoint)?);
    }
    Ok(targets)
}
