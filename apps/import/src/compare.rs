//! Holding a plan against what was imported before, so that a row that was edited is told and
//! never doubled.
//!
//! An event's id follows from its row's key. So a row whose key columns are as they were finds its
//! own event, and the services notice when the rest of it changed. A row whose key columns were
//! edited looks like a new one: here it is recognised by the event it left behind, for which the
//! sheets still answer and no row stands any more. And where a row is still there but no longer
//! says what it said, that is told too.

mod event;
mod hold;
mod issued;
mod ledger;
mod likeness;
mod lines;
mod scope;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use events::{EventId, EventType, Subject};
use service_kit::CommandType;

use crate::naming::Naming;
use crate::plan::{INTRODUCES, Plan, Planned};
use crate::report::ReportLine;
pub(crate) use event::is_end;
pub use event::{LogEvent, Origin};
use issued::Register;
pub(crate) use ledger::{CurrentEvent, Difference, plain};
use ledger::{CurrentKey, Ledger};
use likeness::{Likeness, Orphan};
use scope::{Reach, Scope};

/// What an import wants to see of everybody in the log, whether the sheets mention them or not: who was
/// referred and left, and the numbers that awards and claims have.
const OF_ALL: [(&str, &[&str]); 2] = [
    (
        "referrals",
        &["referred", "details-corrected", "declined", "withdrawn", "completed", "plan-ceased", "entered-in-error"],
    ),
    ("funding", &["access-to-work-decided", "claim-prepared", "claim-submitted", "entered-in-error"]),
];

/// The types of the events that [`Draft::named`](crate::Draft::named) and [`Plan::compare`] want to see of everybody.
pub fn types_for_all() -> impl Iterator<Item = &'static EventType> {
    events::types().filter(|kind| OF_ALL.iter().any(|(of, names)| *of == kind.context && names.contains(&kind.name)))
}

impl Plan {
    /// Whose introductions the sheets no longer say, of all that are known: if what those keep
    /// sealed can be opened, [`compare`](Self::compare) knows a person by it whose reference was
    /// edited.
    #[must_use]
    pub fn missing(&self, of_all: &[LogEvent]) -> BTreeSet<Subject> {
        let said: HashSet<Subject> = self
            .commands
            .iter()
            .filter(|planned| &*planned.name == INTRODUCES)
            .map(|planned| planned.subject)
            .collect();
        let of_ours = |known: &&LogEvent| self.is_ours(known) && !said.contains(&known.subject);
        of_all.iter().filter(of_ours).map(|known| known.subject).collect()
    }

    /// Holds the plan against what stands in the log: every event of every subject in
    /// [`Plan::subjects`], and every one of [`types_for_all`], each subject's in the log's order.
    /// Rows that were edited in a key column, rows whose event was entered in error, and what rests
    /// on them leave the commands and become lines of the report.
    ///
    /// # Errors
    /// When ids cannot be derived.
    pub async fn compare<N: Naming>(&mut self, mut known: Vec<LogEvent>, naming: &N) -> Result<(), N::Error> {
        let register = Register::of(&known);
        let mentioned = self.subjects();
        known.retain(|known| mentioned.contains(&known.subject) || known.takes_back() || self.is_ours(known));
        let mut ledger = Ledger::new(known);
        let commands = self.commands.iter();
        let silent = self.silent.iter().map(|silent| &silent.planned);
        ledger.again(commands.chain(silent), naming).await?;
        for (id, name) in std::mem::take(&mut ledger.names) {
            self.names.entry(id).or_insert(name);
        }
        self.rivals(&ledger);
        self.sent_again(&ledger);
        let silent = self.silent_now(&ledger);
        let orphans = self.orphans(&ledger, &silent);
        let likeness = Likeness::new(orphans, &self.recipes);
        let (likeness, matches) = likeness.pair(&self.commands, &ledger.events);
        let mut lines: Vec<ReportLine> = matches.iter().filter_map(|found| self.recognised(found)).collect();
        let missed = likeness.left().filter(|(_, standing)| !self.may_be_unreadable(&standing.known));
        lines.extend(missed.map(|(note, standing)| self.gone(note, standing)));
        lines.extend(self.no_longer_said(&ledger, &silent));
        self.lines.extend(lines);
        let mut told: HashSet<usize> = matches.iter().map(|found| found.planned).collect();
        told.extend(self.issued_to_others(register, &told, &ledger));
        self.hold(&told, &ledger);
        let standing =
            self.commands.iter().filter_map(|planned| Some((planned.event, ledger.standing(planned.event)?)));
        self.standing = standing.collect();
        Ok(())
    }

    /// Whether an import of this provider's sheets recorded the introduction.
    fn is_ours(&self, known: &LogEvent) -> bool {
        let provider = || Some(self.provider?.to_string());
        known.origin.is_some()
            && known.what() == "referred"
            && known.json()["provider"].as_str().map(str::to_owned) == provider()
    }

    /// Whether its row may be one that cannot be read: then it has not lost its row.
    pub(crate) fn may_be_unreadable(&self, known: &LogEvent) -> bool {
        let Some(Origin { sheet, row, .. }) = &known.origin else { return false };
        let there = row.map(|row| (Arc::from(sheet.as_str()), row));
        self.damaged.contains(sheet.as_str()) || there.is_some_and(|there| self.unreadable.contains(&there))
    }

    /// Of rows that disagree, the one that was taken before is taken again, wherever it stands now.
    fn rivals(&mut self, ledger: &Ledger) {
        for rival in &mut self.rivals {
            let Some(standing) = ledger.standing(rival.event) else { continue };
            let differs = |planned: &Planned| !standing.differences(planned).is_empty();
            let taken = self.commands.iter_mut().find(|planned| planned.event == rival.event);
            if let Some(taken) = taken.filter(|taken| differs(taken) && !differs(rival)) {
                std::mem::swap(taken, rival);
            }
        }
    }

    /// Rows whose event was entered in error: sent again if that made room for them, or if they
    /// were edited since.
    fn sent_again(&mut self, ledger: &Ledger) {
        let mut lines = Vec::new();
        self.commands.retain_mut(|planned| {
            let CurrentKey { key, event, taken_back } = ledger.current(&planned.key, planned.event);
            let Some(last) = taken_back else { return true };
            (planned.key, planned.event) = (key, event);
            let Some(standing) = ledger.standing(last) else { return true };
            let makes_room = ledger.taken_back.get(&last).copied().unwrap_or_default();
            let is_new = !ledger.events.contains_key(&planned.event);
            if is_new && !makes_room && (planned.once || standing.differences(planned).is_empty()) {
                lines.push(lines::taken_back(planned, last));
                return false;
            }
            true
        });
        self.lines.extend(lines);
    }

    /// What rows do not say, or not readably, by the event that would stand for it today.
    fn silent_now(&self, ledger: &Ledger) -> HashMap<EventId, usize> {
        let current = self.silent.iter().enumerate();
        current
            .map(|(place, silent)| (ledger.current(&silent.planned.key, silent.planned.event).event, place))
            .collect()
    }

    /// Imported events that no row stands for.
    fn orphans(&self, ledger: &Ledger, silent: &HashMap<EventId, usize>) -> BTreeMap<Arc<str>, Vec<Orphan>> {
        let stood_for: HashSet<EventId> = self
            .commands
            .iter()
            .map(|planned| planned.event)
            .chain(self.lines.iter().filter_map(|line| line.event))
            .chain(silent.keys().copied())
            .collect();
        let scope = Scope::new(self, ledger, &stood_for);
        let mut orphans: BTreeMap<Arc<str>, Vec<Orphan>> = BTreeMap::new();
        for known in ledger.events.values() {
            let is_lost = known.origin.is_some()
                && !self.earlier.contains(&known.subject)
                && !stood_for.contains(&known.id)
                && !ledger.taken_back.contains_key(&known.id)
                && known.can_go(&self.known_commands);
            let kind = known.event_type();
            let becomes = |command: &CommandType| (command.context, command.event) == (kind.context, kind.name);
            let Some(note) = self.recipes.iter().find(|note| is_lost && becomes(&note.command)) else { continue };
            let name = &note.name;
            let reach = scope.reach(known, name);
            let standing = ledger.standing(known.id).filter(|_| reach > Reach::Beyond || &**name == INTRODUCES);
            orphans.entry(name.clone()).or_default().extend(standing.map(|standing| Orphan { standing, reach }));
        }
        for orphans in orphans.values_mut() {
            orphans.sort_by_key(|orphan| (orphan.standing.known.day, orphan.standing.known.id));
        }
        orphans
    }
}
