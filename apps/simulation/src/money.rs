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
            "application": application, "date": applied, "signedBy": signed_by, "weeklyMinutes": 720, "weeks": 26,
        });
        self.add(applied, "funding.apply-for-access-to-work", fields);
        let decided = later(applied, self.dice.between(28, 110));
        if self.dice.in_100(4) {
            let fields = json!({"application": application, "date": decided, "decision": "refused"});
            self.add(decided, "funding.record-access-to-work-decision", fields);
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
        for weeks in [8, 5] {
            if end < planned_end || !self.dice.in_100(20) {
                break;
            }
            let agreed = until.saturating_sub(20.days()).max(decided);
            until = later(until, weeks * 7);
            let fields = json!({"date": agreed, "reference": reference, "weeks": weeks, "until": until});
            self.add(agreed, "funding.extend-award", fields);
        }
        Some(Award { reference, decided, until, hourly })
    }

    /// A claim a month, in arrears, for what lies inside the award.
    pub(super) fn claims(&mut self, award: &Award, sessions: &[Session]) {
        let mut from = self.programme.start;
        while from <= award.until {
            let month = from.last_of_month().min(award.until);
            let minutes: Vec<Minutes> =
                sessions.iter().filter(|s| s.date >= from && s.date <= month).map(|s| Minutes(s.minutes)).collect();
            let submitted = later(month, self.dice.between(5, 40)).max(later(award.decided, 3));
            if !minutes.is_empty() {
                self.claim(award, from, month, submitted, &minutes);
            }
            from = later(month, 1);
        }
    }

    fn claim(&mut self, award: &Award, from: Date, until: Date, submitted: Date, minutes: &[Minutes]) {
        let number = format!("{}/{:02}{:02}", self.reference, until.year() % 100, until.month());
        let claim = self.programme.id("claim", &number);
        let fields = json!({
            "claim": claim, "number": number, "award": award.reference, "date": submitted, "from": from, "until": until,
            "invoice": number, "signedBy": "customer", "payeeSetUp": true,
        });
        self.add(submitted, "funding.submit-claim", fields);
        let answered = later(submitted, self.dice.between(12, 90));
        let pence: Pence = minutes.iter().map(|minutes| minutes.at(award.hourly)).sum();
        match self.dice.between(1, 100) {
            1..=2 => {
                let fields = json!({"claim": claim, "date": answered, "reason": "not-evidenced", "note": "two sheets were not legible"});
                self.add(answered, "funding.reject-claim", fields);
            }
            3..=88 => {
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
