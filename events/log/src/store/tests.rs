use super::start::{CONF, config};
use super::*;

fn open(dir: &Path) -> Store {
    Store::open(dir, 1 << 20).unwrap()
}

#[test]
fn every_put_is_followed_by_a_sync_before_it_returns() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for number in 1..=40 {
        let before = sync::calls();
        store.put(number, &[7; 5_000]).unwrap();
        assert!(before.is_none() || sync::calls() > before, "block {number}");
    }
}

#[test]
fn an_engine_that_was_just_closed_is_opened_again_at_once() {
    for round in 0..40 {
        let dir = tempfile::tempdir().unwrap();
        let looked = Store::look(dir.path(), 1 << 20).map_err(|refusal| refusal.error);
        drop(looked.unwrap_or_else(|error| panic!("round {round}: {error}")));
        drop(Store::open(dir.path(), 1 << 20).unwrap_or_else(|error| panic!("round {round}: {error}")));
    }
}

#[test]
fn blocks_are_written_once_and_never_into_blobs() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let block = |number: u64| vec![u8::try_from(number % 251).unwrap() + 1; 30_000];
    for number in 1..=600 {
        store.put(number, &block(number)).unwrap();
    }
    assert!(store.put(601, &[1; BLOB_THRESHOLD]).is_err());
    assert_no_blobs(dir.path()).unwrap();
    let file = fs::metadata(dir.path().join("db")).unwrap().len();
    assert!(file < 600 * 30_000 + 3 * SEGMENT as u64, "{file} bytes: the engine has rewritten pages");
    let walked: Vec<u64> = store.walk(0).map(|found| found.unwrap().0).collect();
    assert_eq!(walked, (1..=600).collect::<Vec<_>>());
    assert_eq!(store.get(77).unwrap().map(|bytes| bytes.to_vec()), Some(block(77)));
    assert!(store.get(601).unwrap().is_none());
}

#[test]
fn the_engine_would_write_the_same_conf() {
    let dir = tempfile::tempdir().unwrap();
    drop(config(dir.path()).open().unwrap());
    assert_eq!(fs::read(dir.path().join("conf")).unwrap(), CONF);
}
