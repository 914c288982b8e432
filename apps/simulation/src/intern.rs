//! One intern's year: from referral to the end of the programme.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::json;

use super::dice::Dice;
use super::journey::{Journey, Session};
use super::outcome::outcomes;
use super::programme::{PER_COACH, Programme, SimulatedCommand, coach_id, later, programme_id};

/// The commands of one intern's journey.
pub(super) fn journey(programme: &Programme<'_>, provider: u32, intern: u32, dice: Dice) -> Vec<SimulatedCommand> {
    let reference = programme.reference(provider, intern);
    let id = programme.internship(&reference);
    let mut journey = Journey { programme, id, reference, dice, steps: Vec::new() };
    let referred = journey.referral();
    if journey.dice.in_100(10) {
        let reason = journey.dice.one_of("not-ready", &["other-provision", "family-decision", "no-place"]);
        let day = journey.in_june();
        journey.add(
            day,
            "referrals.decline",
            json!({"date": day, "reason": reason, "note": "the family will ask again next year"}),
        );
        return journey.steps;
    }
    let end = journey.acceptance(referred);
    let award = journey.access_to_work(end);
    journey.placements(intern, end);
    let sessions = journey.coaching(intern, end);
    if let Some(award) = award {
        journey.claims(&award, &sessions);
    }
    journey.costs();
    if end < programme.end {
        let reason = journey.dice.one_of("health", &["moved-away", "found-work", "young-person-decision"]);
        let fields = json!({"date": end, "reason": reason, "note": "talked it over with the family first"});
        journey.add(end, "referrals.withdraw", fields);
    } else {
        let mut fields = json!({"date": end, "reason": "finished"});
        if journey.dice.in_100(15) {
            fields["note"] = json!("spoke in front of everybody on the last day");
        }
        journey.add(end, "referrals.complete", fields);
        outcomes(&mut journey, end);
    }
    journey.steps
}

impl Journey<'_> {
    fn in_june(&mut self) -> Date {
        let day = self.dice.between(3, 28);
        date(self.programme.year, 6, i8::try_from(day).unwrap_or(15))
    }

    fn referral(&mut self) -> Date {
        let Programme { provider, year, .. } = *self.programme;
        let day = later(date(year, 1, 8), self.dice.between(0, 130));
        let born = later(date(year - 21, 9, 1), self.dice.between(0, 5 * 365));
        let authority = self.dice.one_of("E08000001", &["E08000002", "E08000006", "E08000010"]);
        let source = self.dice.one_of("school", &["college", "council", "family", "social-care"]);
        let name = format!("Intern {}", self.reference);
        let person = self.programme.id("person", &self.reference);
        let fields = json!({
            "provider": provider, "programme": programme_id(self.programme), "reference": self.reference, "person": person, "date": day, "name": name,
            "dateOfBirth": born, "homeAuthority": authority, "source": source,
            "schoolYear": self.dice.one_of("14", &["13", "14+"]),
        });
        self.add(day, "referrals.refer", fields);
        let review = day.saturating_sub(i64::from(self.dice.between(20, 500)).days());
        let fields = json!({"date": day, "kind": "ehc-plan", "localAuthority": authority, "lastReview": review, "evidence": "seen-by-a-person"});
        self.add(day, "referrals.verify-plan", fields);
        if self.dice.in_100(85) {
            let on = later(day, self.dice.between(1, 15));
            let mut fields = json!({"date": on, "who": ["parent"], "topics": ["travel"]});
            if self.dice.in_100(40) {
                fields["worries"] = json!("Who is there when the bus is late?");
            }
            self.add(on, "referrals.hold-family-conversation", fields);
        }
        self.person(day);
        day
    }

    /// Accepts the young person. Returns the last day: the programme's, or an earlier one.
    fn acceptance(&mut self, referred: Date) -> Date {
        let Programme { provider, start, end, .. } = *self.programme;
        let on = self.in_june().max(later(referred, 1));
        let ready = self.readiness(on);
        let mut fields = json!({
            "provider": provider, "date": on, "plannedStart": start, "plannedEnd": end,
            "weeklyMinutesAtWork": self.dice.between(36, 50) * 30, "weeklyMinutesInClass": 360,
            "programme": programme_id(self.programme),
            "englishAndMaths": self.dice.one_of("part-of-programme", &["part-of-programme", "not-needed"]),
        });
        if !ready {
            fields["readinessOverride"] = json!("family-and-school-agree");
            fields["note"] = json!("the bus driver knows to look out for them");
        }
        self.add(on, "referrals.accept", fields);
        let mut day = later(on, self.dice.between(5, 20));
        for step in 2..=self.dice.between(4, 7) {
            self.add(day, "referrals.change-travel-level", json!({"date": day, "route": "home to work", "step": step}));
            day = later(day, self.dice.between(7, 16));
        }
        if self.dice.in_100(9) { later(start, self.dice.between(21, 200)) } else { end }
    }

    /// Support fades: four sessions a week at first, one at the end.
    fn coaching(&mut self, intern: u32, end: Date) -> Vec<Session> {
        let start = self.programme.start;
        let coach = coach_id(self.programme, intern / PER_COACH);
        self.add(
            start,
            "coaching.assign-coach",
            json!({"coach": coach, "date": start, "reason": "skills", "note": "signs, as the intern does"}),
        );
        // Each of a coach's interns has an hour of the day, so that the coach is in one place.
        let time = format!("{:02}:30:00", 8 + intern % PER_COACH);
        let mut sessions = Vec::new();
        for week in 0..41 {
            let monday = later(start, week * 7);
            let christmas = date(self.programme.year, 12, 20);
            if monday >= christmas && monday < later(christmas, 14) {
                continue;
            }
            let often = [4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3].get(week as usize).copied().unwrap_or(if week < 26 {
                2
            } else {
                1
            });
            if week == 1 {
                let saturday = later(monday, 5);
                let fields = json!({
                    "coach": coach, "date": saturday, "start": time, "minutes": 60, "activity": "review", "claimable": true,
                });
                self.mistake(saturday, "coaching.log-hours", "coaching.enter-in-error", fields);
            }
            for weekday in 0..5 {
                let date = later(monday, weekday);
                if date > end {
                    return sessions;
                }
                let in_class = weekday == 4 && self.dice.in_100(20);
                if !in_class && (weekday + week) % 5 >= often {
                    continue;
                }
                let minutes = self.dice.one_of(60, &[60, 60, 45, 30]);
                let activity = match in_class {
                    true => "class-support",
                    false => self.dice.one_of(
                        "systematic-instruction",
                        &[
                            "systematic-instruction",
                            "systematic-instruction",
                            "travel-training",
                            "employer-liaison",
                            "review",
                        ],
                    ),
                };
                let fields = json!({
                    "coach": coach, "date": date, "start": time, "minutes": minutes, "activity": activity,
                    "claimable": !in_class,
                });
                let logged = self.add(date, "coaching.log-hours", fields);
                let corrected = self.dice.in_100(1) && minutes == 60;
                if corrected {
                    let fields =
                        json!({"corrects": logged, "minutes": 45, "reason": "entered-wrongly", "note": "left early"});
                    self.add(date, "coaching.correct-hours", fields);
                }
                if !in_class {
                    sessions.push(Session { date, minutes: if corrected { 45 } else { minutes } });
                }
            }
        }
        sessions
    }
}
