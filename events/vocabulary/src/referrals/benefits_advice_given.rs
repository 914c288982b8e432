//! Somebody explained what paid work would mean for the young person's benefits.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, Pence, SameFields, SubjectKind, words};

words! {
    /// Who advises on benefits.
    Adviser { Dwp = "dwp", Council = "council", Charity = "charity", Provider = "provider", Other = "other" }
}

/// Somebody explained what paid work would mean for the young person's benefits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BenefitsAdviceGiven {
    /// The day.
    pub date: Date,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adviser: Option<Adviser>,
    /// Whether it was for them alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_to_one: Option<bool>,
    /// How many pence a week they would have more in work than out of work; less than 0 if they would have less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_better_off: Option<Pence>,
    /// The day of the benefit rates used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates_of: Option<Date>,
}

impl Declaration for BenefitsAdviceGiven {
    const NAME: &'static str = "benefits-advice-given";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-03-12", "adviser": "charity", "oneToOne": true, "weeklyBetterOff": 8452, "ratesOf": "2024-04-08"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let adviser = self.adviser.map(|adviser| format!(" by {}", advised_by(adviser))).unwrap_or_default();
        let alone = match self.one_to_one {
            Some(true) => " one to one",
            Some(false) => " together with others",
            None => "",
        };
        let mut text = format!("They were advised{alone}{adviser} on what paid work would mean for their benefits.");
        match self.weekly_better_off {
            Some(Pence(less)) if less < 0 => {
                text += &format!(" They would have {} a week less in work.", Pence(less.saturating_neg()));
            }
            Some(more) => text += &format!(" They would have {more} a week more in work."),
            None => {}
        }
        if let Some(rates) = self.rates_of {
            text += &format!(" Worked out with the rates of {}.", day(rates));
        }
        text
    }
}

impl SameFields for BenefitsAdviceGiven {
    fn day(&self) -> Date {
        self.date
    }
}

fn advised_by(adviser: Adviser) -> &'static str {
    match adviser {
        Adviser::Dwp => "the Department for Work and Pensions",
        Adviser::Council => "the council",
        Adviser::Charity => "a charity",
        Adviser::Provider => "the provider",
        Adviser::Other => "somebody else",
    }
}
