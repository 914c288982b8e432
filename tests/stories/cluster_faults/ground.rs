//! What must have happened before anybody can be coached: invented people of an invented college.

use serde_json::{Value, json};
use stories::cluster::Client;

/// The college: its id follows from its UKPRN.
pub(crate) const COLLEGE: &str = "10009999";

/// An internship's id.
pub(crate) fn internship(number: usize) -> String {
    format!("00000000-0000-4000-8000-1{number:011}")
}

/// A coach's id.
pub(crate) fn coach(number: usize) -> String {
    format!("00000000-0000-4000-8000-2{number:011}")
}

/// Posts a command, which must be taken. Returns its receipt.
#[track_caller]
pub(crate) fn take(client: &Client, path: &str, key: &str, json: &Value) -> Value {
    let answer = client.post(path, key, json);
    let Some((201, receipt)) = answer else { panic!("{path}: {answer:?}") };
    receipt
}

/// Makes the college known and refers so many young people to it. Returns the receipts.
pub(crate) fn prepare(client: &Client, internships: usize) -> Vec<Value> {
    let college = json!({
        "provider": COLLEGE, "ukprn": "10009999", "name": "Millbrook College", "date": "2024-06-03",
    });
    let mut receipts = vec![take(client, "/v1/referrals/register-provider", "college", &college)];
    for number in 0..internships {
        let referral = json!({
            "internship": internship(number), "provider": COLLEGE, "reference": format!("MB-{number:03}"),
            "person": format!("00000000-0000-4000-8000-3{number:011}"), "date": "2024-06-10",
            "name": format!("Young Person {number}"), "dateOfBirth": "2006-02-11", "homeAuthority": "E08000003",
            "source": "school",
        });
        receipts.push(take(client, "/v1/referrals/refer", &format!("refer-{number}"), &referral));
    }
    receipts
}

/// The registration of a coach.
pub(crate) fn registration(number: usize) -> Value {
    json!({"coach": coach(number), "provider": COLLEGE, "name": format!("Coach {number}"), "date": "2024-06-03"})
}

/// A session of a coach that overlaps with no other of theirs.
pub(crate) fn session(intern: usize, of: usize, number: usize) -> Value {
    let (day, slot) = (number / 24, number % 24);
    json!({
        "internship": internship(intern), "coach": coach(of),
        "date": format!("2025-{:02}-{:02}", 1 + day / 28 % 12, 1 + day % 28), "start": format!("{slot:02}:00:00"),
        "minutes": 30, "activity": "systematic-instruction", "claimable": false,
    })
}
