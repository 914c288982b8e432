//! What is asked, about invented people of an invented college.

use serde_json::json;

use crate::client::Client;
use crate::ground::Ground;

/// The college: its id follows from its UKPRN.
const COLLEGE: &str = "10009999";
const INTERNSHIPS: u64 = 1_000;
const COACHES: u64 = 64;
/// Sessions of half an hour, so that no coach has two at once.
const A_DAY: u64 = 48;

/// What clients do again and again.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Session,
    Referral,
}

/// A command on its way.
pub(crate) struct Command {
    pub(crate) path: &'static str,
    pub(crate) key: String,
    pub(crate) json: String,
}

impl Kind {
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::Session => "sessions on shared internships",
            Self::Referral => "referrals of somebody new",
        }
    }

    /// The command of this number; no two are the same.
    pub(crate) fn command(self, n: u64) -> Command {
        match self {
            Self::Session => session(n),
            Self::Referral => referral(INTERNSHIPS + n),
        }
    }
}

/// Makes known whom the sessions are about.
pub(crate) async fn prepare(ground: &Ground) {
    let mut client = Client::of(&ground.nodes[0], &ground.key).await;
    let college = json!({"provider": COLLEGE, "ukprn": "10009999", "name": "Millbrook College", "date": "2024-06-03"});
    let college = Command { path: "/v1/referrals/register-provider", key: "college".into(), json: college.to_string() };
    client.ask(&college).await;
    for n in 0..COACHES {
        let coach = json!({"coach": coach(n), "provider": COLLEGE, "name": format!("Coach {n}"), "date": "2024-06-03"});
        let key = format!("coach-{n}");
        client.ask(&Command { path: "/v1/coaching/register-coach", key, json: coach.to_string() }).await;
    }
    for n in 0..INTERNSHIPS {
        client.ask(&referral(n)).await;
    }
}

fn session(n: u64) -> Command {
    let (nth, slot) = (n / COACHES / A_DAY, n / COACHES % A_DAY);
    // No two clients that ask at the same time follow each other through the internships.
    let internship = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) % INTERNSHIPS;
    let json = json!({
        "internship": internship_id(internship), "coach": coach(n % COACHES),
        "date": format!("{}-{:02}-{:02}", 2024 + nth / 28 / 12, 1 + nth / 28 % 12, 1 + nth % 28),
        "start": format!("{:02}:{:02}:00", slot / 2, slot % 2 * 30),
        "minutes": 30, "activity": "systematic-instruction", "claimable": false,
    });
    Command { path: "/v1/coaching/log-hours", key: format!("session-{n}"), json: json.to_string() }
}

fn referral(n: u64) -> Command {
    let json = json!({
        "internship": internship_id(n), "provider": COLLEGE, "reference": format!("MB-{n:06}"),
        "person": format!("00000000-0000-4000-8000-3{n:011}"), "date": "2024-06-10",
        "name": format!("Young Person {n}"), "dateOfBirth": "2006-02-11", "homeAuthority": "E08000003",
        "source": "school",
    });
    Command { path: "/v1/referrals/refer", key: format!("refer-{n}"), json: json.to_string() }
}

fn internship_id(n: u64) -> String {
    format!("00000000-0000-4000-8000-1{n:011}")
}

fn coach(n: u64) -> String {
    format!("00000000-0000-4000-8000-2{n:011}")
}
