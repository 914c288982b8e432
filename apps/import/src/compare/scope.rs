//! For which earlier events the sheets of today still answer: only such an event has lost its row
//! when no row stands for it. A sheet of another month says nothing about the month before.
//!
//! A sheet answers for the days that it covers or mentions; and, whatever the days, for what an
//! earlier import took from it if most of that still stands there: then it is the same sheet, with
//! some rows edited.

use std::collections::{HashMap, HashSet};

use events::EventId;

use super::{Ledger, LogEvent};
use crate::plan::Plan;

/// How far the sheets of today still answer for an event without a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// They say nothing of it. Only the same person, referred on the same day, is told.
    Beyond,
    /// It was all that its import took from the sheet, so that nothing shows whether this is the
    /// same sheet: a row that is very like it is taken for it, but nobody misses it.
    Alone,
    /// They answer for it.
    Answered,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    all: usize,
    standing: usize,
}

impl Tally {
    fn count(&mut self, stands: bool) {
        self.all += 1;
        self.standing += usize::from(stands);
    }

    fn mostly_stands(self) -> bool {
        self.standing * 2 > self.all
    }
}

/// What earlier imports took from the sheets, and how much of it rows still stand for.
pub(super) struct Scope<'p> {
    plan: &'p Plan,
    by_sheet: HashMap<String, Tally>,
    by_import: HashMap<(String, Option<String>), Tally>,
    mentioned: HashSet<events::Subject>,
}

impl<'p> Scope<'p> {
    pub(super) fn new(plan: &'p Plan, ledger: &Ledger, stood_for: &HashSet<EventId>) -> Self {
        let mentioned = plan.subjects();
        let mut scope = Self {
            plan,
            by_sheet: HashMap::new(),
            by_import: HashMap::new(),
            mentioned: mentioned.into_iter().collect(),
        };
        for known in ledger.events.values().filter(|known| !ledger.taken_back.contains_key(&known.id)) {
            let Some(origin) = &known.origin else { continue };
            let stands = stood_for.contains(&known.id);
            scope.by_sheet.entry(origin.sheet.clone()).or_default().count(stands);
            let place = (origin.sheet.clone(), origin.import.clone());
            scope.by_import.entry(place).or_default().count(stands);
        }
        scope
    }

    /// How far the sheets answer for an event that a command of this name becomes.
    pub(super) fn reach(&self, known: &LogEvent, name: &str) -> Reach {
        let Some(origin) = &known.origin else { return Reach::Beyond };
        let mentioned = self.mentioned.contains(&known.subject);
        let in_days = self.plan.spans.get(name).is_some_and(|(from, until)| (*from..=*until).contains(&known.day));
        let of_import = self.by_import.get(&(origin.sheet.clone(), origin.import.clone())).copied().unwrap_or_default();
        let of_sheet = self.by_sheet.get(&origin.sheet).copied().unwrap_or_default();
        if mentioned && (in_days || of_sheet.mostly_stands()) || of_import.mostly_stands() {
            Reach::Answered
        } else if of_import.all == 1 {
            Reach::Alone
        } else {
            Reach::Beyond
        }
    }
}
