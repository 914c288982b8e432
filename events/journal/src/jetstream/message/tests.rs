use std::fs;

use events::{Hash, KeyCommitment, Owner, PersonId, Purpose, Recorded, SealedPart};

use super::*;

fn golden() -> Vec<Vec<u8>> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../vocabulary/golden");
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    json.map(|path| fs::read(path).unwrap().trim_ascii_end().to_vec()).collect()
}

fn event(leaf: &[u8]) -> Event {
    Recorded::decode(Position(1), leaf).unwrap().event
}

/// The event with these bytes as its sealed content, and what is put beside it.
fn sealing(leaf: &[u8], bytes: &[u8]) -> (Event, Sealed) {
    let mut event = event(leaf);
    let part = SealedPart {
        owner: Owner::of(event.subject, Some(PersonId(event.subject.id))).unwrap(),
        purpose: Purpose::new("attribution").unwrap(),
        hash: Hash(Sha256::digest(bytes).into()),
        key: KeyCommitment([7; 16]),
    };
    let sealed = event.list_sealed(vec![(part, bytes.to_vec())]).unwrap();
    (event, sealed)
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What a message is that a service sent and the servers took at this time.
fn read(address: &str, at: Timestamp, body: &[u8]) -> Result<Incoming, Unreadable> {
    incoming(address, Taken { at, filled: false }, Timestamp::MIN, body)
}

/// What a message is that filled the stream.
fn read_filled(address: &str, body: &[u8]) -> Result<Incoming, Unreadable> {
    incoming(address, Taken { at: time("2030-01-01T00:00:00Z"), filled: true }, Timestamp::MAX, body)
}

#[test]
fn a_message_becomes_the_event_with_the_time_at_which_it_was_taken() {
    for leaf in golden() {
        let (event, sealed) = sealing(&leaf, &[1, 2, 3]);
        let sent = outgoing(&event, Some(&sealed)).unwrap();
        let incoming = read(&sent.address, time("2026-10-01T09:30:00.123456789Z"), &sent.body).unwrap();
        let expected = Event { recorded: time("2026-10-01T09:30:00.123456Z"), ..event };
        assert_eq!(incoming.leaf, expected.to_canonical().unwrap(), "canonical, and cut to the microsecond");
        assert_eq!(incoming.sealed, Some(sealed.0.clone()));
        assert!(is_sent(&sent, &incoming.leaf, incoming.sealed.as_deref()));
        assert!(!is_sent(&sent, &incoming.leaf, None));
        let entry = incoming.entry(&sent.address).unwrap();
        assert_eq!((entry.id(), entry.subject()), (sent.id, sent.subject));
    }
}

#[test]
fn an_event_of_a_log_keeps_its_recorded_time() {
    for leaf in golden() {
        let sent = recorded(&leaf, None).unwrap();
        let incoming = read_filled(&sent.address, &sent.body).unwrap();
        assert_eq!(incoming, Incoming { leaf: leaf.clone(), sealed: None, recorded: event(&leaf).recorded });
        assert_eq!(sent.address, outgoing(&event(&leaf), None).unwrap().address);
        assert_eq!(read(&sent.address, Timestamp::UNIX_EPOCH, &sent.body), Err(Unreadable::OwnTime));
    }
}

#[test]
fn the_servers_times_may_go_back_and_recorded_times_do_not() {
    let event = event(&golden().remove(0));
    let sent = outgoing(&event, None).unwrap();
    let mut before = Timestamp::MIN;
    let mut recorded = Vec::new();
    for second in ["30.0000009", "29", "31", "12.5", "30.999999", "31.000001"] {
        let at = time(&format!("2026-10-01T09:30:{second}Z"));
        let read = incoming(&sent.address, Taken { at, filled: false }, before, &sent.body).unwrap();
        before = read.recorded;
        assert_eq!(read.leaf, Event { recorded: before, ..event.clone() }.to_canonical().unwrap());
        recorded.push(before.to_string()[17..].to_owned());
    }
    assert_eq!(recorded, ["30Z", "30Z", "31Z", "31Z", "31Z", "31.000001Z"]);
}

#[test]
fn a_recorded_time_that_is_put_in_elsewhere_does_not_hide_one_that_the_author_chose() {
    let refused = golden().into_iter().map(|leaf| {
        let address = recorded(&leaf, None).unwrap().address;
        // At the end of the data, where it may stand by its name.
        let at = std::str::from_utf8(&leaf).unwrap().find("},\"dataschema\"").unwrap();
        let body = frame(&address, 0, u32::try_from(at).unwrap(), &leaf, None);
        read(&address, time("2026-10-01T09:30:00Z"), &body).unwrap().entry(&address).err().unwrap()
    });
    let (own_time, not_canonical): (Vec<_>, Vec<_>) = refused.partition(|refused| *refused == Unreadable::OwnTime);
    assert!(!own_time.is_empty());
    assert!(not_canonical.iter().all(|refused| *refused == Unreadable::NotCanonical), "{not_canonical:?}");
}

#[test]
fn an_event_is_taken_in_in_canonical_form_also_one_that_only_a_newer_release_knows() {
    let taken = |leaf: &str| {
        let address = recorded(leaf.as_bytes(), None).unwrap().address;
        let body = frame(&address, HAS_TIME, 0, leaf.as_bytes(), None);
        read_filled(&address, &body).unwrap().entry(&address).map(|entry| entry.leaf().to_vec())
    };
    for leaf in golden() {
        let leaf = String::from_utf8(leaf).unwrap();
        let version = leaf.rfind(".v").unwrap();
        let newer_type = format!("{}.v99\"}}", &leaf[..version]);
        let newer_member = leaf.replacen("{\"actor\":", "{\"aaa\":1,\"actor\":", 1);
        for newer in [newer_type, newer_member] {
            assert_eq!(taken(&newer), Ok(newer.into_bytes()));
        }
        let spaced = leaf.replacen("{\"actor\":", "{ \"actor\":", 1);
        let unordered = leaf.replacen("{\"actor\":", "{\"zzz\":1,\"actor\":", 1);
        for changed in [spaced, unordered] {
            assert_eq!(taken(&changed), Err(Unreadable::NotCanonical), "{changed}");
        }
    }
}

#[test]
fn a_recorded_time_that_is_spoken_of_in_the_event_is_not_taken_for_it() {
    let mut event = event(&golden().remove(0));
    event.by.origin = Some(events::Line::new(r#"he wrote ,"recordedtime":"2020-01-01" himself"#).unwrap());
    event.trace.traceparent = Some(events::Line::new(r#"x,"recordedtime":"2020-01-01T00:00:00Z"#).unwrap());
    let sent = outgoing(&event, None).unwrap();
    let taken = time("2026-10-01T09:30:00Z");
    let read = read(&sent.address, taken, &sent.body).unwrap();
    assert_eq!(read.leaf, Event { recorded: taken, ..event }.to_canonical().unwrap());
}

#[test]
fn no_byte_can_be_changed_and_no_message_moved_unseen() {
    let (event, sealed) = sealing(&golden().remove(0), &[1, 2, 3]);
    let sent = outgoing(&event, Some(&sealed)).unwrap();
    let taken = time("2026-10-01T09:30:00Z");
    for at in 0..sent.body.len() {
        let mut changed = sent.body.clone();
        changed[at] ^= 1;
        assert_eq!(read(&sent.address, taken, &changed), Err(Unreadable::Check), "byte {at}");
        assert!(read(&sent.address, taken, &sent.body[..at]).is_err(), "cut at {at}");
    }
    let elsewhere = sent.address.replace("waymark.events.", "waymark.events.x");
    assert_eq!(read(&elsewhere, taken, &sent.body), Err(Unreadable::Check));
}

#[test]
fn what_its_address_does_not_say_is_not_taken_in() {
    let leaf = golden().remove(0);
    let sent = recorded(&leaf, None).unwrap();
    let refused = |address: &str| {
        let body = frame(address, HAS_TIME, 0, &leaf, None);
        read_filled(address, &body).unwrap().entry(address).unwrap_err()
    };
    let elsewhere = names::address("funding", events::PersonId(sent.subject.id).subject());
    assert_eq!(refused(&elsewhere), Unreadable::Identity { member: "subject" });
    let another_context = names::address("elsewhere", sent.subject);
    assert_eq!(refused(&another_context), Unreadable::Identity { member: "source" });
}

#[test]
fn a_form_of_a_later_version_is_said_to_be_one() {
    let sent = recorded(&golden().remove(0), None).unwrap();
    let mut framed = sent.body[..sent.body.len() - CHECK].to_vec();
    framed[0] = 2;
    let sum = check(&sent.address, &framed);
    framed.extend_from_slice(&sum);
    assert_eq!(read(&sent.address, Timestamp::UNIX_EPOCH, &framed), Err(Unreadable::Form(2)));
}
