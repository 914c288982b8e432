//! Invented events, and their subjects.

use event_log::Entry;
use events::{EventId, InternshipId, Subject};
use uuid::Uuid;

pub(crate) fn subject(n: usize) -> Subject {
    InternshipId(Uuid::from_u128(scatter(n as u128 + 1_000_000_000))).subject()
}

/// A session as the coaching service records it, about this internship: some 620 bytes. Ids and
/// hashes do not compress.
pub(crate) fn session(n: usize, about: usize) -> Entry {
    let (subject, id) = (subject(about), event_id(n));
    let [actor, coach] = [1_000, 2_000].map(|from| Uuid::from_u128(scatter(from + about as u128 % 300)));
    // 16 bytes in base64: the last digit says two bits only.
    let hash = format!("{}A", &scatter(n as u128 + 1).to_string()[..21]);
    let (day, activity) = (1 + n % 28, ["systematic-instruction", "travel-training", "review", "admin"][n % 4]);
    let (minutes, month) = (30 + n % 240, 1 + n / 28 % 12);
    let leaf = format!(
        "{{\"actor\":\"{actor}\",\"commandhash\":\"{hash}\",\"correlationid\":\"{}\",\"data\":{{\"coach\":\"{coach}\",\
         \"date\":\"2026-{month:02}-{day:02}\",\"mode\":\"in-person\",\"session\":{{\"activity\":\"{activity}\",\
         \"claimable\":true,\"minutes\":{minutes}}},\"start\":\"09:30:00\"}},\
         \"dataschema\":\"/schemas/waymark.coaching.hours-logged.v1.json\",\"id\":\"{id}\",\
         \"recordedtime\":\"2026-{month:02}-{day:02}T17:{:02}:{:02}.{:06}Z\",\"rulesversion\":\"1\",\"source\":\"/waymark/coaching\",\
         \"specversion\":\"1.0\",\"subject\":\"{subject}\",\"time\":\"2026-{month:02}-{day:02}T00:00:00Z\",\
         \"type\":\"waymark.coaching.hours-logged.v1\"}}",
        Uuid::from_u128(scatter(n as u128 + 2)),
        n / 60 % 60,
        n % 60,
        n * 7919 % 1_000_000,
    );
    Entry::new(id, subject, leaf.into_bytes(), None)
}

/// A small event, of some 300 bytes.
pub(crate) fn small(n: usize, about: usize) -> Entry {
    let (subject, id) = (subject(about), event_id(n));
    let (minutes, day) = (30 + n % 240, 1 + n % 28);
    let leaf = format!(
        "{{\"data\":{{\"activity\":\"at-work\",\"day\":\"2026-03-{day:02}\",\"minutes\":{minutes}}},\"id\":\"{id}\",\
         \"recordedtime\":\"2026-03-{day:02}T09:{:02}:{:02}.{:06}Z\",\"rulesversion\":\"1\",\"source\":\"/waymark/coaching\",\
         \"specversion\":\"1.0\",\"subject\":\"{subject}\",\"type\":\"waymark.coaching.hours-logged.v1\"}}",
        n % 60,
        n / 60 % 60,
        n % 1_000_000,
    );
    Entry::new(id, subject, leaf.into_bytes(), None)
}

fn event_id(n: usize) -> EventId {
    EventId(Uuid::from_u128(scatter(n as u128)))
}

fn scatter(n: u128) -> u128 {
    let mixed = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    (mixed ^ (mixed >> 61)).wrapping_mul(0xbf58_476d_1ce4_e5b9_94d0_49bb_1331_11eb)
}
