//! Access to Work extended an award.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{count, day};
use crate::{Declaration, Established, EventId, Line, SameFields, SubjectKind};

/// Access to Work extended an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AwardExtended {
    /// The day it was agreed.
    pub date: Date,
    /// The award's reference.
    pub reference: Line,
    /// How many weeks more.
    pub weeks: u16,
    /// The new last day.
    pub until: Date,
}

impl Declaration for AwardExtended {
    const NAME: &'static str = "award-extended";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-03-10", "reference": "ATW-204417", "weeks": 13, "until": "2025-06-29"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Extension(self.reference.clone()))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![
            Established::Subject,
            Established::Award(self.reference.clone()),
            Established::Extension(self.reference.clone()),
        ]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let weeks = count(self.weeks.into(), "week", "weeks");
        format!("Access to Work made award {} longer by {weeks}, to {}.", self.reference, day(self.until))
    }
}

impl SameFields for AwardExtended {
    fn day(&self) -> Date {
        self.date
    }
}
