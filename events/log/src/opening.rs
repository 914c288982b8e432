//! Opening the engine for what is asked of the log.
//!
//! Guarantees that no event of a log that is refused is changed, and that a damaged snapshot, which the
//! engine can do without, does not keep a whole log shut.

use std::path::Path;

use crate::files::{Directory, failed};
use crate::store::{Refusal, Snapshots, Store, engine_failed};
use crate::undo::Undo;
use crate::{OpenError, survey};

/// Opens the engine to write, if `judge`, who reads from it before anything is written, says so.
pub(crate) fn to_write<T>(
    directory: &Directory,
    cache_bytes: u64,
    judge: impl Fn(&Store) -> Result<T, OpenError>,
) -> Result<(Store, T), OpenError> {
    let engine = directory.engine();
    let look = || {
        let mut store = Store::look(&engine, cache_bytes)?;
        let judged = judge(&store)?;
        store.close().map_err(|error| engine_failed(&engine, error))?;
        Ok(judged)
    };
    let snapshots = Snapshots::of(&engine)?;
    let file = engine.join("db");
    survey::settle(&file, snapshots.place()).map_err(failed("write in", &file))?;
    let mut undo = Undo::keep(directory, snapshots.paths(), snapshots.place())?;
    let mut judged = look();
    if at_snapshot(&judged, &snapshots) {
        undo.put_back()?;
        undo = Undo::keep(directory, snapshots.paths(), 0)?;
        snapshots.remove()?;
        judged = look();
    }
    match judged {
        Ok(judged) => {
            undo.forget()?;
            Ok((Store::open(&engine, cache_bytes)?, judged))
        }
        Err(refusal) => {
            undo.put_back()?;
            Err(refusal.error)
        }
    }
}

/// Opens the engine to read from, in a folder that is nobody's log.
pub(crate) fn to_read(engine: &Path, cache_bytes: u64) -> Result<Store, OpenError> {
    let store = Store::look(engine, cache_bytes);
    let snapshots = Snapshots::of(engine)?;
    let store = if at_snapshot(&store, &snapshots) {
        snapshots.remove()?;
        Store::look(engine, cache_bytes)
    } else {
        store
    };
    store.map_err(|refusal| refusal.error)
}

/// Whether the engine may open without its snapshots.
fn at_snapshot<T>(looked: &Result<T, Refusal>, snapshots: &Snapshots) -> bool {
    !snapshots.paths().is_empty() && matches!(looked, Err(Refusal { at_snapshot: true, .. }))
}

#[cfg(test)]
mod tests;
