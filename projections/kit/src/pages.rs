//! A read model's pages in memory, between the database and the fold.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::ops::ControlFlow;

use events::{Event, EventType, Position, Recorded};

use crate::{Key, Keys, Misread, Page, ReadModel, Table, TableDescription, Take, Undigested, Value};

/// Any read model, whatever its row: what the worker runs.
pub trait AnyReadModel: Send + Sync {
    /// What its table is.
    fn table(&self) -> &'static TableDescription;

    /// The event types it reads.
    fn takes(&self) -> Vec<EventType>;

    /// Pages of its own, none in memory yet. `empty` says that the table has no row so far.
    fn pages(&self, empty: bool) -> Box<dyn Pages>;
}

/// A read model as a value.
pub struct Model<M>(PhantomData<fn() -> M>);

/// A read model as a value.
#[must_use]
pub const fn model<M: ReadModel>() -> Model<M> {
    Model(PhantomData)
}

impl<M: ReadModel> AnyReadModel for Model<M> {
    fn table(&self) -> &'static TableDescription {
        &<M::Page as Page>::Row::DESCRIPTION
    }

    fn takes(&self) -> Vec<EventType> {
        M::TAKES.iter().map(|take| take.event_type()).collect()
    }

    fn pages(&self, empty: bool) -> Box<dyn Pages> {
        Box::new(Shelf::<M> { pages: HashMap::new(), changed: Vec::new(), complete: empty })
    }
}

/// Which pages have to be loaded: their keys, each with [`Wanted::columns`] cells.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// How many columns of the table make a page's key.
    pub columns: usize,
    /// The keys.
    pub keys: Vec<Vec<Value>>,
}

/// A page that has to be stored.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// Whether it has at most one row, and its key is the table's.
    pub one_row: bool,
    /// The cells of its key.
    pub key: &'a [Value],
    /// The cells of its rows, one row after the other; none when the page is empty now.
    pub cells: &'a [Value],
}

/// A read model's pages in memory.
pub trait Pages: Send {
    /// Whether the table reads events of this type.
    fn takes(&self, event: &Recorded) -> bool;

    /// The pages that these events touch and that are not in memory. From now on they are, empty;
    /// the caller loads the rows they have.
    fn want(&mut self, events: &[Recorded]) -> Wanted;

    /// Puts a stored row into its page.
    ///
    /// # Errors
    /// When a cell is not of its column's kind.
    fn load(&mut self, row: Vec<Value>) -> Result<(), Misread>;

    /// Takes an event into the pages it touches, which have to be in memory.
    ///
    /// # Errors
    /// When the event makes no sense here. The subject's pages are then to be put right by
    /// [`replace`](Self::replace); those of others are as they were.
    fn fold(&mut self, event: &Recorded) -> Result<(), Undigested>;

    /// Puts what a subject's history says now in place of what it said before, on every page that
    /// either touches, which have to be in memory.
    ///
    /// # Errors
    /// With the position, when an event makes no sense; every page is then as it was.
    fn replace(&mut self, before: &[Recorded], after: &[Recorded]) -> Result<(), (Position, Undigested)>;

    /// How many pages changed since they were last settled.
    fn changed(&self) -> usize;

    /// The keys of the pages that changed since they were last settled.
    fn changed_keys(&self) -> Wanted;

    /// Hands out each changed page, in the order of their keys, until told to stop.
    fn changes(&mut self, each: &mut dyn FnMut(Changed<'_>) -> ControlFlow<()>);

    /// What was changed is stored now. Above `limit` pages, memory is given back.
    fn settle(&mut self, limit: usize);
}

struct Shelf<M: ReadModel> {
    pages: HashMap<M::Key, Slot<M::Page>>,
    changed: Vec<M::Key>,
    /// Every page that has rows is in memory.
    complete: bool,
}

#[derive(Default)]
struct Slot<P> {
    page: P,
    changed: bool,
}

impl<M: ReadModel> Shelf<M> {
    fn page(&self, key: &M::Key) -> M::Page {
        debug_assert!(self.complete || self.pages.contains_key(key), "{key:?} was not loaded");
        self.pages.get(key).map(|slot| slot.page.clone()).unwrap_or_default()
    }

    fn put(&mut self, key: M::Key, page: M::Page) {
        let slot = self.pages.entry(key.clone()).or_default();
        slot.page = page;
        if !slot.changed {
            slot.changed = true;
            self.changed.push(key);
        }
    }

    /// Folds the event into a page of its own subject, where it stands.
    fn fold_own(&mut self, take: &dyn Take<M>, key: M::Key, event: &Recorded) -> Result<(), Undigested> {
        debug_assert!(self.complete || self.pages.contains_key(&key), "{key:?} was not loaded");
        let slot = self.pages.entry(key.clone()).or_default();
        slot.page = take.fold(std::mem::take(&mut slot.page), &key, event)?;
        if !slot.changed {
            slot.changed = true;
            self.changed.push(key);
        }
        Ok(())
    }

    /// Folds the event into pages that belong to others too: into all of them, or none.
    fn fold_shared(&mut self, take: &dyn Take<M>, keys: Keys<M::Key>, event: &Recorded) -> Result<(), Undigested> {
        let folded = |key: M::Key| take.fold(self.page(&key), &key, event).map(|page| (key, page));
        match keys {
            Keys::None => {}
            Keys::One(key) => {
                let (key, page) = folded(key)?;
                self.put(key, page);
            }
            Keys::Two(one, two) => {
                let ((one, first), (two, second)) = (folded(one)?, folded(two)?);
                self.put(one, first);
                self.put(two, second);
            }
        }
        Ok(())
    }
}

impl<M: ReadModel> Pages for Shelf<M> {
    fn takes(&self, event: &Recorded) -> bool {
        taken::<M>(&event.event).is_some()
    }

    fn want(&mut self, events: &[Recorded]) -> Wanted {
        let mut wanted = Wanted { columns: M::Key::COLUMNS, keys: Vec::new() };
        if self.complete {
            return wanted;
        }
        let touched = events.iter().filter_map(|event| taken::<M>(&event.event)).flat_map(|(_, keys)| keys);
        for key in touched {
            if let Entry::Vacant(vacant) = self.pages.entry(key) {
                let mut cells = Vec::with_capacity(M::Key::COLUMNS);
                vacant.key().write(&mut cells);
                wanted.keys.push(cells);
                vacant.insert(Slot::default());
            }
        }
        wanted
    }

    fn load(&mut self, row: Vec<Value>) -> Result<(), Misread> {
        let name = <M::Page as Page>::Row::DESCRIPTION.name;
        let key = M::Key::read(&row).map_err(|misread| misread.in_column(name, "key"))?;
        let row = Table::read(row.into_iter())?;
        self.pages.entry(key).or_default().page.add(row);
        Ok(())
    }

    fn fold(&mut self, event: &Recorded) -> Result<(), Undigested> {
        let Some((take, keys)) = taken::<M>(&event.event) else { return Ok(()) };
        if M::SHARED {
            return self.fold_shared(take, keys, event);
        }
        keys.into_iter().try_for_each(|key| self.fold_own(take, key, event))
    }

    fn replace(&mut self, before: &[Recorded], after: &[Recorded]) -> Result<(), (Position, Undigested)> {
        let mut said = alone::<M>(before)?;
        let says = alone::<M>(after)?;
        let last = after.last().or(before.last()).map_or(Position::START, |event| event.position);
        let mut replaced = Vec::with_capacity(says.len());
        for (key, after) in says {
            let before = said.remove(&key).unwrap_or_default();
            replaced.push((M::replace(self.page(&key), before, after), key));
        }
        for (key, before) in said {
            replaced.push((M::replace(self.page(&key), before, M::Page::default()), key));
        }
        let replaced: Vec<_> = replaced.into_iter().map(|(page, key)| page.map(|page| (key, page))).collect();
        let replaced: Result<Vec<_>, _> = replaced.into_iter().collect();
        replaced.map_err(|undigested| (last, undigested))?.into_iter().for_each(|(key, page)| self.put(key, page));
        Ok(())
    }

    fn changed(&self) -> usize {
        self.changed.len()
    }

    fn changed_keys(&self) -> Wanted {
        let cells = |key: &M::Key| {
            let mut cells = Vec::with_capacity(M::Key::COLUMNS);
            key.write(&mut cells);
            cells
        };
        Wanted { columns: M::Key::COLUMNS, keys: self.changed.iter().map(cells).collect() }
    }

    fn changes(&mut self, each: &mut dyn FnMut(Changed<'_>) -> ControlFlow<()>) {
        self.changed.sort_unstable();
        let (mut key_cells, mut row_cells) = (Vec::new(), Vec::new());
        for key in &self.changed {
            key_cells.clear();
            row_cells.clear();
            key.write(&mut key_cells);
            if let Some(slot) = self.pages.get(key) {
                slot.page.rows().iter().for_each(|row| row.write(&mut row_cells));
            }
            if each(Changed { one_row: M::Page::ONE_ROW, key: &key_cells, cells: &row_cells }).is_break() {
                return;
            }
        }
    }

    fn settle(&mut self, limit: usize) {
        for key in self.changed.drain(..) {
            if let Some(slot) = self.pages.get_mut(&key) {
                slot.changed = false;
            }
        }
        if self.pages.len() > limit {
            self.pages = HashMap::new();
            self.complete = false;
        }
    }
}

/// What the table does with an event, and on which pages; `None` when it does not read that type.
fn taken<M: ReadModel>(event: &Event) -> Option<(&'static dyn Take<M>, Keys<M::Key>)> {
    M::TAKES.iter().find_map(|take| Some((*take, take.keys(event)?)))
}

/// What these events alone make of the pages.
fn alone<M: ReadModel>(events: &[Recorded]) -> Result<BTreeMap<M::Key, M::Page>, (Position, Undigested)> {
    let mut pages = BTreeMap::<M::Key, M::Page>::new();
    for recorded in events {
        let Some((take, keys)) = taken::<M>(&recorded.event) else { continue };
        for key in keys {
            let page = pages.remove(&key).unwrap_or_default();
            let page = take.fold(page, &key, recorded).map_err(|undigested| (recorded.position, undigested))?;
            pages.insert(key, page);
        }
    }
    Ok(pages)
}
