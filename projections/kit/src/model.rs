//! A read model: the events it reads, which pages of its table each touches, and what they look like
//! after it.

use std::fmt::Debug;
use std::hash::Hash;

use events::{Event, EventType, FromFact, Recorded, Subject};

use crate::{Column, Misread, Table, Value};

/// A read model. Pure: no clock, no randomness, no I/O, and no knowledge of other tables.
pub trait ReadModel: Sized + Send + Sync + 'static {
    /// What names a page: the table's key, or its first columns.
    type Key: Key;
    /// What is folded at once.
    type Page: Page;
    /// Whether a page holds what several subjects contributed. Then it also says how to
    /// [`replace`](Self::replace) what one of them did.
    const SHARED: bool = false;

    /// The events it reads, each with what it does. An event of another type never reaches it.
    const TAKES: Takes<Self>;

    /// The page after what one subject's history says of it has changed from `before` to `after`:
    /// an event was entered in error. Where a page belongs to one subject, and that is the rule,
    /// it is simply what the history says now.
    ///
    /// # Errors
    /// When the page cannot hold the outcome.
    fn replace(page: Self::Page, before: Self::Page, after: Self::Page) -> Result<Self::Page, Undigested> {
        let _ = (page, before);
        Ok(after)
    }
}

/// The pages an event touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys<K> {
    /// It says nothing here.
    None,
    /// It touches one page.
    One(K),
    /// It moves something from one page to another.
    Two(K, K),
}

impl<K> IntoIterator for Keys<K> {
    type Item = K;
    type IntoIter = std::iter::Flatten<std::array::IntoIter<Option<K>, 2>>;

    fn into_iter(self) -> Self::IntoIter {
        match self {
            Self::None => [None, None],
            Self::One(one) => [Some(one), None],
            Self::Two(one, two) => [Some(one), Some(two)],
        }
        .into_iter()
        .flatten()
    }
}

/// Why a fold could not take an event in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undigested {
    /// It rests on something that was never recorded.
    #[error("it rests on {on}, of which there is no record")]
    Unfounded {
        /// What is missing, in words: `a referral`.
        on: &'static str,
    },
    /// A column cannot hold the outcome.
    #[error("{column} would be beyond what the column can hold")]
    Beyond {
        /// Which column.
        column: &'static str,
    },
}

/// The events that a table reads. It never sees any other.
pub type Takes<M> = &'static [&'static dyn Take<M>];

/// A page after an event, or why the event makes no sense there.
pub type Folded<M> = Result<<M as ReadModel>::Page, Undigested>;

/// One event type that a table reads, and what it does there.
pub trait Take<M: ReadModel>: Sync {
    /// The event type.
    fn event_type(&self) -> EventType;

    /// The pages that the event touches; `None` when it is of another type.
    fn keys(&self, event: &Event) -> Option<Keys<M::Key>>;

    /// The page after the event, which is of this type.
    ///
    /// # Errors
    /// When the event makes no sense here. The subject's history is then folded again, in case the
    /// event rests on something that was taken back; if it still makes none, the page is as it was
    /// before, and the subject is parked in this read model.
    fn fold(&self, page: M::Page, key: &M::Key, event: &Recorded) -> Folded<M>;
}

/// What an event of type `E` does. A table in which many events do similar things has a [`Take`] of
/// its own instead.
pub struct On<M: ReadModel, E> {
    /// The pages that it touches.
    pub keys: fn(Subject, &E) -> Keys<M::Key>,
    /// A page after it.
    pub fold: fn(M::Page, &M::Key, &E) -> Folded<M>,
}

impl<M: ReadModel, E: FromFact> Take<M> for On<M, E> {
    fn event_type(&self) -> EventType {
        E::TYPE
    }

    fn keys(&self, event: &Event) -> Option<Keys<M::Key>> {
        E::from_fact(&event.fact).map(|fact| (self.keys)(event.subject, fact))
    }

    fn fold(&self, page: M::Page, key: &M::Key, event: &Recorded) -> Folded<M> {
        match E::from_fact(&event.event.fact) {
            Some(fact) => (self.fold)(page, key, fact),
            None => Ok(page),
        }
    }
}

/// What names a page: one column, or several.
pub trait Key: Clone + Debug + Ord + Hash + Send + Sync + 'static {
    /// How many columns.
    const COLUMNS: usize;

    /// Appends the key's cells.
    fn write(&self, cells: &mut Vec<Value>);

    /// Reads a key from its cells.
    ///
    /// # Errors
    /// When a cell is not of its column's kind.
    fn read(cells: &[Value]) -> Result<Self, Misread>;
}

macro_rules! keys {
    ($(($($column:ident $at:literal),+) $count:literal;)*) => {$(
        impl<$($column: Column + Clone + Debug + Ord + Hash + Send + Sync + 'static),+> Key for ($($column,)+) {
            const COLUMNS: usize = $count;

            fn write(&self, cells: &mut Vec<Value>) {
                #[expect(non_snake_case, reason = "a column is called by its type here")]
                let ($($column,)+) = self;
                $(cells.push($column.write());)+
            }

            fn read(cells: &[Value]) -> Result<Self, Misread> {
                let cell = |at: usize| cells.get(at).cloned().unwrap_or(Value::Null);
                Ok(($($column::read(cell($at))?,)+))
            }
        }
    )*};
}

keys! {
    (A 0) 1;
    (A 0, B 1) 2;
    (A 0, B 1, C 2) 3;
    (A 0, B 1, C 2, D 3) 4;
}

/// The rows that are loaded, folded and written at once.
pub trait Page: Clone + Default + Debug + PartialEq + Send + Sync + 'static {
    /// What a row is.
    type Row: Table;
    /// Whether there is at most one row, and the page's key is the table's key.
    const ONE_ROW: bool;

    /// Its rows, in the order of their keys.
    fn rows(&self) -> &[Self::Row];

    /// Adds a row that was stored; rows come in the order of their keys.
    fn add(&mut self, row: Self::Row);
}

impl<R: Table> Page for Option<R> {
    type Row = R;
    const ONE_ROW: bool = true;

    fn rows(&self) -> &[R] {
        self.as_slice()
    }

    fn add(&mut self, row: R) {
        *self = Some(row);
    }
}

impl<R: Table> Page for Vec<R> {
    type Row = R;
    const ONE_ROW: bool = false;

    fn rows(&self) -> &[R] {
        self
    }

    fn add(&mut self, row: R) {
        self.push(row);
    }
}
