//! One canonical event for every type and version ever written, each a file that never changes: what
//! is in a log today must be read by every later program.
//!
//! `./regenerate` writes files for new types from the examples that they declare. It never writes over one.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::mem::discriminant;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use events::{
    CommandHash, DeploymentSecret, Established, Event, EventId, EventType, Line, Nonce, OpenPart, Owner, PersonId,
    PersonKey, Position, Purpose, Recorded, Said, Sealed, Subject, Ukprn,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// An event's bytes, and the sealed bytes beside it in base64, where it has any.
struct Golden {
    name: String,
    bytes: Vec<u8>,
    sealed: Option<String>,
}

/// Every golden file, after missing ones were written if that was asked for.
static GOLDENS: LazyLock<Vec<Golden>> = LazyLock::new(|| {
    if std::env::var_os("WAYMARK_UPDATE").is_some() {
        events::types().for_each(write_missing);
    }
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let events = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    events.map(|path| read(&path)).collect()
});

#[test]
fn every_kind_of_event_has_a_golden_file() {
    for kind in events::types() {
        let name = kind.full_name();
        let golden = GOLDENS.iter().find(|golden| golden.name == name);
        let golden = golden.unwrap_or_else(|| panic!("golden/{name}.json is missing: run ./regenerate"));
        let attributed = kind.name == "entered-in-error";
        assert_eq!(golden.sealed.is_some(), kind.sealed.is_some() || attributed, "golden/{name}.sealed");
    }
}

#[test]
fn a_golden_event_is_read_and_written_back_byte_for_byte() {
    for golden in &*GOLDENS {
        let recorded = decode(golden);
        assert_eq!(recorded.event.fact.event_type().full_name(), golden.name);
        let written = String::from_utf8(recorded.event.to_canonical().unwrap()).unwrap();
        assert_eq!(written, String::from_utf8_lossy(&golden.bytes), "{}", golden.name);
    }
}

/// RFC 8785 without floats: members in order, no white space, the shortest escapes. A parsed
/// `Value` keeps its members in order, so writing it again is the canonical form.
#[test]
fn a_golden_event_is_in_canonical_form() {
    for golden in &*GOLDENS {
        let text = String::from_utf8(golden.bytes.clone()).unwrap();
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&parsed).unwrap(), text, "{}", golden.name);
    }
}

#[test]
fn sealed_content_of_a_golden_event_opens_with_the_persons_key() {
    for golden in GOLDENS.iter().filter(|golden| golden.sealed.is_some()) {
        let mut event = decode(golden).event;
        let sealed = URL_SAFE_NO_PAD.decode(golden.sealed.as_ref().unwrap()).unwrap();
        assert_eq!(Sealed::check(&golden.bytes, Some(&sealed)), Ok(()), "{}", golden.name);

        let parts = event.sealed.clone();
        for (part, bytes) in Sealed::split(&parts, &sealed).unwrap() {
            let content = key().open(event.id, event.fact.event_type(), part, bytes.unwrap()).unwrap();
            event.open(&part.purpose, content.clone()).unwrap();
            assert!(event.open_parts().contains(&(part.purpose.clone(), content)), "{}", golden.name);
        }
        let open = String::from_utf8_lossy(&golden.bytes).into_owned();
        assert_eq!(event.to_canonical().unwrap(), golden.bytes, "opened content never reaches the log");
        assert!(!open.contains("Amir") && !open.contains("2002-08-17"), "{}", golden.name);
    }
}

/// One event makes a subject known, and everything else that happens to it depends on that. Taking
/// back stands outside: it neither depends on anything nor establishes it.
#[test]
fn what_happens_to_a_subject_depends_on_its_being_known() {
    for golden in &*GOLDENS {
        let Event { id, fact, .. } = decode(golden).event;
        let (established, needed) = (fact.establishes(id), fact.depends_on());
        let makes_known = established == Some(Established::Subject);
        let depends = needed.contains(&Established::Subject);
        assert_eq!(depends, !makes_known && fact.takes_back().is_none(), "{}: {needed:?}", golden.name);
        assert!(fact.takes_back().is_none() || (established.is_none() && needed.is_empty()), "{}", golden.name);
        assert!(!makes_known || needed.is_empty(), "{}: {needed:?}", golden.name);
    }
}

#[test]
fn what_events_depend_on_is_what_others_establish() {
    let facts: Vec<_> = GOLDENS.iter().map(decode).map(|recorded| (recorded.event.id, recorded.event.fact)).collect();
    let established: HashSet<_> =
        facts.iter().filter_map(|(id, fact)| fact.establishes(*id)).map(|one| discriminant(&one)).collect();
    let needed: Vec<_> = facts.iter().flat_map(|(_, fact)| fact.depends_on()).collect();
    for one in &needed {
        assert!(established.contains(&discriminant(one)), "no event establishes a {one:?}");
    }
    let needed: HashSet<_> = needed.iter().map(discriminant).collect();
    for one in facts.iter().filter_map(|(id, fact)| fact.establishes(*id)) {
        assert!(needed.contains(&discriminant(&one)), "no event depends on a {one:?}");
    }
}

#[test]
fn a_golden_file_that_is_there_is_never_written_over() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("frozen.json");
    fs::write(&path, "as it was").unwrap();
    write_new(&path, b"otherwise");
    assert_eq!(fs::read(&path).unwrap(), b"as it was");
}

/// Every import, on any machine and in any year, must find the same things under the same names.
#[test]
fn ids_that_follow_from_names_never_change() {
    let secret = DeploymentSecret::PUBLISHED;
    let provider = secret.provider(&Ukprn::new("10000001").unwrap());
    assert_eq!(provider.to_string(), "86f54d6e-0f7b-8afe-b966-150913083c92");
    assert_eq!(secret.named(provider, "person", "NF-001").to_string(), "bc2ed617-7d58-8cee-83a7-c313e14a5f82");
    assert_eq!(secret.internship(provider, "NF-001", 1).to_string(), "b27eba3b-fbd6-803a-a755-57a3a37606bc");
    assert_eq!(secret.actor("import").to_string(), "57818175-69db-8f22-a19d-ceaa38b204fc");
    assert_eq!(secret.event(provider.subject(), "row 1").to_string(), "ed825218-e31c-84f9-abf0-06e41d869227");
    assert_eq!(secret.command("{}").to_string(), "1gKl_eDP_VO3bHXo6y9VEQ");
}

fn write_missing(kind: &EventType) {
    let name = kind.full_name();
    let (data, personal) = example(kind);
    let id = EventId(Uuid::from_u128(0x3c8d_72e4_91ab_5e0a_9a53_0f8f_3a4f_4c11));
    let subject = Subject { kind: kind.subjects[0], id: Uuid::from_u128(0x0b9f_6e9c_0c3e_5f0a_9a53_0f8f_3a4f_4c11) };
    let day = data["date"].as_str().unwrap();
    let mut event = json!({
        "actor": DeploymentSecret::PUBLISHED.actor("northfield-office"),
        "commandhash": CommandHash([7; 16]),
        "correlationid": Uuid::from_u128(0x2f77_1b1e_58a4_5b60_8a2e_6b1c_0d3f_7a90),
        "data": data,
        "dataschema": format!("/schemas/{name}.json"),
        "id": id,
        "recordedtime": "2025-09-01T08:30:00.123456Z",
        "rulesversion": "1",
        "source": format!("/waymark/{}", kind.context),
        "specversion": "1.0",
        "subject": subject,
        "time": format!("{day}T00:00:00Z"),
        "type": name,
    });
    if let Some(error) = data.get("event") {
        event["causationid"] = error.clone();
        event["onbehalfof"] = json!(DeploymentSecret::PUBLISHED.actor("Northfield College"));
        event["origin"] = json!("Timesheets, row 7");
        event["traceparent"] = json!("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    }
    let mut bytes = event.to_string().into_bytes();
    let mut event = Recorded::decode(Position(1), &bytes).unwrap().event;
    if let Some(content) = personal {
        event.open(&Purpose::new(kind.sealed.unwrap()).unwrap(), content).unwrap();
    }
    if event.fact.takes_back().is_some() {
        let (on_behalf_of, reason) = (Line::new("Northfield College"), Line::new("found in the spring check"));
        event.by.said = Some(Said { on_behalf_of: on_behalf_of.ok(), reason: reason.ok() });
    }
    let intern = PersonId(Uuid::from_u128(0x7d44_4840_9dc0_5112_b6ad_1f2f_5a3c_9e11));
    let owner = Owner::of(event.subject, Some(intern)).unwrap();
    let seal = |(nonce, (purpose, content))| {
        key().seal(Nonce([nonce; 12]), id, kind, OpenPart { owner, purpose, content }).unwrap()
    };
    let parts = (1..).zip(event.open_parts()).map(seal).collect();
    if let Some(sealed) = event.list_sealed(parts) {
        write_new(&folder().join(format!("{name}.sealed")), URL_SAFE_NO_PAD.encode(sealed.0).as_bytes());
        bytes = event.to_canonical().unwrap();
    }
    write_new(&folder().join(format!("{name}.json")), &bytes);
}

/// The example of this type: its data, and what is sealed with it.
fn example(kind: &EventType) -> (Value, Option<Value>) {
    let mut data: Value = serde_json::from_str(kind.example).unwrap();
    let sealed = kind.sealed.and_then(|field| data.as_object_mut().unwrap().remove(field));
    (data, sealed)
}

fn key() -> PersonKey {
    PersonKey([7; 32])
}

fn decode(golden: &Golden) -> Recorded {
    Recorded::decode(Position(1), &golden.bytes).unwrap_or_else(|error| panic!("{}: {error}", golden.name))
}

fn read(path: &Path) -> Golden {
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    Golden { name, bytes: fs::read(path).unwrap(), sealed: fs::read_to_string(path.with_extension("sealed")).ok() }
}

fn write_new(path: &Path, bytes: &[u8]) {
    if let Ok(mut file) = OpenOptions::new().write(true).create_new(true).open(path) {
        file.write_all(bytes).unwrap();
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}
