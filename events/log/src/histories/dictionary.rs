//! DICTIONARY: a few of the log's events. A page that is packed with it needs not spell out what all
//! events have in common.
//!
//! ```text
//!  8  "WMHDICT1"
//!  4  CRC-32 of what follows
//!  n  the events, one after another
//! ```

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::{fs, io};

use crate::entry::Kept;
use crate::files;

const MAGIC: [u8; 8] = *b"WMHDICT1";
/// A longer dictionary would pack single events better, but costs time for each page.
const EVENTS: usize = 4;
const MOST_BYTES: usize = 4 * 1024;

/// The dictionary; unknown until the first run is written.
#[derive(Debug)]
pub(super) struct Dictionary {
    path: PathBuf,
    bytes: OnceLock<Arc<[u8]>>,
}

impl Dictionary {
    /// Reads the file. One that is damaged counts as missing.
    pub(super) fn open(path: PathBuf) -> Self {
        let bytes = fs::read(&path).ok().and_then(|file| from_file(&file).map(Arc::from));
        Self { path, bytes: bytes.map_or_else(OnceLock::new, OnceLock::from) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn get(&self) -> Option<&Arc<[u8]>> {
        self.bytes.get()
    }

    /// The dictionary; if there is none, one of some of these events, written durably.
    pub(super) fn get_or_make(&self, events: &[Kept]) -> io::Result<&Arc<[u8]>> {
        if let Some(bytes) = self.bytes.get() {
            return Ok(bytes);
        }
        let step = (events.len() / EVENTS).max(1);
        let some = events.iter().step_by(step).take(EVENTS);
        let mut bytes: Vec<u8> = some.flat_map(|event| event.leaf.iter().copied()).collect();
        bytes.truncate(MOST_BYTES);
        let mut file = MAGIC.to_vec();
        file.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        file.extend_from_slice(&bytes);
        files::replace(&self.path, &file)?;
        Ok(self.bytes.get_or_init(|| bytes.into()))
    }
}

fn from_file(file: &[u8]) -> Option<&[u8]> {
    let (check, bytes) = file.strip_prefix(&MAGIC)?.split_first_chunk::<4>()?;
    (u32::from_le_bytes(*check) == crc32fast::hash(bytes)).then_some(bytes)
}
