//! Starting the engine, and what it says when it does not start.
//!
//! Guarantees that the engine starts from files that are whole and durable, on which it relies without
//! seeing to it, and that an engine which was just closed can be opened again.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::failure::{StoreError, caught, engine_failed};
use crate::OpenError;
use crate::files::{self, failed, sync_directory};

/// The engine's segments: frozen when a log is made.
pub(crate) const SEGMENT: usize = 8 * 1024 * 1024;
/// What the engine's `conf` holds with this size of segments, a checksum at its end. The engine writes it
/// in two writes without a sync, and refuses a torn one for ever.
pub(super) const CONF: [u8; 63] = *b"segment_size: 8388608\nuse_compression: false\nversion: 0.34\n^\xeb\xc1\xd7";
const BACKGROUND_FLUSH_MS: u64 = 500;
/// An engine that was closed has ended when its last thread has let go of the file, a little later.
/// No other process has it: the log's own lock is held.
const LETTING_GO: Duration = Duration::from_secs(2);

/// What moves blocks out of segments that are mostly garbage, on its own, from the start on.
#[derive(Clone, Copy)]
pub(super) enum Collector {
    Works,
    Rests,
}

/// Why the engine did not open, and whether that was for what it calls corruption without a place
/// in its file: a snapshot that is not whole.
pub(crate) struct Refusal {
    pub(crate) error: OpenError,
    pub(crate) at_snapshot: bool,
}

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        Self { error, at_snapshot: false }
    }
}

pub(super) fn start(dir: &Path, cache_bytes: u64, collector: Collector) -> Result<sled::Db, Refusal> {
    let every_ms = match collector {
        Collector::Works => Some(BACKGROUND_FLUSH_MS),
        Collector::Rests => None,
    };
    let config = config(dir).cache_capacity(cache_bytes).flush_every_ms(every_ms);
    let mut at_snapshot = false;
    let mut open = || {
        let placeless = |e: &sled::Error| matches!(e, sled::Error::Corruption { at: None, .. });
        config.open().inspect_err(|e| at_snapshot = placeless(e))
    };
    let until = Instant::now() + LETTING_GO;
    let locked = |e: &StoreError| e.0.contains("could not acquire lock");
    let mut opened = caught(&mut open);
    while opened.as_ref().is_err_and(locked) && Instant::now() < until {
        thread::sleep(Duration::from_millis(1));
        opened = caught(&mut open);
    }
    opened.map_err(|e| {
        let locked = locked(&e);
        let already_open = || OpenError::AlreadyOpen { dir: dir.into() };
        let error = if locked { already_open() } else { engine_failed(dir, e) };
        Refusal { error, at_snapshot }
    })
}

/// What its `conf` follows from.
pub(super) fn config(dir: &Path) -> sled::Config {
    sled::Config::new().path(dir).segment_size(SEGMENT)
}

/// Makes the engine's directory ready for it: without what a crash during the writing of a snapshot left
/// behind, with a `conf` that is whole, and with its file durable, name and all. The engine takes what it
/// reads there for durable, and writes a snapshot that refers to it.
pub(super) fn prepare(dir: &Path) -> Result<(), OpenError> {
    fs::create_dir_all(dir).map_err(failed("create", dir))?;
    dir.parent().map_or(Ok(()), |above| sync_directory(above).map_err(failed("sync", above)))?;
    for path in Snapshots::of(dir)?.paths {
        if path.extension().is_some_and(|e| e == "generating") {
            fs::remove_file(&path).map_err(failed("remove", &path))?;
            tracing::info!("removed a snapshot that the engine had not finished");
        }
    }
    let conf = dir.join("conf");
    if !fs::read(&conf).is_ok_and(|found| found == CONF) {
        files::replace(&conf, &CONF).map_err(failed("write", &conf))?;
    }
    sync_file(&dir.join("db"))?;
    sync_directory(dir).map_err(failed("sync", dir))
}

/// The engine's snapshots: what it knows of its file up to some place, so that it need not read it.
#[derive(Debug)]
pub(crate) struct Snapshots {
    paths: Vec<PathBuf>,
}

impl Snapshots {
    /// Those of the engine in this folder.
    pub(crate) fn of(dir: &Path) -> Result<Self, OpenError> {
        Self::in_folder(dir).map_err(failed("read", dir))
    }

    /// Those in this folder, if there is such a folder.
    pub(crate) fn in_folder(dir: &Path) -> io::Result<Self> {
        let mut paths = Vec::new();
        if dir.exists() {
            for entry in fs::read_dir(dir)? {
                let entry = entry?;
                if entry.file_name().to_string_lossy().starts_with("snap.") {
                    paths.push(entry.path());
                }
            }
        }
        paths.sort();
        Ok(Self { paths })
    }

    pub(crate) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Up to which place in the log the newest one knows it: 0 without any.
    pub(crate) fn place(&self) -> u64 {
        let place = |path: &PathBuf| u64::from_str_radix(path.extension()?.to_str()?, 16).ok();
        self.paths.last().and_then(place).unwrap_or(0)
    }

    /// Removes them: the engine then reads everything.
    pub(crate) fn remove(&self) -> Result<(), OpenError> {
        if !self.paths.is_empty() {
            tracing::warn!("the engine could not open with its snapshot; it reads everything instead");
        }
        self.paths.iter().try_for_each(|path| fs::remove_file(path).map_err(failed("remove", path)))
    }
}

fn sync_file(path: &Path) -> Result<(), OpenError> {
    match File::open(path).and_then(|file| file.sync_all()) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(failed("sync", path)(e)),
        Ok(()) | Err(_) => Ok(()),
    }
}
