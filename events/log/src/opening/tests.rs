use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::store::SEGMENT;

/// As after a power failure that took the names which a start has made, and as after damage to a snapshot.
#[test]
fn a_start_leaves_a_file_that_opens_with_the_snapshots_from_before_and_with_none() {
    let (dir, before) = only_the_last_segment_used();
    let engine = dir.path().join("engine");
    let newer = Snapshots::of(&engine).unwrap();
    assert!(before.iter().all(|(old, _)| !newer.paths().contains(old)), "the start wrote no snapshot");
    for kept in [&before[..], &[]] {
        Snapshots::of(&engine).unwrap().remove().unwrap();
        kept.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
        assert!(start(dir.path()), "with {} snapshots the block is gone", kept.len());
    }
}

/// An engine whose segments but the last were cleared by its last start; and the snapshots from before that.
fn only_the_last_segment_used() -> (TempDir, Vec<(PathBuf, Vec<u8>)>) {
    let dir = tempfile::tempdir().unwrap();
    let engine = dir.path().join("engine");
    for blocks in [290_u16, 20, 2, 2, 2, 2, 2, 2, 2, 2] {
        let store = Store::open(&engine, 1 << 20).unwrap();
        // The same bytes once more would be no write.
        (1..=blocks).rev().for_each(|n| store.put(1, &[n.to_be_bytes()[1]; 100_000]).unwrap());
        // The collector moves what is still needed out of a segment, twice a second.
        sleep(Duration::from_millis(1200));
        drop(store);
        let paths = Snapshots::of(&engine).unwrap();
        let before = paths.paths().iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        assert!(start(dir.path()));
        let file = fs::read(engine.join("db")).unwrap();
        if file.chunks(SEGMENT).filter(|segment| segment.iter().any(|byte| *byte != 0)).count() == 1 {
            return (dir, before);
        }
    }
    panic!("the collector has not moved everything into the last segment");
}

/// Starts the engine as a log does, and whether it has the block.
fn start(dir: &Path) -> bool {
    let directory = Directory::lock(dir).unwrap();
    let judge = |store: &Store| Ok(store.get(1).unwrap().is_some_and(|found| found.len() == 100_000));
    let (mut store, found) = to_write(&directory, 1 << 20, judge).unwrap();
    store.close().unwrap();
    found
}
