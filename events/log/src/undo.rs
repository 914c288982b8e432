//! What the engine may overwrite as it starts, kept until it is known that it may.
//!
//! Guarantees that a log which is refused for writing holds every event that it held before: the damage can
//! still be repaired, or examined.
//!
//! A log is only opened for writing if it is whole, and only the started engine can tell. If it is not
//! whole, what was kept is put back. Where the file ends in empty room there is next to nothing to keep,
//! and that in memory. Otherwise it is kept in the file UNDO, durably, before the engine starts, and a
//! process that was killed in between finds it at its next start.
//!
//! UNDO is a line of JSON, which says what follows; the bytes of each piece of `engine/db`; the bytes
//! of each snapshot; and the SHA-256 of all of it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::files::{Directory, failed, sync_directory};
use crate::store::{SEGMENT, Snapshots};
use crate::{OpenError, survey};

const FILE: &str = "UNDO";

#[derive(Debug, Serialize, Deserialize)]
struct Contents {
    /// The length of `engine/db`; `None` if there was none.
    db_bytes: Option<u64>,
    pieces: Vec<Piece>,
    snapshots: Vec<Snapshot>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Piece {
    at: u64,
    bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Snapshot {
    name: String,
    bytes: u64,
}

/// What is kept.
#[derive(Debug)]
pub(crate) struct Undo<'a> {
    directory: &'a Directory,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    InMemory(Vec<u8>),
    OnDisk,
}

impl<'a> Undo<'a> {
    /// Keeps these snapshots, and what an engine that reads its file from this place in the log on may
    /// write over.
    pub(crate) fn keep(directory: &'a Directory, snapshots: &[PathBuf], from: u64) -> Result<Self, OpenError> {
        let path = directory.engine().join("db");
        let mut db = match File::open(&path) {
            Ok(file) => Some(file),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(failed("open", &path)(e)),
        };
        let kept = keep(directory, db.as_mut(), snapshots, from);
        let kept = kept.map_err(failed("keep a copy of what could be written over in", &path))?;
        Ok(Self { directory, kept })
    }

    /// Puts everything back as it was. The engine must have ended.
    pub(crate) fn put_back(self) -> Result<(), OpenError> {
        let engine = self.directory.engine();
        match self.kept {
            Kept::InMemory(bytes) => restore(&engine, &mut bytes.as_slice()).map_err(failed("put back", &engine)),
            Kept::OnDisk => heal(self.directory),
        }
    }

    /// Forgets it: the engine may go on from here.
    pub(crate) fn forget(self) -> Result<(), OpenError> {
        match self.kept {
            Kept::InMemory(_) => Ok(()),
            Kept::OnDisk => remove(self.directory),
        }
    }
}

/// Puts back what a process kept that was killed before it knew whether the engine may go on.
pub(crate) fn heal(directory: &Directory) -> Result<(), OpenError> {
    let (path, unfinished) = (directory.path().join(FILE), directory.path().join("UNDO.new"));
    if unfinished.exists() {
        fs::remove_file(&unfinished).map_err(failed("remove", &unfinished))?;
    }
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(failed("open", &path)(e)),
    };
    let mut file = BufReader::new(file);
    if !is_whole(&mut file).map_err(failed("read", &path))? {
        return Err(directory.not_a_log("UNDO, which keeps what the engine may have written over, is damaged"));
    }
    let back = file.rewind().and_then(|()| restore(&directory.engine(), &mut file));
    back.map_err(failed("put back what is kept in", &path))?;
    remove(directory)
}

fn remove(directory: &Directory) -> Result<(), OpenError> {
    let path = directory.path().join(FILE);
    let removed = fs::remove_file(&path).and_then(|()| sync_directory(directory.path()));
    removed.map_err(failed("remove", &path))
}

fn keep(directory: &Directory, mut db: Option<&mut File>, snapshots: &[PathBuf], from: u64) -> io::Result<Kept> {
    let mut contents = Contents { db_bytes: None, pieces: Vec::new(), snapshots: Vec::new() };
    if let Some(db) = db.as_deref_mut() {
        let length = db.metadata()?.len();
        contents.db_bytes = Some(length);
        for at in survey::at_risk(db, from)? {
            contents.pieces.push(Piece { at, bytes: (length - at).min(SEGMENT as u64) });
        }
    }
    let bytes = snapshots.iter().map(fs::read).collect::<io::Result<Vec<_>>>()?;
    for (path, bytes) in snapshots.iter().zip(&bytes) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        contents.snapshots.push(Snapshot { name, bytes: bytes.len() as u64 });
    }
    if contents.pieces.is_empty() {
        let mut kept = Vec::new();
        write(&mut kept, &contents, db, &bytes)?;
        return Ok(Kept::InMemory(kept));
    }
    tracing::info!(
        segments = contents.pieces.len(),
        "the engine's file does not end in empty room: what could be overwritten is kept until the log is known to be whole"
    );
    let (path, new) = (directory.path().join(FILE), directory.path().join("UNDO.new"));
    let mut file = Hashing { to: BufWriter::new(File::create(&new)?), hasher: Sha256::new() };
    write(&mut file, &contents, db, &bytes)?;
    let hash = file.hasher.finalize();
    file.to.write_all(&hash)?;
    file.to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(new, path)?;
    sync_directory(directory.path())?;
    Ok(Kept::OnDisk)
}

fn write(to: &mut impl Write, contents: &Contents, db: Option<&mut File>, snapshots: &[Vec<u8>]) -> io::Result<()> {
    serde_json::to_writer(&mut *to, contents)?;
    to.write_all(b"\n")?;
    if let Some(db) = db {
        for piece in &contents.pieces {
            db.seek(SeekFrom::Start(piece.at))?;
            exactly(piece.bytes, io::copy(&mut db.take(piece.bytes), to)?)?;
        }
    }
    snapshots.iter().try_for_each(|bytes| to.write_all(bytes))
}

fn restore(engine: &Path, from: &mut impl BufRead) -> io::Result<()> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    let contents: Contents = serde_json::from_slice(&line)?;
    let path = engine.join("db");
    match contents.db_bytes {
        None if path.exists() => fs::remove_file(path)?,
        None => (),
        Some(length) => {
            let mut db = File::options().write(true).open(path)?;
            for piece in &contents.pieces {
                db.seek(SeekFrom::Start(piece.at))?;
                exactly(piece.bytes, io::copy(&mut from.take(piece.bytes), &mut db)?)?;
            }
            db.set_len(length)?;
            db.sync_all()?;
        }
    }
    restore_snapshots(engine, &contents.snapshots, from)
}

fn restore_snapshots(engine: &Path, snapshots: &[Snapshot], from: &mut impl Read) -> io::Result<()> {
    let kept: Vec<PathBuf> = snapshots.iter().map(|snapshot| engine.join(&snapshot.name)).collect();
    for path in Snapshots::in_folder(engine)?.paths().iter().filter(|path| !kept.contains(path)) {
        fs::remove_file(path)?;
    }
    for (path, snapshot) in kept.iter().zip(snapshots) {
        let mut bytes = Vec::new();
        from.take(snapshot.bytes).read_to_end(&mut bytes)?;
        exactly(snapshot.bytes, bytes.len() as u64)?;
        if !fs::read(path).is_ok_and(|found| found == bytes) {
            fs::write(path, &bytes)?;
            File::open(path)?.sync_all()?;
        }
    }
    sync_directory(engine)
}

fn exactly(expected: u64, found: u64) -> io::Result<()> {
    if expected == found { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Whether a file ends in the hash of what comes before.
fn is_whole(file: &mut BufReader<File>) -> io::Result<bool> {
    let length = file.get_ref().metadata()?.len();
    let mut hashing = Hashing { to: io::sink(), hasher: Sha256::new() };
    io::copy(&mut file.by_ref().take(length.saturating_sub(32)), &mut hashing)?;
    let mut hash = Vec::new();
    file.read_to_end(&mut hash)?;
    Ok(hash == hashing.hasher.finalize().as_slice())
}

/// Hashes what is written.
struct Hashing<W> {
    to: W,
    hasher: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests;
