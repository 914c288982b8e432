//! What the job changes in somebody's life was reviewed.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::count;
use crate::{Declaration, Established, EventId, Pence, SameFields, SubjectKind, words};

words! {
    /// A scale of wellbeing.
    WellbeingScale { Swemwbs = "swemwbs", Wemwbs = "wemwbs", OnsLifeSatisfaction = "ons-life-satisfaction", Who5 = "who-5" }
}

impl WellbeingScale {
    /// The lowest and the highest score that it has.
    #[must_use]
    pub fn range(self) -> (u8, u8) {
        match self {
            Self::Swemwbs => (7, 35),
            Self::Wemwbs => (14, 70),
            Self::OnsLifeSatisfaction => (0, 10),
            Self::Who5 => (0, 25),
        }
    }
}

/// What the job changes in somebody's life was reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImpactReviewed {
    /// The day.
    pub date: Date,
    /// Weeks since the job started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
    /// How well they are, as a score on a scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wellbeing: Option<Wellbeing>,
    /// How independent they say they are, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub independence: Option<u8>,
    /// How well they say they travel on their own, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<u8>,
    /// By how many pence a week the household's income changed; less than nothing where it fell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_income_change: Option<Pence>,
}

/// A score on a scale of wellbeing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wellbeing {
    /// Which scale.
    pub scale: WellbeingScale,
    /// The score.
    pub score: u8,
}

impl Declaration for ImpactReviewed {
    const NAME: &'static str = "impact-reviewed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-10-15", "weeks": 13, "wellbeing": {"scale": "swemwbs", "score": 26}, "independence": 4,
        "travel": 5, "weeklyIncomeChange": 8450
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let mut text = "They spoke about what the job changes in their life".to_owned();
        if let Some(weeks) = self.weeks {
            text += &format!(", {} after its start", count(weeks.into(), "week", "weeks"));
        }
        text += ".";
        if let Some(Wellbeing { scale, score }) = self.wellbeing {
            text += &format!(" Wellbeing: {score} of {}.", scale.range().1);
        }
        if let Some(rating) = self.independence {
            text += &format!(" How independent they feel: {rating} of 5.");
        }
        if let Some(rating) = self.travel {
            text += &format!(" How well they travel on their own: {rating} of 5.");
        }
        match self.weekly_income_change {
            Some(change) if change < Pence(0) => {
                text += &format!(" The household has {} a week less.", Pence(-change.0));
            }
            Some(change) => text += &format!(" The household has {change} a week more."),
            None => {}
        }
        text
    }
}

impl SameFields for ImpactReviewed {
    fn day(&self) -> Date {
        self.date
    }
}
