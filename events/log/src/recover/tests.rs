use std::path::Path;

use events::{EventId, InternshipId};
use uuid::Uuid;

use super::*;
use crate::{Entry, Options};

/// Three blocks of two entries each, with the third as the caller wants it.
fn damage(third: impl FnOnce(&mut u64, &mut Hash, &mut Hash)) -> Option<Damage> {
    let dir = tempfile::tempdir().unwrap();
    let (_, head) = write(dir.path(), third);
    let store = Store::look(dir.path(), 1 << 20).ok().unwrap();
    recover(&store, &head, None).damage
}

fn write(dir: &Path, third: impl FnOnce(&mut u64, &mut Hash, &mut Hash)) -> (Spill, Head) {
    let store = Store::open(dir, 1 << 20).unwrap();
    let mut spill = Spill::default();
    let mut third = Some(third);
    for number in 1..=3_u64 {
        let mut rows = Rows::default();
        spill.index.begin_block();
        for n in [number * 2 - 1, number * 2] {
            let entry = entry(n);
            spill.frontier.push(entry.leaf_hash());
            spill.index.push(entry.subject());
            rows.push(&entry);
        }
        let (mut first, mut previous, mut root) = (number * 2 - 1, spill.last.hash, spill.frontier.root().0);
        if number == 3 {
            third.take().unwrap()(&mut first, &mut previous, &mut root);
        }
        let (block, hash) = rows.pack(first, &previous, &root);
        store.put(number, &block).unwrap();
        spill.last = Link { previous, hash };
    }
    let head = Head { position: Position(6), root: spill.frontier.root() };
    (spill, head)
}

fn entry(n: u64) -> Entry {
    let id = Uuid::from_u128(u128::from(n));
    let subject = InternshipId(Uuid::from_u128(u128::from(n % 2))).subject();
    Entry::new(EventId(id), subject, n.to_string().into_bytes(), None)
}

#[test]
fn a_sound_log_is_taken_in_from_the_start_and_from_its_index() {
    assert_eq!(damage(|_, _, _| ()), None);
    let dir = tempfile::tempdir().unwrap();
    let (spill, head) = write(dir.path(), |_, _, _| ());
    let store = Store::look(dir.path(), Options::default().cache_bytes).ok().unwrap();
    let recovered = recover(&store, &head, Some(spill));
    assert_eq!((recovered.damage.clone(), recovered.spilled, recovered.head()), (None, 6, head));
}

#[test]
fn a_block_that_names_another_before_it_is_found() {
    let found = damage(|_, previous, _| previous[0] ^= 1).unwrap();
    assert_eq!(found, Damage { position: Position(5), fault: Fault::Chain });
}

#[test]
fn a_block_of_another_position_is_found() {
    let found = damage(|first, _, _| *first = 9).unwrap();
    assert_eq!(found, Damage { position: Position(5), fault: Fault::Gap { found: Position(9) } });
}

#[test]
fn a_block_with_another_root_is_found() {
    let found = damage(|_, _, root| root[0] ^= 1).unwrap();
    assert_eq!(found.position, Position(5));
    assert!(matches!(found.fault, Fault::Root { .. }), "{found}");
}

#[test]
fn an_index_is_not_believed_where_the_blocks_do_not_go_on_from_it() {
    let dir = tempfile::tempdir().unwrap();
    let (spill, head) = write(dir.path(), |_, _, _| ());
    let store = Store::look(dir.path(), 1 << 20).ok().unwrap();
    let Spill { index, frontier, last } = spill;
    let spoilt = [Link { hash: [1; 32], ..last }, Link { previous: [1; 32], ..last }];
    for last in spoilt {
        let spill = Spill { index: index.clone(), frontier: frontier.clone(), last };
        let recovered = recover(&store, &head, Some(spill));
        assert_eq!((recovered.damage.clone(), recovered.spilled, recovered.head()), (None, 0, head));
    }
}
