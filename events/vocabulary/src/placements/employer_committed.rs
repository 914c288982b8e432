//! An employer said what it stands for.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{day, list};
use crate::{Declaration, Established, EventId, SameFields, SubjectKind, words};

words! {
    /// The levels of the government's Disability Confident scheme, 1 to 3.
    DisabilityConfident { Committed = "committed", Employer = "employer", Leader = "leader" }

    /// What an employer promised.
    Commitment { Tasters = "tasters", Interviews = "interviews", Placements = "placements", Jobs = "jobs", Supervisors = "supervisors", Training = "disability-training", Adjustments = "adjustments", Other = "other" }
}

/// An employer said what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployerCommitted {
    /// The day.
    pub date: Date,
    /// Its level in the Disability Confident scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<DisabilityConfident>,
    /// Last day of that level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// What it promised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Commitment>,
}

impl Commitment {
    fn plain(self) -> &'static str {
        match self {
            Self::Tasters => "tasters",
            Self::Interviews => "interviews",
            Self::Placements => "placements",
            Self::Jobs => "jobs",
            Self::Supervisors => "supervisors for interns",
            Self::Training => "training about disability for its staff",
            Self::Adjustments => "adjustments at work",
            Self::Other => "something else",
        }
    }
}

impl Declaration for EmployerCommitted {
    const NAME: &'static str = "employer-committed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-03-19", "level": "employer", "expires": "2027-03-18",
        "commitments": ["placements", "interviews", "supervisors"]
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let until = self.expires.map(|expires| format!(", until {}", day(expires))).unwrap_or_default();
        let level = self.level.map(|level| match level {
            DisabilityConfident::Committed => "Disability Confident Committed (level 1)",
            DisabilityConfident::Employer => "a Disability Confident Employer (level 2)",
            DisabilityConfident::Leader => "a Disability Confident Leader (level 3)",
        });
        let level = level.map_or(String::new(), |level| format!(" It is {level}{until}."));
        let promised: Vec<&str> = self.commitments.iter().map(|commitment| commitment.plain()).collect();
        let promised = if promised.is_empty() { String::new() } else { format!(" It promised {}.", list(&promised)) };
        format!("The employer committed itself.{level}{promised}")
    }
}

impl SameFields for EmployerCommitted {
    fn day(&self) -> Date {
        self.date
    }
}
