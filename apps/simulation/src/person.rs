//! Who a young person is: what is asked of them before anybody offers a place, and what is put right.

use jiff::civil::Date;
use serde_json::json;

use super::journey::Journey;
use super::programme::later;

/// Kinds of work that somebody can try, and what a college calls them.
const TRIED: [(&str, &str); 6] = [
    ("retail", "shop work"),
    ("hospitality", "café"),
    ("agriculture", "horticulture"),
    ("health-and-social-work", "hospital"),
    ("arts-and-recreation", "leisure centre"),
    ("administrative-and-support", "office"),
];

impl Journey<'_> {
    /// What is recorded of the person in the weeks after the referral.
    pub(super) fn person(&mut self, referred: Date) {
        if self.dice.in_100(90) {
            let fields = json!({
                "date": referred, "sex": self.dice.one_of("male", &["male", "female"]),
                "ethnicGroupDetailed": self.dice.one_of("white-british", &["white-british", "pakistani", "african", "prefer-not-to-say"]),
                "primaryNeed": self.dice.one_of("asd", &["mld", "sld", "slcn", "prefer-not-to-say"]),
            });
            self.add(referred, "referrals.record-characteristics", fields);
        }
        if self.dice.in_100(8) {
            let on = later(referred, self.dice.between(1, 20));
            let name = format!("Intern {} after a wedding", self.reference);
            let fields = json!({"date": on, "reason": "changed", "name": name, "contacts": ["a new telephone number"]});
            self.add(on, "referrals.correct-details", fields);
        }
        for _ in 0..self.dice.between(0, 3) {
            let on = later(referred, self.dice.between(2, 18));
            let (sector, words) = self.kind_of_work();
            let fields = json!({
                "date": on, "sector": sector, "sectorWords": words, "rating": self.dice.between(1, 5),
            });
            self.add(on, "referrals.complete-taster", fields);
        }
        let fields = json!({"date": referred, "sector": "retail"});
        self.mistake(referred, "referrals.complete-taster", "referrals.enter-in-error", fields);
    }

    /// Assesses whether they are ready, and writes down who they are at work. Whether they are ready.
    pub(super) fn readiness(&mut self, on: Date) -> bool {
        let ready = self.dice.in_100(80);
        if self.dice.in_100(60) {
            let (sector, words) = self.kind_of_work();
            let fields = json!({
                "date": on, "version": 1, "preferredSectors": [sector], "sectorWords": [words],
                "weeklyMinutesWished": self.dice.between(8, 20) * 60, "strengths": "never forgets a face",
                "supportNeeds": "one instruction at a time",
            });
            self.add(on, "referrals.record-vocational-profile", fields);
        }
        let mut fields = json!({
            "date": on, "tool": "Ready for work", "toolVersion": "2", "assessor": "tutor", "outOf": 5,
            "travel": self.dice.between(1, 5), "timeKeeping": self.dice.between(1, 5),
            "motivation": self.dice.between(3, 5), "conclusion": if ready { "ready" } else { "not-yet" },
        });
        if !ready {
            fields["gaps"] = json!(["travel"]);
            fields["note"] = json!("gets lost where the bus does not stop");
        }
        self.add(on, "referrals.assess-readiness", fields);
        ready
    }

    fn kind_of_work(&mut self) -> (&'static str, &'static str) {
        let sector = self.dice.one_of("retail", &TRIED.map(|(sector, _)| sector));
        let words = TRIED.iter().find(|(tried, _)| *tried == sector).map_or("work", |(_, words)| *words);
        (sector, words)
    }
}
