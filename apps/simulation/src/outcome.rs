//! What becomes of an intern who finished: a job, the checks after it, a destination.

use events::outcomes::Destination;
use jiff::civil::Date;
use serde_json::json;

use super::journey::Journey;
use super::programme::{employer_id, later};

pub(super) fn outcomes(journey: &mut Journey<'_>, end: Date) {
    let destination = if journey.dice.in_100(60) { job(journey, end) } else { None };
    let destination = destination.unwrap_or_else(|| {
        journey
            .dice
            .one_of(Destination::Npe1, &[Destination::Edu4, Destination::Vol1, Destination::Npe2, Destination::Oth3])
    });
    let day = later(end, journey.dice.between(30, 60));
    let fields = json!({"outcome": destination, "from": later(end, 1), "date": day});
    journey.mistake(day, "outcomes.record-destination", "outcomes.enter-in-error", fields.clone());
    journey.add(day, "outcomes.record-destination", fields);
}

/// An offer, perhaps taken up. Returns the destination it leads to.
fn job(journey: &mut Journey<'_>, end: Date) -> Option<Destination> {
    let offered = later(end, journey.dice.between(0, 40)).saturating_sub(jiff::Span::new().days(30));
    let start = later(offered, journey.dice.between(7, 50)).max(later(end, 1));
    let employer = journey.dice.between(0, 7) as usize;
    let job = journey.programme.id("job", &format!("{} {offered}", journey.reference));
    let weekly_minutes = journey.dice.one_of(16, &[8, 12, 16, 20, 24, 30]) * 60;
    let fields = json!({
        "job": job, "date": offered, "employer": employer_id(journey.programme, employer), "role": "team assistant",
        "weeklyMinutes": weekly_minutes, "hourlyPence": journey.dice.between(1044, 1300), "start": start,
        "contract": journey.dice.one_of("permanent", &["fixed-term", "zero-hours", "apprenticeship"]),
    });
    journey.add(offered, "outcomes.offer-job", fields);
    let answered = later(offered, journey.dice.between(0, 6));
    if journey.dice.in_100(7) {
        journey.add(
            answered,
            "outcomes.answer-job-offer",
            json!({"job": job, "date": answered, "answer": "declined", "reason": "travel", "note": "the bus is too early"}),
        );
        return None;
    }
    journey.add(
        answered,
        "outcomes.answer-job-offer",
        json!({"job": job, "date": answered, "answer": "accepted", "reason": "people", "note": "knows the team"}),
    );
    journey.add(start, "outcomes.start-job", json!({"job": job, "date": start}));
    checks(journey, job, start, weekly_minutes);
    Some(if weekly_minutes >= 16 * 60 { Destination::Emp1 } else { Destination::Emp2 })
}

fn checks(journey: &mut Journey<'_>, job: uuid::Uuid, start: Date, weekly_minutes: u32) {
    let mut in_work = true;
    for weeks in [4u32, 13, 26, 52] {
        let day = later(start, weeks * 7 + journey.dice.between(0, 5));
        if in_work && journey.dice.in_100(8) {
            in_work = false;
            if journey.dice.in_100(60) {
                let ended = day.saturating_sub(jiff::Span::new().days(4));
                let reason = journey.dice.one_of("contract-ended", &["resigned", "health", "redundant"]);
                let fields = json!({"job": job, "date": ended, "reason": reason, "endedBy": "employer", "note": "the rota changed"});
                journey.add(ended, "outcomes.end-job", fields);
            }
        }
        if in_work && weeks == 26 && journey.dice.in_100(30) {
            let changed = day.saturating_sub(jiff::Span::new().days(20));
            let (weekly, pence) = (weekly_minutes + 120, journey.dice.between(1250, 1400));
            let fields = json!({"job": job, "date": changed, "weeklyMinutes": weekly, "hourlyPence": pence, "role": "team leader"});
            journey.add(changed, "outcomes.change-job", fields);
        }
        let reached = journey.dice.in_100(80);
        let fields = match (reached, in_work) {
            (false, _) => json!({"job": job, "date": day, "milestone": weeks, "status": "could-not-reach"}),
            (true, false) => {
                json!({"job": job, "date": day, "milestone": weeks, "status": "not-in-work", "evidence": "family"})
            }
            (true, true) => {
                let evidence = journey.dice.one_of("payslip", &["employer", "family"]);
                json!({"job": job, "date": day, "milestone": weeks, "status": "in-work", "weeklyMinutes": weekly_minutes, "evidence": evidence})
            }
        };
        journey.add(day, "outcomes.check-sustainment", fields);
    }
}
