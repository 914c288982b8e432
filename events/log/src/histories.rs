//! HISTORIES: older events once more, grouped by subject, so that a history is a few reads instead of a
//! block for each event.
//!
//! The directory is derived from the blocks and can always be rebuilt. Nothing in it is believed without
//! its checksum, and no page unless it holds exactly the positions that the index names; otherwise the
//! events are read from the blocks. It holds:
//!
//! - `DICTIONARY`: a few events, with which every page is packed (`dictionary.rs`);
//! - one file for each *run* (`run.rs`): all events from one position to another, in pages (`page.rs`)
//!   that are ordered by subject. Runs follow each other without a gap from position 1;
//! - `new` and `merged`: a run that is being written, and one that is being merged.
//!
//! A run is written once and never changed. When there are [`TOGETHER`] neighbours of the same tier, they
//! are merged into one of the next tier (`merge.rs`), so that a log of ten million events has about ten.

mod dictionary;
mod merge;
mod page;
mod run;
#[cfg(test)]
mod tests;
mod write;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use events::{Position, Subject};

use self::dictionary::Dictionary;
pub(crate) use self::run::Run;
use crate::Stored;
use crate::entry::Kept;
use crate::files::sync_directory;

/// So many neighbours of one tier become one of the next. Fewer would merge the same events more often,
/// more would leave more files to read for a history.
const TOGETHER: usize = 4;

/// The runs that are in use, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs(Arc<Vec<Arc<Run>>>);

impl Runs {
    /// All events up to this position are in runs.
    pub(crate) fn upto(&self) -> Position {
        self.0.last().map_or(Position::START, |run| run.last)
    }

    /// Adds the run that follows.
    pub(crate) fn push(&mut self, run: Run) {
        Arc::make_mut(&mut self.0).push(Arc::new(run));
    }

    /// Neighbours that should become one run, if there are any.
    pub(crate) fn to_merge(&self) -> Option<Vec<Arc<Run>>> {
        let same = |runs: &&[Arc<Run>]| runs.iter().all(|run| run.tier == runs[0].tier);
        self.0.windows(TOGETHER).filter(same).min_by_key(|runs| runs[0].tier).map(<[_]>::to_vec)
    }

    /// Puts a run in the place of those it was merged from. False if they are not in use any more.
    pub(crate) fn replace(&mut self, merged: Run) -> bool {
        let runs = Arc::make_mut(&mut self.0);
        let from = runs.iter().position(|run| run.first == merged.first);
        let to = runs.iter().position(|run| run.last == merged.last);
        let (Some(from), Some(to)) = (from, to) else { return false };
        runs.splice(from..=to, [Arc::new(merged)]);
        true
    }

    /// The events at these positions, which are all of a subject between the first and the last of them.
    ///
    /// # Errors
    /// The run that does not hold what it should.
    pub(crate) fn history(&self, subject: Subject, positions: &[Position]) -> Result<Vec<Stored>, Arc<Run>> {
        let mut history = Vec::with_capacity(positions.len());
        let mut rest = positions;
        for run in self.0.iter() {
            let (here, later) = rest.split_at(rest.partition_point(|position| *position <= run.last));
            rest = later;
            let found = history.len();
            if !here.is_empty() && run.read(subject, here, &mut history).is_none() {
                return Err(Arc::clone(run));
            }
            if !history[found..].iter().map(|stored| &stored.position).eq(here) {
                return Err(Arc::clone(run));
            }
        }
        Ok(history)
    }
}

/// The directory.
#[derive(Debug)]
pub(crate) struct Histories {
    path: PathBuf,
    dictionary: Dictionary,
}

impl Histories {
    /// Opens the directory, or makes an empty one.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self { path: path.into(), dictionary: Dictionary::open(path.join("DICTIONARY")) })
    }

    /// The runs that follow each other from position 1 and are this log's. All others go: those that were
    /// merged, that come after a gap, that are damaged, or were never finished.
    pub(crate) fn adopt(&self, is_ours: impl Fn(&Run) -> bool) -> io::Result<Runs> {
        let mut files = BTreeMap::new();
        for file in fs::read_dir(&self.path)? {
            let path = file?.path();
            match run::positions(&path) {
                // A merged run comes before the first of those it was merged from.
                Some((first, last)) => drop(files.insert((first, Reverse(last)), path)),
                None if path == self.dictionary.path() => {}
                None => fs::remove_file(path)?,
            }
        }
        let mut runs = Runs::default();
        for ((first, _), path) in files {
            let dictionary = self.dictionary.get().filter(|_| first == runs.upto().next().0);
            match dictionary.and_then(|dictionary| Run::open(&path, dictionary)).filter(&is_ours) {
                Some(run) => runs.push(run),
                None => fs::remove_file(path)?,
            }
        }
        Ok(runs)
    }

    /// Writes a run of the events after a position, durably.
    pub(crate) fn write(&self, after: Position, events: &[Kept]) -> io::Result<Run> {
        let dictionary = self.dictionary.get_or_make(events)?;
        let file = self.path.join("new");
        write::events(&file, dictionary, after, events).inspect_err(|_| drop(fs::remove_file(&file)))
    }

    /// Merges runs into one, durably; `None` if it was told to stop. The merged ones stay.
    pub(crate) fn merge(&self, runs: &[Arc<Run>], stop: &AtomicBool) -> io::Result<Option<Run>> {
        let file = self.path.join("merged");
        let merged = merge::runs(&file, runs, stop);
        if !matches!(merged, Ok(Some(_))) {
            let _ = fs::remove_file(file);
        }
        merged
    }

    /// Removes the files of these runs. Who still reads them may go on.
    pub(crate) fn remove(&self, runs: &[Arc<Run>]) -> io::Result<()> {
        runs.iter().try_for_each(|run| fs::remove_file(run.path()))?;
        sync_directory(&self.path)
    }
}
