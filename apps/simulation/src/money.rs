//! What an intern's year costs and who pays: Access to Work, claims, costs.

use events::{Minutes, Pence};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::json;

use super::journey::{Journey, Session};
use super::programme::{Programme, later};

/// An award of Access to Work.
pub(super) struct Award {
    reference: String,
    decided: Date,
    until: Date,
    hourly: Pence,
}

impl Journey<'_> {
    pub(super) fn access_to_work(&mut self, end: Date) -> Option<Award> {
        let Programme { year, start, end: planned_end, .. } = *self.programme;
        let applied = later(date(year, 7, 1), self.dice.between(0, 80));
        let signed_by = self.dice.one_of("customer", &["appointee"]);
        let application = self.programme.id("application", &self.reference);
        let fields = json!({
            "application": application, "date": applied, "purpose": "placement",
            "signedBy": signed_by, "signedOn": applied, "weeklyMinutes": 720, "weeks": 26,
        });
        self.add(applied, "funding.apply-for-access-to-work", fields);
        let decided = later(applied, self.dice.between(28, 110));
        if self.dice.in_100(4) {
            let fields = json!({"application": application, "date": decided, "decision": "refused"});
            self.add(decided, "funding.record-access-to-work-decision", fields);
            let day = later(decided, self.dice.between(1, 20));
            let fields =
                json!({"date": day, "reason": "wrongly-refused", "note": "a coach is needed for the whole shift"});
            self.add(day, "funding.request-reconsideration", fields);
            return None;
        }
        let hourly = Pence(self.dice.one_of(2150, &[2240, 2380]));
        let mut until = later(start, 26 * 7 - 1);
        let reference = format!("ATW{:08}", self.dice.between(10_000_000, 99_999_999));
        let fields = json!({
            "application": application, "date": decided, "decision": "awarded", "reference": reference, "from": start,
            "until": until, "weeklyMinutes": 720, "hourly": hourly, "weeks": 26,
        });
        self.add(decided, "funding.record-access-to-work-decision", fields);
        let returned = later(decided, self.dice.between(2, 12));
        let fields = json!({"award": reference, "date": returned, "signedBy": signed_by});
        self.add(returned, "funding.return-declaration", fields);
        for weeks in [8, 5] {
            if end < planned_end || !self.dice.in_100(20) {
                break;
            }
            let (last, agreed) = (until, until.saturating_sub(20.days()).max(decided));
            until = later(until, weeks * 7);
            let fields = json!({
                "date": agreed, "award": reference, "kind": "extension-and-taper", "from": later(last, 1),
                "weeksMore": weeks, "until": until, "weeklyMinutes": 540,
            });
            self.add(agreed, "funding.change-award", fields);
        }
        Some(Award { reference, decided, until, hourly })
    }

    /// A claim a month, in arrears, for what lies inside the award.
    pub(super) fn claims(&mut self, award: &Award, sessions: &[Session]) {
        let mut from = self.programme.start;
        while from <= award.until {
            let month = from.last_of_month().min(award.until);
            let of_month: Vec<&Session> = sessions.iter().filter(|s| from <= s.date && s.date <= month).collect();
            let submitted = later(month, self.dice.between(5, 40)).max(later(award.decided, 3));
            if !of_month.is_empty() {
                self.claim(award, from, month, submitted, &of_month);
            }
            from = later(month, 1);
        }
    }

    fn claim(&mut self, award: &Award, from: Date, until: Date, submitted: Date, sessions: &[&Session]) {
        let number = format!("{}/{:02}{:02}", self.reference, until.year() % 100, until.month());
        let claim = self.programme.id("claim", &number);
        let mut content =
            json!({"claim": claim, "number": number, "award": award.reference, "from": from, "until": until});
        if self.dice.in_100(30) {
            let prepared = submitted.saturating_sub(2.days()).max(until).max(award.decided);
            content["date"] = json!(prepared);
            self.add(prepared, "funding.prepare-claim", content);
            content = json!({ "claim": claim });
        }
        for (field, value) in [("invoice", json!(number)), ("signedBy", json!("customer")), ("payeeSetUp", json!(true))]
        {
            content[field] = value;
        }
        (content["date"], content["signedOn"]) = (json!(submitted), json!(submitted));
        self.add(submitted, "funding.submit-claim", content);
        let minutes: Minutes = sessions.iter().map(|session| Minutes(session.minutes)).sum();
        let answered = later(submitted, self.dice.between(12, 90));
        self.answer(claim, answered, minutes.at(award.hourly), sessions);
    }

    /// What Access to Work does with a claim: 2 in 100 are rejected, 5 have a line disallowed, 2 are paid
    /// twice in part, 10 are never answered, and the others are paid, some after a question.
    fn answer(&mut self, claim: uuid::Uuid, answered: Date, pence: Pence, sessions: &[&Session]) {
        if self.dice.in_100(8) {
            let asked = answered.saturating_sub(8.days());
            let fields =
                json!({"claim": claim, "date": asked, "question": "hours", "note": "two sheets were not legible"});
            self.add(asked, "funding.query-claim", fields);
            let fields = json!({"claim": claim, "date": later(asked, 3), "note": "sent again"});
            self.add(later(asked, 3), "funding.answer-claim-query", fields);
        }
        match self.dice.between(1, 100) {
            1..=2 => {
                let fields = json!({"claim": claim, "date": answered, "reason": "not-evidenced", "note": "two sheets were not legible"});
                self.add(answered, "funding.reject-claim", fields);
            }
            3..=7 => {
                let alone =
                    |session: &&&Session| sessions.iter().filter(|other| other.date == session.date).count() == 1;
                if let Some(session) = sessions.iter().find(alone) {
                    let fields = json!({"claim": claim, "date": answered, "day": session.date, "reason": "absent", "note": "the register says so"});
                    self.add(answered, "funding.disallow-claim-line", fields);
                }
            }
            8..=9 => {
                let (half, back) = (Pence(pence.0 / 2), Pence(500));
                for (day, pence) in [(answered, half), (later(answered, 9), Pence(pence.0 - half.0 + back.0))] {
                    self.add(day, "funding.pay-claim", json!({"claim": claim, "date": day, "pence": pence}));
                }
                let day = later(answered, 30);
                self.add(day, "funding.make-repayment", json!({"claim": claim, "date": day, "pence": back}));
            }
            10..=90 => {
                let fields = json!({"claim": claim, "date": answered, "pence": pence});
                self.add(answered, "funding.pay-claim", fields);
            }
            _ => {}
        }
    }

    pub(super) fn costs(&mut self) {
        for _ in 0..self.dice.between(1, 3) {
            let day = later(self.programme.start, self.dice.between(0, 20));
            let (head, funder) =
                self.dice.one_of(("clothing", "family"), &[("travel", "council"), ("equipment", "element-2")]);
            let pence = self.dice.between(15, 300) * 100;
            let fields = json!({"date": day, "head": head, "funder": funder, "pence": pence});
            self.mistake(day, "funding.incur-cost", "funding.enter-in-error", fields.clone());
            self.add(day, "funding.incur-cost", fields);
        }
    }
}
