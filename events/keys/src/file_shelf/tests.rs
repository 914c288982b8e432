use std::collections::HashMap;
use std::fs::OpenOptions;

use uuid::Uuid;

use super::*;
use crate::WRAPPED;

const HEADER: u64 = 40;
const RECORD: u64 = 81;

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn wrapped(n: u8) -> Vec<u8> {
    vec![n; WRAPPED]
}

/// A directory with the keys of persons 1 to `count`, put there one after the other.
async fn dir_with(count: u8) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let shelf = FileShelf::open_or_create(dir.path()).unwrap();
    for n in 1..=count {
        shelf.put_new(person(n.into()), wrapped(n)).await.unwrap();
    }
    dir
}

async fn persons(shelf: &FileShelf) -> Vec<PersonId> {
    let mut persons: Vec<_> = shelf.all().await.unwrap().into_iter().map(|(person, _)| person).collect();
    persons.sort();
    persons
}

fn change(dir: &tempfile::TempDir, change: impl FnOnce(&mut Vec<u8>)) {
    let path = FileShelf::path(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn what_is_put_there_is_there_after_a_restart_and_is_put_there_once() {
    let dir = dir_with(3).await;
    let shelf = FileShelf::open(dir.path()).unwrap();
    assert_eq!(shelf.put_new(person(2), wrapped(9)).await.unwrap(), Entry::Key(wrapped(2)));
    assert_eq!(shelf.get(person(3)).await.unwrap(), Some(Entry::Key(wrapped(3))));
    assert_eq!(shelf.get(person(4)).await.unwrap(), None);
    assert_eq!(persons(&shelf).await, [person(1), person(2), person(3)]);
    assert_eq!(fs::metadata(FileShelf::path(dir.path())).unwrap().len(), HEADER + 3 * RECORD);
}

#[tokio::test]
async fn many_that_put_a_key_for_one_person_go_on_with_one() {
    let dir = dir_with(0).await;
    let shelf = Arc::new(FileShelf::open(dir.path()).unwrap());
    let tasks: Vec<_> = (0..200u8)
        .map(|n| {
            let shelf = shelf.clone();
            tokio::spawn(async move { (n % 5, shelf.put_new(person((n % 5).into()), wrapped(n)).await.unwrap()) })
        })
        .collect();
    let mut stands = HashMap::new();
    for task in tasks {
        let (person, entry) = task.await.unwrap();
        assert_eq!(*stands.entry(person).or_insert(entry.clone()), entry);
    }
    drop(shelf);
    let again = FileShelf::open(dir.path()).unwrap();
    for (n, entry) in stands {
        assert_eq!(again.get(person(n.into())).await.unwrap(), Some(entry));
    }
}

#[tokio::test]
async fn a_file_cut_short_anywhere_is_not_opened_and_left_as_it_is() {
    let dir = dir_with(3).await;
    let path = FileShelf::path(dir.path());
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let Err(error) = FileShelf::open_or_create(dir.path()) else { panic!("opened with {length} bytes") };
        assert!(error.to_string().contains("put it back from a backup"), "{error}");
        assert_eq!(fs::read(&path).unwrap().len(), length);
    }
    change(&dir, |bytes| *bytes = whole[..whole.len() - 81].to_vec());
    let Err(error) = FileShelf::open(dir.path()) else { panic!("a lost key was not noticed") };
    assert!(error.to_string().contains("holds 2 of 3 keys"), "{error}");
}

#[tokio::test]
async fn a_record_that_a_crash_left_uncounted_is_cut_off_and_loses_no_other() {
    for (left, kind) in [(40, "half a record"), (81, "a record"), (110, "more than a record")] {
        let dir = dir_with(2).await;
        change(&dir, |bytes| bytes.extend(vec![7; left]));
        let shelf = FileShelf::open(dir.path()).unwrap();
        assert_eq!(persons(&shelf).await, [person(1), person(2)], "{kind}");
        shelf.put_new(person(3), wrapped(3)).await.unwrap();
        drop(shelf);
        let again = FileShelf::open(dir.path()).unwrap();
        assert_eq!(persons(&again).await, [person(1), person(2), person(3)], "{kind}");
        assert_eq!(fs::metadata(FileShelf::path(dir.path())).unwrap().len(), HEADER + 3 * RECORD, "{kind}");
    }
}

#[tokio::test]
async fn a_count_that_a_crash_left_torn_loses_no_key() {
    for count in [3u8, 4] {
        for torn in [8usize, 24] {
            let dir = dir_with(count).await;
            change(&dir, |bytes| bytes[torn] ^= 0x40);
            let shelf = FileShelf::open(dir.path()).unwrap();
            assert_eq!(persons(&shelf).await.len(), usize::from(count));
            shelf.put_new(person(9), wrapped(9)).await.unwrap();
            drop(shelf);
            let again = FileShelf::open(dir.path()).unwrap();
            assert_eq!(persons(&again).await.len(), usize::from(count) + 1);
        }
    }
}

#[tokio::test]
async fn without_either_count_the_file_is_not_opened() {
    let dir = dir_with(3).await;
    change(&dir, |bytes| {
        bytes[8] ^= 1;
        bytes[24] ^= 1;
    });
    assert!(matches!(FileShelf::open(dir.path()), Err(FileShelfError::Uncounted(_))));
}

#[tokio::test]
async fn a_missing_file_is_not_replaced_unless_that_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(FileShelf::open(dir.path()), Err(FileShelfError::Missing(_))));
    assert!(!FileShelf::path(dir.path()).exists());
    assert!(FileShelf::open_or_create(dir.path()).is_ok());
}

#[tokio::test]
async fn a_file_that_is_no_keystore_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = FileShelf::path(dir.path());
    fs::write(&path, "something else altogether, and long enough to be one").unwrap();
    assert!(matches!(FileShelf::open_or_create(dir.path()), Err(FileShelfError::Format(_))));
    assert_eq!(fs::read(&path).unwrap(), b"something else altogether, and long enough to be one");
}

#[tokio::test]
async fn opening_writes_nothing() {
    let dir = dir_with(1).await;
    change(&dir, |bytes| bytes.extend([7; 30]));
    let path = FileShelf::path(dir.path());
    let before = fs::read(&path).unwrap();
    let shelf = FileShelf::open(dir.path()).unwrap();
    shelf.put_new(person(1), wrapped(8)).await.unwrap();
    drop(shelf);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_key_that_cannot_be_written_is_refused_and_the_shelf_goes_on_when_it_can() {
    let dir = dir_with(1).await;
    let (path, aside) = (FileShelf::path(dir.path()), dir.path().join("aside"));
    let shelf = FileShelf::open(dir.path()).unwrap();
    fs::rename(&path, &aside).unwrap();
    let error = shelf.put_new(person(2), wrapped(2)).await.unwrap_err();
    assert!(error.to_string().contains("could not open"), "{error}");
    assert_eq!(shelf.get(person(2)).await.unwrap(), None);
    fs::rename(&aside, &path).unwrap();
    shelf.put_new(person(2), wrapped(2)).await.unwrap();
    assert!(OpenOptions::new().read(true).open(&path).is_ok());
    drop(shelf);
    assert_eq!(persons(&FileShelf::open(dir.path()).unwrap()).await, [person(1), person(2)]);
}

#[tokio::test]
async fn a_destroyed_key_leaves_no_byte_in_the_file_and_the_others_stay() {
    let dir = dir_with(3).await;
    let path = FileShelf::path(dir.path());
    let holds = |n: u8| fs::read(&path).unwrap().windows(WRAPPED).any(|window| window == wrapped(n));
    let shelf = FileShelf::open(dir.path()).unwrap();
    assert!(holds(2));
    shelf.destroy(person(2)).await.unwrap();
    assert!(!holds(2) && holds(1) && holds(3));
    shelf.put_new(person(4), wrapped(4)).await.unwrap();
    drop(shelf);
    let again = FileShelf::open(dir.path()).unwrap();
    assert_eq!(again.get(person(2)).await.unwrap(), Some(Entry::Destroyed));
    assert_eq!(again.get(person(4)).await.unwrap(), Some(Entry::Key(wrapped(4))));
    assert_eq!(fs::metadata(&path).unwrap().len(), HEADER + 4 * RECORD);
    assert!(!path.with_extension("new").exists());
}

#[tokio::test]
async fn a_draft_that_a_crash_left_beside_the_file_is_not_read_and_goes_with_the_next() {
    let dir = dir_with(2).await;
    let path = FileShelf::path(dir.path());
    let draft = path.with_extension("new");
    fs::write(&draft, [7; 300]).unwrap();
    let shelf = FileShelf::open(dir.path()).unwrap();
    assert_eq!(persons(&shelf).await, [person(1), person(2)]);
    shelf.destroy(person(1)).await.unwrap();
    drop(shelf);
    assert!(!draft.exists());
    assert_eq!(FileShelf::open(dir.path()).unwrap().get(person(2)).await.unwrap(), Some(Entry::Key(wrapped(2))));
}

#[tokio::test]
async fn one_flipped_bit_makes_no_key_of_a_tombstone_and_none_of_a_key() {
    let dir = dir_with(2).await;
    FileShelf::open(dir.path()).unwrap().destroy(person(1)).await.unwrap();
    let path = FileShelf::path(dir.path());
    let whole = fs::read(&path).unwrap();
    let (tombstone, key) = (HEADER as usize, (HEADER + RECORD) as usize);
    // All of the tombstone, and what the other record begins with.
    for at in (tombstone..key).chain([key]) {
        for bit in 0..8 {
            change(&dir, |bytes| {
                bytes.clone_from(&whole);
                bytes[at] ^= 1 << bit;
            });
            let Err(error) = FileShelf::open(dir.path()) else { panic!("bit {bit} of byte {at} was not noticed") };
            assert!(matches!(error, FileShelfError::Record { .. }), "{error}");
        }
    }
}

#[tokio::test]
async fn a_tombstone_that_cannot_be_written_is_an_error_and_the_key_stays_as_it_was() {
    let dir = dir_with(1).await;
    let shelf = FileShelf::open(dir.path()).unwrap();
    // A directory stands where the new file is to be written.
    let draft = FileShelf::path(dir.path()).with_extension("new");
    fs::create_dir(&draft).unwrap();
    let error = shelf.destroy(person(1)).await.unwrap_err();
    assert!(error.to_string().contains("could not write a new"), "{error}");
    assert_eq!(shelf.get(person(1)).await.unwrap(), Some(Entry::Key(wrapped(1))));
    fs::remove_dir(&draft).unwrap();
    shelf.destroy(person(1)).await.unwrap();
    assert_eq!(shelf.get(person(1)).await.unwrap(), Some(Entry::Destroyed));
}
