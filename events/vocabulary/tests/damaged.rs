//! Bytes that are no event are told so: where, and what is wrong. Never a panic, never a guess.

use std::fs;
use std::path::Path;

use events::{DecodeError, Position, Recorded};
use proptest::prelude::*;
use proptest::sample::Index;

#[test]
fn a_type_this_version_does_not_know_is_named() {
    let known = "waymark.coaching.hours-logged.v1";
    for unknown in [
        "waymark.coaching.hours-logged.v2",
        "waymark.coaching.hours-dreamed.v1",
        "waymark.astrology.hours-logged.v1",
        "waymark.coaching",
        "elsewhere.coaching.hours-logged.v1",
        "",
    ] {
        let bytes = golden(known).replace(&format!("\"type\":\"{known}\""), &format!("\"type\":\"{unknown}\""));
        match decode(bytes.as_bytes()) {
            Err(DecodeError::Newer { position, what }) => {
                assert_eq!((position, what), (Position(7), format!("the type \"{unknown}\"")));
            }
            other => panic!("{unknown}: {other:?}"),
        }
    }
}

#[test]
fn what_is_wrong_says_where_and_what_to_do() {
    let text = golden("waymark.coaching.hours-logged.v1").replace("hours-logged.v1\"}", "hours-logged.v9\"}");
    let error = decode(text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("position 7") && error.contains("hours-logged.v9") && error.contains("newer"), "{error}");
    let error = decode(b"{").unwrap_err().to_string();
    assert!(error.contains("position 7"), "{error}");
}

#[test]
fn a_type_as_long_as_a_book_is_cut_short() {
    let known = "waymark.coaching.hours-logged.v1";
    let text = golden(known).replace(&format!("\"type\":\"{known}"), &format!("\"type\":\"{}", "x".repeat(10_000)));
    assert!(decode(text.as_bytes()).unwrap_err().to_string().len() < 400);
}

#[test]
fn an_event_cut_short_anywhere_is_unreadable() {
    let whole = golden("waymark.referrals.referred.v1").into_bytes();
    for end in 0..whole.len() {
        unreadable(&whole[..end]);
    }
}

#[test]
fn what_is_no_event_is_unreadable() {
    for bytes in [&b""[..], b"null", b"[]", b"{}", b"\xff\xfe", b"{\"actor\":\"\xff\"}", b"\x00", b"0 0", b"\"text\""] {
        unreadable(bytes);
    }
}

#[test]
fn a_field_missing_doubled_or_of_another_form_is_unreadable() {
    let golden = golden("waymark.coaching.coach-assigned.v1");
    for (right, wrong) in [
        ("\"date\":\"2024-09-30\",", ""),
        ("\"date\":\"2024-09-30\",", "\"date\":\"2024-09-30\",\"date\":\"2024-09-30\","),
        ("\"date\":\"2024-09-30\",", "\"date\":\"2024-09-31\","),
        ("\"date\":\"2024-09-30\",", "\"date\":20240930,"),
        ("\"knows-workplace\"", "\"\""),
        ("\"knows-workplace\"", "\"knows the museum\""),
        ("\"knows-workplace\"", "\"knows-workplace\",\"note\":\"in the clear\""),
        ("\"subject\":\"internship/", "\"subject\":\"volunteer/"),
        ("\"commandhash\":\"", "\"commandhash\":\"!"),
        ("\"actor\":\"", "\"actor\":\"northfield-office"),
        ("\"recordedtime\":\"2025-", "\"recordedtime\":\"20 25-"),
    ] {
        assert!(golden.contains(right), "{right}");
        unreadable(golden.replace(right, wrong).as_bytes());
    }
}

#[test]
fn more_bytes_than_an_entry_of_a_tile_bundle_may_have_are_damage() {
    let text = golden("waymark.coaching.coach-assigned.v1");
    let long = text.replace("knows-workplace", &"x".repeat(65_535));
    let error = decode(long.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("no event has more than 65535"), "{error}");
}

#[test]
fn deeply_nested_json_is_unreadable_wherever_it_stands() {
    let golden = golden("waymark.coaching.coach-assigned.v1");
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}0{}", open.repeat(10_000), close.repeat(10_000));
        unreadable(deep.as_bytes());
        unreadable(open.repeat(10_000).as_bytes());
        unreadable(golden.replace("\"knows-workplace\"", &deep).as_bytes());
        unreadable(golden.replace("\"actor\":", &format!("\"actor\":{deep},\"actor\":")).as_bytes());
    }
}

proptest! {
    #[test]
    fn no_bytes_at_all_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&bytes);
    }

    /// A byte changed in storage is either told, or changes what is said; it never panics.
    #[test]
    fn no_changed_byte_makes_it_panic(place in any::<Index>(), byte in any::<u8>()) {
        let mut bytes = golden("waymark.referrals.referred.v1").into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let _ = decode(&bytes);
    }
}

fn decode(bytes: &[u8]) -> Result<Recorded, DecodeError> {
    Recorded::decode(Position(7), bytes)
}

#[track_caller]
fn unreadable(bytes: &[u8]) {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    match decode(bytes) {
        Err(DecodeError::Damaged { position: Position(7), .. }) => {}
        Err(other) => panic!("{other}: {start}"),
        Ok(_) => panic!("it was read: {start}"),
    }
}

fn golden(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(format!("{name}.json"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
