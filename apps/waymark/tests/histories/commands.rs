//! Commands at random: many are refused, and enough are not.

use events::coaching::Event as Coached;
use events::{Fact, Recorded};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

/// Chance, from a seed.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        if from.is_empty() { None } else { from.get(usize::try_from(self.below(from.len() as u64)).unwrap()) }
    }
}

const COLLEGE: &str = "10000001";
const MUSEUM: &str = "10000001/Museum";
const DEAN: &str = "10000001/Dean";

/// The next command: the n-th usual one, else anything; sometimes a usual one again.
pub(crate) fn command(chance: &mut Chance, n: u32, events: &[Recorded]) -> (&'static str, String) {
    let again = chance.pick(USUAL).copied().filter(|_| chance.one_in(4));
    let (name, json) = match again.or_else(|| USUAL.get(n as usize).copied()) {
        Some(usual) => usual(chance),
        None => anything(chance, events),
    };
    (name, json.to_string())
}

/// A command's name and fields.
type Usual = fn(&mut Chance) -> (&'static str, Value);

/// What most histories begin with.
const USUAL: &[Usual] = &[
    |_| {
        (
            "referrals.register-provider",
            json!({ "provider": COLLEGE, "ukprn": COLLEGE, "name": "College", "date": "2023-09-01" }),
        )
    },
    |_| {
        (
            "placements.register-employer",
            json!({ "employer": MUSEUM, "provider": COLLEGE, "name": "Museum", "contact": "Sal", "date": "2023-09-02" }),
        )
    },
    |_| {
        ("coaching.register-coach", json!({ "coach": DEAN, "provider": COLLEGE, "name": "Dean", "date": "2023-09-03" }))
    },
    |chance| {
        (
            "referrals.refer",
            json!({
                "internship": intern(chance), "provider": COLLEGE, "reference": "NF-1", "person": "10000001/NF-1",
                "date": "2024-05-07", "name": "Amir", "dateOfBirth": "2005-08-17", "homeAuthority": "E08000006", "source": "council",
            }),
        )
    },
    |chance| {
        (
            "referrals.verify-plan",
            json!({ "internship": intern(chance), "date": "2024-05-08", "kind": "ehc-plan", "localAuthority": "E08000006" }),
        )
    },
    |chance| {
        (
            "referrals.accept",
            json!({
                "internship": intern(chance), "provider": COLLEGE, "date": "2024-06-22", "plannedStart": "2024-09-30",
                "plannedEnd": "2025-07-11", "weeklyMinutesAtWork": 1260,
            }),
        )
    },
    |chance| {
        (
            "placements.start-placement",
            json!({
                "internship": intern(chance), "employer": MUSEUM, "placement": placement(chance), "role": "collections",
                "date": day(chance, date(2024, 9, 30)), "plannedEnd": "2025-06-30", "weeklyMinutes": 1260,
            }),
        )
    },
    |chance| {
        (
            "funding.apply-for-access-to-work",
            json!({ "internship": intern(chance), "application": application(chance), "date": "2024-07-15", "signedBy": "customer" }),
        )
    },
    |chance| {
        (
            "funding.record-access-to-work-decision",
            json!({
                "internship": intern(chance), "application": application(chance), "date": "2024-09-10", "decision": "awarded",
                "reference": "ATW-1", "from": "2024-09-30", "until": "2025-03-30", "weeklyMinutes": 720, "hourly": 2150,
                "weeks": 26,
            }),
        )
    },
    |chance| {
        (
            "outcomes.offer-job",
            json!({
                "internship": intern(chance), "job": "10000001/J1", "date": "2025-07-09", "employerName": "Corner Café", "role": "assistant",
                "weeklyMinutes": 1200, "hourlyPence": 1000, "contract": "permanent",
            }),
        )
    },
    |chance| {
        (
            "outcomes.answer-job-offer",
            json!({ "internship": intern(chance), "job": "10000001/J1", "date": "2025-07-10", "answer": "accepted" }),
        )
    },
    |chance| {
        ("outcomes.start-job", json!({ "internship": intern(chance), "job": "10000001/J1", "date": "2025-07-16" }))
    },
    session,
    session,
    |chance| {
        (
            "funding.change-award",
            json!({
                "internship": intern(chance), "date": "2025-03-10", "award": "ATW-1", "kind": "extension", "from": "2025-03-31",
                "weeksMore": 13, "until": "2025-06-29",
            }),
        )
    },
    submission,
];

fn anything(chance: &mut Chance, events: &[Recorded]) -> (&'static str, Value) {
    let internship = intern(chance);
    let on = day(chance, date(2024, 10, 1));
    match chance.below(24) {
        0 => of_the_person(chance),
        1 => (
            "referrals.complete-taster",
            json!({ "internship": internship, "date": "2024-06-21", "sector": "hospitality" }),
        ),
        2 => (
            "referrals.change-travel-level",
            json!({ "internship": internship, "date": on, "route": "to work", "step": 1 + chance.below(7) }),
        ),
        3 => ("referrals.decline", json!({ "internship": internship, "date": "2024-06-28", "reason": "no-place" })),
        4 => ("referrals.withdraw", json!({ "internship": internship, "date": on, "reason": "health" })),
        5 => ("referrals.complete", json!({ "internship": internship, "date": "2025-07-11", "reason": "finished" })),
        6 => (
            "placements.hold-interview",
            json!({ "internship": internship, "employer": MUSEUM, "date": "2024-09-12", "result": "offered" }),
        ),
        7 => (
            "placements.end-placement",
            json!({ "internship": internship, "placement": placement(chance), "date": on, "reason": "finished" }),
        ),
        8 => (
            "placements.record-attendance",
            json!({ "internship": internship, "date": on, "place": "placement", "minutes": 300 }),
        ),
        9 => ("coaching.assign-coach", json!({ "internship": internship, "coach": DEAN, "date": "2024-09-30" })),
        10..14 => session(chance),
        14 | 15 => correction(chance, events),
        16 => (
            "funding.change-award",
            json!({
                "internship": internship, "date": "2025-03-10", "award": "ATW-1", "kind": "extension", "from": "2025-03-31",
                "weeksMore": 13, "until": "2025-06-29",
            }),
        ),
        17 => submission(chance),
        18 => (
            "funding.pay-claim",
            json!({ "internship": internship, "claim": claim(chance), "date": "2025-08-01", "pence": 500 }),
        ),
        19 => (
            "funding.reject-claim",
            json!({ "internship": internship, "claim": claim(chance), "date": "2025-08-02", "reason": "too-late" }),
        ),
        20 => (
            "outcomes.check-sustainment",
            json!({ "internship": internship, "job": "10000001/J1", "date": "2025-10-15", "status": "in-work" }),
        ),
        21 => (
            "funding.prepare-claim",
            json!({
                "internship": internship, "claim": claim(chance), "number": "C", "award": "ATW-1", "date": "2025-07-01",
                "from": "2024-10-01", "until": "2025-02-28",
            }),
        ),
        22 => (
            "funding.disallow-claim-line",
            json!({ "internship": internship, "claim": claim(chance), "date": "2025-08-01", "day": on, "minutes": 30 }),
        ),
        _ => (
            "outcomes.end-job",
            json!({ "internship": internship, "job": "10000001/J1", "date": "2026-01-30", "reason": "resigned", "endedBy": "employee" }),
        ),
    }
}

/// What is learned or put right of a young person, or ends their plan.
fn of_the_person(chance: &mut Chance) -> (&'static str, Value) {
    let (internship, on) = (intern(chance), day(chance, date(2024, 4, 20)));
    match chance.below(6) {
        0 => (
            "referrals.hold-family-conversation",
            json!({ "internship": internship, "date": "2024-06-15", "worries": "The bus." }),
        ),
        1 => (
            "referrals.correct-details",
            json!({ "internship": internship, "date": on, "reason": "misspelt", "dateOfBirth": day(chance, date(1999, 6, 1)) }),
        ),
        2 => (
            "referrals.correct-details",
            json!({ "internship": internship, "date": on, "reason": "changed", "name": format!("Somebody {}", chance.below(3)) }),
        ),
        3 => (
            "referrals.assess-readiness",
            json!({ "internship": internship, "date": on, "tool": "T", "conclusion": if chance.one_in(2) { "ready" } else { "not-yet" } }),
        ),
        4 => (
            "referrals.record-vocational-profile",
            json!({ "internship": internship, "date": on, "version": 1 + chance.below(2), "strengths": "Never late." }),
        ),
        _ => ("referrals.cease-plan", json!({ "internship": internship, "date": on, "reason": "other" })),
    }
}

/// Another length for a session that was logged at some time.
fn correction(chance: &mut Chance, events: &[Recorded]) -> (&'static str, Value) {
    let logged = |recorded: &&Recorded| matches!(recorded.event.fact, Fact::Coaching(Coached::HoursLogged(_)));
    let sessions: Vec<&Recorded> = events.iter().filter(logged).collect();
    let Some(session) = chance.pick(&sessions) else {
        return (
            "funding.incur-cost",
            json!({ "internship": intern(chance), "date": "2024-10-07", "head": "clothing", "funder": "family", "pence": 3499 }),
        );
    };
    let minutes = 30 * (1 + chance.below(4));
    let internship = session.event.subject.id;
    (
        "coaching.correct-hours",
        json!({ "internship": internship, "corrects": session.event.id, "minutes": minutes, "reason": "entered-wrongly", "note": "typed wrongly" }),
    )
}

/// One of two placements.
fn placement(chance: &mut Chance) -> String {
    format!("10000001/P{}", chance.below(2))
}

/// One of two applications, mostly the first.
fn application(chance: &mut Chance) -> String {
    format!("10000001/A{}", u8::from(chance.one_in(6)))
}

/// One of three claims, mostly the first.
fn claim(chance: &mut Chance) -> String {
    format!("10000001/C{}", chance.below(3) * u64::from(chance.one_in(3)))
}

/// A session of the coach.
fn session(chance: &mut Chance) -> (&'static str, Value) {
    let (internship, on) = (intern(chance), day(chance, date(2024, 10, 1)));
    let mut fields = json!({
        "internship": internship, "coach": DEAN, "date": on, "minutes": 30 * (1 + chance.below(4)),
        "activity": "systematic-instruction", "claimable": !chance.one_in(5),
    });
    if !chance.one_in(4) {
        fields["start"] = json!(format!("{:02}:00", 8 + chance.below(8)));
    }
    if !chance.one_in(4) {
        fields["place"] = json!(if chance.one_in(4) { "route" } else { "placement" });
    }
    if chance.one_in(3) {
        fields["group"] = json!(format!("10000001/G{}", chance.below(2)));
        fields["coachMinutes"] = json!(120);
    }
    ("coaching.log-hours", fields)
}

/// A claim for a period.
fn submission(chance: &mut Chance) -> (&'static str, Value) {
    let until = if chance.one_in(2) { "2025-03-20" } else { "2025-06-20" };
    let fields = json!({
        "internship": intern(chance), "claim": claim(chance), "number": "C", "award": "ATW-1", "date": "2025-07-20",
        "from": "2024-10-01", "until": until, "invoice": "INV", "payeeSetUp": true, "signedBy": "customer",
    });
    ("funding.submit-claim", fields)
}

/// One of two interns, mostly the first.
fn intern(chance: &mut Chance) -> String {
    format!("10000001/NF-{}", 1 + u8::from(chance.one_in(6)))
}

fn day(chance: &mut Chance, from: Date) -> Date {
    from.checked_add(i64::try_from(chance.below(200)).unwrap().days()).unwrap()
}
