//! Writes a run: its pages in order, then its marks and its foot, then its name.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use events::Position;

use super::page::{self, Key};
use super::run::{self, Foot, Mark, Run};
use crate::entry::Kept;
use crate::files::sync_directory;
use crate::tree::leaf_hash;

/// So many bytes are written before the disk is made to take them: a long run would otherwise hold up
/// the next commit of the log.
const SYNC_EVERY: u64 = 8 * 1024 * 1024;

/// A run that is being written, in a file that is not named for its positions yet.
pub(super) struct Writing {
    path: PathBuf,
    out: BufWriter<File>,
    at: u64,
    synced: u64,
    marks: Vec<Mark>,
    dictionary: Arc<[u8]>,
}

impl Writing {
    pub(super) fn begin(path: &Path, dictionary: &Arc<[u8]>) -> io::Result<Self> {
        let out = BufWriter::with_capacity(256 * 1024, File::create(path)?);
        let dictionary = Arc::clone(dictionary);
        Ok(Self { path: path.into(), out, at: 0, synced: 0, marks: Vec::new(), dictionary })
    }

    /// Adds a page. Pages come in the order of their subjects, and of their positions.
    pub(super) fn page(&mut self, key: Key, page: &[u8]) -> io::Result<()> {
        if self.marks.last().is_none_or(|mark| self.at - mark.at >= run::STRETCH) {
            self.marks.push(Mark { key, at: self.at });
        }
        self.out.write_all(page)?;
        self.at += page.len() as u64;
        if self.at - self.synced >= SYNC_EVERY {
            self.out.flush()?;
            self.out.get_ref().sync_data()?;
            self.synced = self.at;
        }
        Ok(())
    }

    /// Ends the run, makes it durable, gives it its name and opens it.
    pub(super) fn finish(mut self, foot: Foot) -> io::Result<Run> {
        self.out.write_all(&run::ending(foot, &self.marks, self.at, &self.dictionary))?;
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        let path = self.path.with_file_name(format!("{}-{}", foot.first.0, foot.last.0));
        fs::rename(&self.path, &path)?;
        path.parent().map_or(Ok(()), sync_directory)?;
        Run::open(&path, &self.dictionary).ok_or_else(|| io::Error::other("it does not read as it was written"))
    }
}

/// Writes a run of the events after a position.
pub(super) fn events(path: &Path, dictionary: &Arc<[u8]>, after: Position, events: &[Kept]) -> io::Result<Run> {
    let mut order: Vec<(Key, usize)> =
        events.iter().enumerate().map(|(at, event)| (page::key(event.subject), at)).collect();
    order.sort_unstable();
    let mut writing = Writing::begin(path, dictionary)?;
    let mut rows = Vec::new();
    for group in order.chunk_by(|(one, _), (next, _)| one == next) {
        for (n, (key, at)) in group.iter().enumerate() {
            page::push(&mut rows, after.0 + 1 + *at as u64, &events[*at]);
            if rows.len() >= page::ENOUGH || n + 1 == group.len() {
                writing.page(*key, &page::pack(*key, &rows, dictionary))?;
                rows.clear();
            }
        }
    }
    let leaf = events.last().map(|event| leaf_hash(&event.leaf)).unwrap_or_default();
    let last = Position(after.0 + events.len() as u64);
    writing.finish(Foot { first: after.next(), last, leaf, tier: 0 })
}
