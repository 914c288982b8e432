//! Merges neighbouring runs: their pages as they are, in the order of subjects and then of runs.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::page::{Key, Page};
use super::run::{Foot, Run};
use super::write::Writing;

/// Merges these runs, which follow each other, into one; `None` if it was told to stop.
pub(super) fn runs(path: &Path, runs: &[Arc<Run>], stop: &AtomicBool) -> io::Result<Option<Run>> {
    let ([oldest, ..], [.., newest]) = (runs, runs) else { return Ok(None) };
    let mut readers = runs.iter().map(|run| PageReader::of(run)).collect::<io::Result<Vec<_>>>()?;
    let mut writing = Writing::begin(path, &oldest.dictionary)?;
    // With a handful of runs, looking at each for every subject is quicker than a heap.
    while let Some(key) = readers.iter().filter_map(|reader| reader.next).min() {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        for reader in &mut readers {
            while reader.next == Some(key) {
                reader.copy(&mut writing)?;
            }
        }
    }
    let foot = Foot {
        first: oldest.first,
        last: newest.last,
        leaf: newest.leaf,
        tier: runs.iter().map(|run| run.tier).max().unwrap_or_default().saturating_add(1),
    };
    writing.finish(foot).map(Some)
}

/// Reads the pages of a run one after another.
struct PageReader<'a> {
    run: &'a Run,
    /// The next stretch to read.
    stretch: usize,
    bytes: Vec<u8>,
    at: usize,
    /// The subject of the next page; `None` at the end.
    next: Option<Key>,
}

impl<'a> PageReader<'a> {
    fn of(run: &'a Run) -> io::Result<Self> {
        let mut reader = Self { run, stretch: 0, bytes: Vec::new(), at: 0, next: None };
        reader.look()?;
        Ok(reader)
    }

    /// Copies the next page.
    fn copy(&mut self, writing: &mut Writing) -> io::Result<()> {
        let page = self.page().filter(Page::is_sound).ok_or_else(damaged)?;
        let length = page.bytes.len();
        writing.page(page.key, page.bytes)?;
        self.at += length;
        self.look()
    }

    /// Finds the next page, in the next stretch if need be.
    fn look(&mut self) -> io::Result<()> {
        if self.at == self.bytes.len() {
            self.at = 0;
            self.bytes = self.run.stretch(self.stretch).transpose()?.unwrap_or_default();
            self.stretch += 1;
        }
        self.next = if self.bytes.is_empty() { None } else { Some(self.page().ok_or_else(damaged)?.key) };
        Ok(())
    }

    fn page(&self) -> Option<Page<'_>> {
        Page::take(&mut self.bytes.get(self.at..)?)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a page is damaged")
}
