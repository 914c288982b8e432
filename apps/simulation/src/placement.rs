//! An intern's placements: how they come about, go and end.

use jiff::civil::Date;
use jiff::{ToSpan as _, Unit};
use serde_json::json;
use uuid::Uuid;

use super::journey::Journey;
use super::programme::{Programme, SECTORS, employer_id, later, role_id};

/// One placement that is told.
struct Plan {
    placement: Uuid,
    /// The number of the employer.
    employer: usize,
    from: Date,
    until: Date,
    minutes: u32,
}

impl Journey<'_> {
    /// Two placements, one after the other; for some a third beside the first, half of the week each.
    pub(super) fn placements(&mut self, intern: u32, end: Date) {
        let Programme { start, middle, end: planned_end, .. } = *self.programme;
        let last_of_first = middle.saturating_sub(3.days());
        let minutes = self.dice.between(36, 45) * 30;
        let beside = self.dice.in_100(15);
        let half = if beside { minutes / 2 } else { minutes };
        let mut plans = vec![(1u32, start, last_of_first, half), (2, middle, planned_end, minutes)];
        if beside {
            plans.insert(1, (3, start, last_of_first, half));
        }
        for (number, from, until, minutes) in plans.into_iter().filter(|(_, from, _, _)| *from <= end) {
            let employer = (intern as usize + number as usize * 3) % SECTORS.len();
            let placement = self.programme.id("placement", &format!("{} {number}", self.reference));
            let plan = Plan { placement, employer, from, until, minutes };
            self.before(&plan);
            self.placed(&plan, until.min(end));
        }
    }

    /// A match and an interview, where they were written down.
    fn before(&mut self, plan: &Plan) {
        let (employer, met) = (employer_id(self.programme, plan.employer), plan.from.saturating_sub(14.days()));
        let interview = json!({
            "employer": employer, "date": met, "result": "offered",
            "adjustments": ["questions a day before", "a quiet room"],
        });
        self.mistake(met, "placements.hold-interview", "placements.enter-in-error", interview.clone());
        if !self.dice.in_100(60) {
            return;
        }
        let fields = json!({
            "employer": employer, "role": role_id(self.programme, plan.employer), "date": met,
            "reasons": ["interests", "travel"], "note": "asked about it after the taster",
        });
        self.add(met, "placements.match-intern", fields);
        self.add(met, "placements.hold-interview", interview);
    }

    fn placed(&mut self, plan: &Plan, last: Date) {
        let Plan { placement, employer, from, until, minutes } = *plan;
        let employer_id = employer_id(self.programme, employer);
        let fields = json!({
            "employer": employer_id, "placement": placement, "role": "team assistant", "date": from,
            "opening": role_id(self.programme, employer), "plannedEnd": until, "weeklyMinutes": minutes,
            "mode": "external", "supervisorNamed": true,
        });
        self.add(from, "placements.start-placement", fields);
        let days = u32::try_from(last.since((Unit::Day, from)).map_or(0, |span| span.get_days())).unwrap_or(0);
        for _ in 0..self.dice.between(0, 4) {
            let absent = later(from, self.dice.between(0, days));
            let place = self.dice.one_of("placement", &["class"]);
            let mut fields = json!({"date": absent, "place": place, "absence": "ill"});
            if place == "placement" {
                fields["placement"] = json!(placement);
            }
            if !self.steps.iter().any(|step| step.day == absent && step.command == "placements.record-attendance") {
                self.add(absent, "placements.record-attendance", fields);
            }
        }
        if days > 60 {
            self.goes_on(placement, later(from, 42));
        }
        let reason = if last < until { "intern-left" } else { "finished" };
        let mut fields = json!({"placement": placement, "date": last, "reason": reason});
        if self.dice.in_100(20) {
            fields["note"] = json!("said goodbye with a cake");
        }
        self.add(last, "placements.end-placement", fields);
    }

    /// A review, and for some an interruption of a fortnight.
    fn goes_on(&mut self, placement: Uuid, day: Date) {
        let fields = json!({
            "placement": placement, "date": day, "who": ["intern", "employer", "job-coach"], "decision": "go-on",
            "internView": "I know everybody on the ward now", "employerView": "needs no reminders any more",
        });
        self.add(day, "placements.review-placement", fields);
        if self.dice.in_100(12) {
            let (paused, back) = (later(day, 1), later(day, 15));
            let fields = json!({"placement": placement, "date": paused, "reason": "ill", "note": "a broken wrist"});
            self.add(paused, "placements.pause-placement", fields);
            let fields =
                json!({"placement": placement, "date": back, "reason": "recovered", "note": "light work only"});
            self.add(back, "placements.resume-placement", fields);
        }
    }
}
