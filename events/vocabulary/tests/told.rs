//! What a timeline says about every golden event, old versions too, as it stands in `told.txt`: where
//! nothing else is known and what is sealed stays closed, and where names are known and it is open.
//! Where a sentence is meant to change, run `./regenerate` and read the difference.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::fs;
use std::path::{Path, PathBuf};

use events::telling::{Known, Names};
use events::{ClaimId, CoachId, EventId, Fact, OfferId, Position, ProviderId, Recorded};
use serde_json::Value;

#[test]
fn every_golden_event_is_told_as_it_was() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = fs::read_dir(here.join("golden")).unwrap();
    let mut files: Vec<_> = golden.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(files.len() >= events::types().count());
    let told: String = files.iter().map(tell).collect();
    let kept = here.join("tests/told.txt");
    if std::env::var_os("WAYMARK_UPDATE").is_some() {
        fs::write(&kept, &told).unwrap();
    }
    assert_eq!(told, fs::read_to_string(kept).unwrap(), "if that is meant, run ./regenerate");
}

/// The event's type, and its sentence; a second one where it knows more.
fn tell(file: &PathBuf) -> String {
    let mut fact = Recorded::decode(Position(1), &fs::read(file).unwrap()).unwrap().event.fact;
    let name = file.file_stem().unwrap().to_string_lossy();
    let closed = fact.tell(&Known::default());
    open(&mut fact);
    let open = fact.tell(&Everything);
    if open == closed { format!("{name}\n    {closed}\n") } else { format!("{name}\n    {closed}\n    {open}\n") }
}

/// Puts in what the example of its type has sealed.
fn open(fact: &mut Fact) {
    let kind = fact.event_type();
    let example: Value = serde_json::from_str(kind.example).unwrap();
    if let Some(content) = kind.sealed.and_then(|field| example.get(field)) {
        fact.open(content.clone()).unwrap();
    }
}

/// Knows every name.
struct Everything;

impl Names for Everything {
    fn coach(&self, _: CoachId) -> Option<&str> {
        Some("Dean Prescott")
    }

    fn provider(&self, _: ProviderId) -> Option<&str> {
        Some("Northfield College")
    }

    fn claim(&self, _: ClaimId) -> Option<&str> {
        Some("3")
    }

    fn job(&self, _: OfferId) -> Option<&str> {
        Some("kitchen assistant at Corner Café")
    }

    fn entry(&self, _: EventId) -> Option<&str> {
        Some("Dean Prescott joined Northfield College as a job coach.")
    }
}
