//! How a read model takes events: one by one, in order; what was entered in error is taken back;
//! what cannot be digested parks its subject, and the rest goes on.

use std::collections::BTreeMap;
use std::sync::Arc;

use events::history::effective;
use events::{EventId, Position, Recorded, Subject};

use crate::{Pages, Value, Wanted};

/// A subject whose events are left out of a read model from here on. Its rows stand as they were
/// before this event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// The event that could not be digested.
    pub position: Position,
    /// How far the history was heard when that was found out: what was taken back by then is not
    /// in the rows.
    pub heard: Position,
    /// Why not.
    pub reason: String,
}

/// Where histories and stored rows come from.
pub trait Source {
    /// What can go wrong.
    type Error;

    /// The history of a subject: every event up to a position, and perhaps later ones.
    ///
    /// # Errors
    /// When it cannot be read.
    fn history(&mut self, subject: Subject, upto: Position) -> Result<Arc<[Recorded]>, Self::Error>;

    /// The stored rows of these pages.
    ///
    /// # Errors
    /// When they cannot be read.
    fn rows(&mut self, wanted: &Wanted) -> Result<Vec<Vec<Value>>, Self::Error>;

    /// A stored row is not of its table's form.
    fn misread(&mut self, misread: crate::Misread) -> Self::Error;
}

/// A read model on its way through the events.
pub struct Projection {
    /// Its pages.
    pub pages: Box<dyn Pages>,
    /// The subjects that are left out, each since an event.
    pub parked: BTreeMap<Subject, Parked>,
    /// The events that somebody decided to leave out, and where each stood.
    pub skipped: BTreeMap<Position, EventId>,
}

impl Projection {
    /// Loads the pages that these events touch, in one go.
    ///
    /// # Errors
    /// When stored rows cannot be read.
    pub fn load<S: Source>(&mut self, events: &[Recorded], source: &mut S) -> Result<(), S::Error> {
        let wanted = self.pages.want(events);
        if wanted.keys.is_empty() {
            return Ok(());
        }
        for row in source.rows(&wanted)? {
            self.pages.load(row).map_err(|misread| source.misread(misread))?;
        }
        Ok(())
    }

    /// Takes the next event. Its pages have been loaded.
    ///
    /// # Errors
    /// When a history or stored rows cannot be read. An event that cannot be digested is no error.
    pub fn take<S: Source>(&mut self, event: &Recorded, source: &mut S) -> Result<(), S::Error> {
        let subject = event.event.subject;
        if event.event.fact.takes_back().is_some() {
            return self.fold_again(subject, event.position, source);
        }
        let left_out = !self.parked.is_empty() && self.parked.contains_key(&subject);
        if left_out || self.skips(event) {
            return Ok(());
        }
        match self.pages.fold(event) {
            Ok(()) => Ok(()),
            Err(_) => self.fold_again(subject, event.position, source),
        }
    }

    /// Folds a subject's history again, up to a position, as it is effective by then. Parks the
    /// subject at the first event that makes no sense, or takes it back in if there is none.
    ///
    /// # Errors
    /// When the history or stored rows cannot be read.
    pub fn fold_again<S: Source>(&mut self, subject: Subject, upto: Position, source: &mut S) -> Result<(), S::Error> {
        let history = source.history(subject, upto)?;
        let before = match self.parked.get(&subject) {
            Some(parked) => cut(self.effective(&history, parked.heard), parked.position),
            None => self.effective(&history, Position(upto.0.saturating_sub(1))),
        };
        let mut after = self.effective(&history, upto);
        self.parked.remove(&subject);
        // What was taken back is often nothing that this table reads.
        if before == after {
            return Ok(());
        }
        self.load(&before, source)?;
        self.load(&after, source)?;
        // Each time round there are fewer events, and none at all makes sense to every fold.
        while let Err((position, undigested)) = self.pages.replace(&before, &after) {
            self.parked.insert(subject, Parked { position, heard: upto, reason: undigested.to_string() });
            if after.is_empty() {
                break;
            }
            after = cut(after, position);
        }
        Ok(())
    }

    /// Whether somebody decided to leave this event out. In another order of events, what stands at
    /// its position is another event: of that nothing was decided.
    fn skips(&self, event: &Recorded) -> bool {
        !self.skipped.is_empty() && self.skipped.get(&event.position) == Some(&event.event.id)
    }

    /// What the table reads of the history up to a position, without what was taken back by then and
    /// what is skipped here.
    fn effective(&self, history: &[Recorded], upto: Position) -> Vec<Recorded> {
        let heard = history.partition_point(|event| event.position <= upto);
        let heard = history.get(..heard).unwrap_or(history);
        effective(heard).filter(|event| self.pages.takes(event) && !self.skips(event)).cloned().collect()
    }
}

/// The events before a position.
fn cut(mut events: Vec<Recorded>, position: Position) -> Vec<Recorded> {
    events.truncate(events.partition_point(|event| event.position < position));
    events
}
