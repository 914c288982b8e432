//! An older version is read through its upcaster, and is then no different from the newer one.
//!
//! What stands for every older version is version 0 of `hours-logged`, which no release ever wrote:
//! see `src/old_version.rs`. Each crate that reads events has a test with it. `./regenerate` writes its
//! golden file where there is none.

#![expect(clippy::expect_used, reason = "a test stops where something is not as it must be")]

use std::fs;
use std::path::{Path, PathBuf};

use events::coaching::HoursLogged;
use events::{DecodeError, EventType, FromFact as _, Position, Recorded, find_type, is_canonical, old_version};

const OLD: &str = "old_version/waymark.coaching.hours-logged.v0.json";
const NEW: &str = "../golden/waymark.coaching.hours-logged.v1.json";

#[test]
fn the_golden_file_of_an_older_version_is_read_as_the_newer_one() {
    let (old, new) = (file(OLD), file(NEW));
    assert_ne!(old, new);
    assert_eq!(decode(&old).unwrap(), decode(&new).unwrap());
    assert!(is_canonical(&old));
}

#[test]
fn tests_make_the_older_version_from_the_newer_one() {
    assert_eq!(old_version::of(&file(NEW)), file(OLD));
    let other = file("../golden/waymark.coaching.hours-corrected.v1.json");
    assert_eq!(old_version::of(&other), other);
}

#[test]
fn an_event_is_of_its_type_in_whichever_version() {
    for bytes in [file(OLD), file(NEW)] {
        assert!(HoursLogged::TYPE.is_of(&bytes));
        let others = events::types().filter(|kind| kind.is_of(&bytes)).collect::<Vec<_>>();
        assert_eq!(others, [&HoursLogged::TYPE]);
    }
}

#[test]
fn an_older_version_is_a_name_of_the_type_and_a_newer_one_is_not() {
    let named = |version| find_type(&format!("waymark.coaching.hours-logged.v{version}"));
    assert_eq!((named(0), named(1)), (Ok(&HoursLogged::TYPE), Ok(&HoursLogged::TYPE)));
    assert!(named(2).is_err());
}

/// A version that an event never had is not read as any other.
#[test]
fn a_version_without_an_upcaster_was_written_by_another_release() {
    let text = String::from_utf8(file("../golden/waymark.coaching.hours-corrected.v1.json")).unwrap();
    let none = text.replace("hours-corrected.v1", "hours-corrected.v0");
    assert!(matches!(decode(none.as_bytes()), Err(DecodeError::Newer { .. })));
    let text = String::from_utf8(file(OLD)).unwrap();
    for version in ["00", "+0", "-1", "65536"] {
        let odd = text.replace("hours-logged.v0", &format!("hours-logged.v{version}"));
        assert!(matches!(decode(odd.as_bytes()), Err(DecodeError::Newer { .. })), "{version}");
    }
}

/// What is wrong with an older version's fields is damage, as it is with today's.
#[test]
fn an_older_version_that_was_changed_is_damaged() {
    let text = String::from_utf8(file(OLD)).unwrap();
    for (right, wrong) in [("\"length\":40", "\"length\":\"90\""), (",\"length\":40", ""), ("09:30:00", "29:30:00")] {
        let changed = text.replace(right, wrong);
        assert_ne!(changed, text);
        assert!(matches!(decode(changed.as_bytes()), Err(DecodeError::Damaged { .. })), "{wrong}");
    }
}

/// There is one list of types, and it holds today's.
#[test]
fn an_older_version_is_no_type_of_its_own() {
    assert!(events::types().map(EventType::full_name).all(|name| !name.ends_with(".v0")));
}

fn decode(bytes: &[u8]) -> Result<Recorded, DecodeError> {
    Recorded::decode(Position(1), bytes)
}

fn file(name: &str) -> Vec<u8> {
    if name == OLD && std::env::var_os("WAYMARK_UPDATE").is_some() && !path(OLD).exists() {
        fs::write(path(OLD), old_version::of(&file(NEW))).expect("written");
    }
    fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}; run ./regenerate"))
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}
