//! The step-down from the programme to the employer was agreed.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::funding::Funder;
use crate::telling::Names;
use crate::telling::prose::{day, list};
use crate::{Declaration, Established, EventId, Line, Minutes, SameFields, SubjectKind, words};

words! {
    /// Who supports somebody at work, or is there to be asked.
    SupportBy { JobCoach = "job-coach", Employer = "employer", Colleague = "colleague", Provider = "provider", Council = "council", Family = "family", Other = "other" }
}

/// The step-down from the programme to the employer was agreed: who supports what, how much, until when,
/// and whom to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandoverAgreed {
    /// The day.
    pub date: Date,
    /// How much support, each step from its day on; ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<SupportStep>,
    /// What the person to call does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_role: Option<SupportBy>,
    /// The last day of support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Who pays for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funder: Option<Funder>,
    /// The name of the person to call. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Line>,
}

/// Support at work from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SupportStep {
    /// From this day on.
    pub from: Date,
    /// Minutes a week.
    pub weekly_minutes: Minutes,
    /// Who gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<SupportBy>,
}

impl SupportBy {
    /// Who that is, in plain words.
    fn plain(self) -> &'static str {
        match self {
            Self::JobCoach => "a job coach",
            Self::Employer => "the employer",
            Self::Colleague => "a colleague",
            Self::Provider => "the provider",
            Self::Council => "the council",
            Self::Family => "the family",
            Self::Other => "somebody else",
        }
    }
}

impl Declaration for HandoverAgreed {
    const NAME: &'static str = "handover-agreed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-07-11", "steps": [
            {"from": "2025-07-16", "weeklyMinutes": 240, "by": "job-coach"},
            {"from": "2025-09-01", "weeklyMinutes": 60, "by": "employer"}
        ],
        "contactRole": "provider", "until": "2025-12-19", "funder": "access-to-work", "contact": "Dean Prescott"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let step = |step: &SupportStep| {
            let by = step.by.map(|by| format!(" by {}", by.plain())).unwrap_or_default();
            format!("{} a week{by} from {}", step.weekly_minutes, day(step.from))
        };
        let steps: Vec<String> = self.steps.iter().map(step).collect();
        let steps = if steps.is_empty() { String::new() } else { format!(": {}", list(&steps)) };
        let mut text = format!("How support at work goes on after the programme was agreed{steps}.");
        if let Some(until) = self.until {
            text += &format!(" It goes on until {}.", day(until));
        }
        if let Some(funder) = self.funder {
            text += &format!(" Paid {}.", funder.paid());
        }
        match (self.contact_role, &self.contact) {
            (None, None) => {}
            (Some(role), None) => text += &format!(" If something goes wrong, call {}.", role.plain()),
            (None, Some(name)) => text += &format!(" If something goes wrong, call {name}."),
            (Some(role), Some(name)) => {
                text += &format!(" If something goes wrong, call {name} ({}).", role.plain());
            }
        }
        text
    }
}

impl SameFields for HandoverAgreed {
    fn day(&self) -> Date {
        self.date
    }
}
