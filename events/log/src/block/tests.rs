use events::InternshipId;

use super::*;

fn entry(n: u8, sealed: Option<&[u8]>) -> Entry {
    let subject = InternshipId(Uuid::from_u128(u128::from(n % 3))).subject();
    let id = EventId(Uuid::from_u128(u128::from(n)));
    let leaf = format!("{{\"id\":\"{n}\",\"data\":\"the same words again and again\"}}");
    Entry::new(id, subject, leaf.into_bytes(), sealed.map(<[u8]>::to_vec))
}

fn packed(count: u8) -> (Vec<u8>, Hash) {
    let mut rows = Rows::default();
    (0..count).for_each(|n| rows.push(&entry(n, (n % 2 == 0).then_some(&[n; 5]))));
    rows.pack(41, &[7; 32], &[9; 32])
}

#[test]
fn a_block_reads_back_what_was_packed() {
    let (bytes, hash) = packed(40);
    let (block, read) = Block::check(&bytes).unwrap();
    assert_eq!(read, hash);
    assert_eq!(block.header, Header { first: 41, count: 40, previous: [7; 32], root: [9; 32] });
    assert_eq!(block.header.last(), 80);
    for (n, row) in (0..40).zip(block.rows()) {
        let written = entry(n, (n % 2 == 0).then_some(&[n; 5]));
        assert_eq!(row.position, Position(41 + u64::from(n)));
        assert_eq!(row.leaf, written.leaf());
        assert_eq!(row.sealed, written.sealed());
        assert_eq!(row.id(), written.id());
        assert_eq!(row.subject(), Some(written.subject()));
    }
}

#[test]
fn sealed_content_of_no_bytes_is_not_the_same_as_none() {
    let mut rows = Rows::default();
    rows.push(&entry(1, Some(&[])));
    rows.push(&entry(2, None));
    let (bytes, _) = rows.pack(1, &[0; 32], &[0; 32]);
    let block = Block::read(&bytes).unwrap();
    let sealed: Vec<_> = block.rows().map(|row| row.sealed.map(<[u8]>::len)).collect();
    assert_eq!(sealed, [Some(0), None]);
}

#[test]
fn no_flipped_byte_passes_the_hash_and_none_makes_reading_panic() {
    let (bytes, _) = packed(6);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert_eq!(Block::check(&flipped).map(|_| ()), Err(Unreadable::Hash), "byte {at}");
            let _ = Block::read(&flipped);
        }
    }
}

#[test]
fn no_shortened_block_makes_reading_panic() {
    let (bytes, _) = packed(6);
    for length in 0..bytes.len() {
        assert!(Block::read(&bytes[..length]).is_err(), "length {length}");
        assert!(Block::check(&bytes[..length]).is_err(), "length {length}");
    }
}

#[test]
fn an_entry_of_the_largest_size_that_does_not_compress_stays_below_the_blob_threshold() {
    let mut noise = 1_u64;
    let leaf = (0..Entry::MOST_BYTES).map(|_| {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (noise >> 56) as u8
    });
    let subject = InternshipId(Uuid::from_u128(1)).subject();
    let entry = Entry::new(EventId(Uuid::from_u128(1)), subject, leaf.collect(), None);
    let mut rows = Rows::default();
    rows.push(&entry);
    let (bytes, _) = rows.pack(1, &[0; 32], &[0; 32]);
    assert!(bytes.len() < BLOB_THRESHOLD, "{} bytes", bytes.len());
    assert_eq!(Block::read(&bytes).unwrap().rows().next().unwrap().leaf, entry.leaf());
}
