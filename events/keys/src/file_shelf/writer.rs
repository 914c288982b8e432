//! The one thread that writes keys: those that wait are written and counted together, with two
//! syncs, and then answered.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use crate::ShelfError;
use events::PersonId;
use tokio::sync::oneshot;

use super::Keys;
use super::layout::{Contents, RECORD, count, record};
use crate::keystore::Wrapped;

/// A key to put there.
pub(super) struct Order {
    pub(super) person: PersonId,
    pub(super) wrapped: Wrapped,
    pub(super) answer: oneshot::Sender<Result<Vec<u8>, ShelfError>>,
}

pub(super) type Orders = mpsc::Sender<Order>;

pub(super) struct Writer {
    path: PathBuf,
    /// Opened with the first key: reading a keystore writes nothing.
    file: Option<File>,
    contents: Contents,
    keys: Keys,
    durable: Arc<AtomicBool>,
    /// What was wrong when a count or a sync failed: what is on disk is then not known, and nothing
    /// is added.
    broken: Option<String>,
}

impl Writer {
    pub(super) fn new(path: PathBuf, contents: Contents, keys: Keys, durable: Arc<AtomicBool>) -> Self {
        Self { path, file: None, contents, keys, durable, broken: None }
    }

    pub(super) fn spawn(mut self) -> io::Result<(Orders, JoinHandle<()>)> {
        let (orders, waiting) = mpsc::channel::<Order>();
        let writer = thread::Builder::new().name("keys".to_owned()).spawn(move || {
            while let Ok(first) = waiting.recv() {
                let orders = std::iter::once(first).chain(waiting.try_iter()).collect();
                self.take(orders);
            }
        })?;
        Ok((orders, writer))
    }

    fn take(&mut self, orders: Vec<Order>) {
        let (mut new, mut bytes) = (HashMap::new(), Vec::new());
        for Order { person, wrapped, .. } in &orders {
            if !self.keys.lock().contains_key(person) && !new.contains_key(person) {
                new.insert(*person, *wrapped);
                bytes.extend(record(*person, wrapped));
            }
        }
        let put = self.put(&bytes);
        if put.is_ok() {
            self.keys.lock().extend(&new);
        }
        for Order { person, answer, .. } in orders {
            let stands = self.keys.lock().get(&person).map(|wrapped| wrapped.to_vec());
            let failed = || ShelfError(put.as_ref().err().cloned().unwrap_or_default());
            // Whoever asked may have gone: the key is there for the next who asks.
            let _ = answer.send(stands.ok_or_else(failed));
        }
    }

    /// Appends records and counts them.
    fn put(&mut self, records: &[u8]) -> Result<(), String> {
        if records.is_empty() {
            return Ok(());
        }
        if let Some(broken) = &self.broken {
            return Err(broken.clone());
        }
        let file = match self.file.take() {
            Some(file) => Ok(file),
            None => OpenOptions::new().write(true).open(&self.path),
        };
        let mut file = file.map_err(|error| self.said("open", &error))?;
        let added = self.add(&mut file, records);
        self.file = Some(file);
        added
    }

    fn add(&mut self, file: &mut File, records: &[u8]) -> Result<(), String> {
        let (end, after) = (self.contents.end(), self.contents.with((records.len() / RECORD) as u64));
        // What stands after the end was never used, or is half of what a full disk did not take.
        let appended = file.set_len(end).and_then(|()| write_at(file, end, records));
        appended.map_err(|error| self.said("append to", &error))?;
        self.sync(file)?;
        let counted = write_at(file, self.contents.place_of_count(), &count(after.records));
        counted.map_err(|error| self.stop("write", &error))?;
        self.sync(file)?;
        self.contents = after;
        Ok(())
    }

    fn sync(&mut self, file: &File) -> Result<(), String> {
        let synced = if self.durable.load(Ordering::Relaxed) { file.sync_data() } else { Ok(()) };
        synced.map_err(|error| self.stop("sync", &error))
    }

    fn stop(&mut self, action: &str, error: &io::Error) -> String {
        let said = format!("{}; it takes no more keys until a restart", self.said(action, error));
        self.broken = Some(said.clone());
        said
    }

    fn said(&self, action: &str, error: &io::Error) -> String {
        let path = self.path.display();
        format!("could not {action} {path}: {error}; check the path, its permissions and the room on the disk")
    }
}

fn write_at(file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)
}
