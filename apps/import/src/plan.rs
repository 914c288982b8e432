//! What an import would send: every command of every row, in the order in which they go in.

mod draft;
mod episodes;
mod lookup;
mod misfit;
mod originals;
mod planned;
mod read;
mod row;
mod settle;
mod sheets;
mod unnamed;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use events::{EventId, ProviderId, Subject};
use jiff::civil::Date;
use service_kit::CommandType;

use crate::compare::CurrentEvent;
use crate::outcome::Outcome;
use crate::report::ReportLine;

pub use draft::Draft;
pub use planned::Planned;
pub(crate) use planned::{INTRODUCES, Order, RecipeNote, RowIndex, Silent};
pub use read::FileRead;

/// What an import would send, and what it cannot.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The commands, in the order in which they go in: those that make things known; then by day,
    /// and within a day beginnings before what follows and ends last. Ends of one day go in
    /// backwards through the sheets of the mapping, so that what began first ends last.
    pub commands: Vec<Planned>,
    /// What cannot be sent, or needs no sending.
    pub(crate) lines: Vec<ReportLine>,
    /// What was read of each file.
    pub files: Vec<FileRead>,
    /// Sheets of which whole rows cannot be read: what has no row there may stand in one of those.
    pub(crate) damaged: BTreeSet<Arc<str>>,
    /// Rows, by sheet, of which cells cannot be read.
    pub(crate) unreadable: HashSet<(Arc<str>, u64)>,
    pub(crate) recipes: Vec<Arc<RecipeNote>>,
    /// The days for which the sheets answer, by command.
    pub(crate) spans: BTreeMap<Arc<str>, (Date, Date)>,
    /// Every command there is, for corrections.
    pub(crate) known_commands: Vec<CommandType>,
    /// What stands in the log under the ids of these commands, as far as it was told.
    pub(crate) standing: HashMap<EventId, CurrentEvent>,
    /// Internships of which the sheets speak no more, since the same person has a later one.
    pub(crate) earlier: HashSet<Subject>,
    /// Whose sheets these are.
    pub(crate) provider: Option<ProviderId>,
    /// Rows of a key that another row has, with other content.
    pub(crate) rivals: Vec<Planned>,
    /// What rows that are there do not say, or not so that it can be read.
    pub(crate) silent: Vec<Silent>,
    /// The rows that imply a fact.
    pub(crate) implied: HashMap<EventId, Vec<RowIndex>>,
    /// What the sheets call the things that ids stand for.
    pub(crate) names: HashMap<String, String>,
    /// Rows that a service refused before: their numbers are held against nobody.
    pub(crate) refused: HashSet<EventId>,
    /// Rows whose numbers are held against other rows.
    pub(crate) holders: HashSet<EventId>,
}

impl Plan {
    /// Whose histories [`Plan::compare`](Plan::compare) wants to see.
    #[must_use]
    pub fn subjects(&self) -> BTreeSet<Subject> {
        self.commands.iter().map(|planned| planned.subject).collect()
    }

    /// The rows whose numbers were held against others, and which a service has refused itself: where there are
    /// any, the sheets are planned again [without](Draft::without) them.
    #[must_use]
    pub fn held_for_nothing(&self, outcomes: &[Option<Outcome>]) -> HashSet<EventId> {
        let told = self.commands.iter().zip(outcomes);
        let refused = told.filter(|(_, outcome)| outcome.as_ref().is_some_and(Outcome::is_refused));
        refused.map(|(planned, _)| planned.event).filter(|event| self.holders.contains(event)).collect()
    }
}
