//! Access to Work answered an application.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{count, day};
use crate::{ApplicationId, Declaration, Established, EventId, Line, Minutes, Pence, SubjectKind, words};

words! {
    /// What Access to Work decided.
    AwardDecision { Awarded = "awarded", Part = "part", Refused = "refused" }
}

/// Access to Work answered an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessToWorkDecided {
    /// The application it answers.
    pub application: ApplicationId,
    /// The day of the decision.
    pub date: Date,
    /// What was decided.
    pub decision: AwardDecision,
    /// What was awarded; nothing when refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub award: Option<Award>,
    /// Working days from the application to the decision, bank holidays not counted out.
    pub working_days: u32,
}

/// What Access to Work awarded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Award {
    /// The award's reference.
    pub reference: Line,
    /// First day it covers.
    pub from: Date,
    /// Last day it covers.
    pub until: Date,
    /// Job coaching, minutes a week.
    pub weekly_minutes: Minutes,
    /// Pence an hour.
    pub hourly: Pence,
    /// Weeks it covers.
    pub weeks: u16,
}

impl Declaration for AccessToWorkDecided {
    const NAME: &'static str = "access-to-work-decided";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "application": "b7a6958c-4d3e-8f21-9a0b-c1d2e3f4a5b6", "date": "2024-09-10", "decision": "part", "workingDays": 41,
        "award": {"reference": "ATW-204417", "from": "2024-09-30", "until": "2025-03-30", "weeklyMinutes": 720, "hourly": 3225, "weeks": 26}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        self.award.as_ref().map(|award| Established::Award(award.reference.clone()))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Application(self.application)]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let decision = match self.decision {
            AwardDecision::Awarded => "Access to Work said yes",
            AwardDecision::Part => "Access to Work agreed to part of what was asked for",
            AwardDecision::Refused => "Access to Work said no",
        };
        let waited = count(self.working_days.into(), "working day", "working days");
        let award = self.award.as_ref().map(|award| {
            format!(
                " It pays for {} of job coaching a week at {} an hour, for {} from {} to {} (award {}).",
                award.weekly_minutes,
                award.hourly,
                count(award.weeks.into(), "week", "weeks"),
                day(award.from),
                day(award.until),
                award.reference,
            )
        });
        format!("{decision}, {waited} after it was asked.{}", award.unwrap_or_default())
    }
}
