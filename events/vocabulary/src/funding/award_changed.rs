//! Access to Work changed an award.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{count, day, list};
use crate::{Declaration, Established, EventId, Line, Minutes, SameFields, SubjectKind, words};

words! {
    /// How an award was changed.
    AwardChange { Extension = "extension", Taper = "taper", ExtensionAndTaper = "extension-and-taper", Correction = "correction" }
}

/// Access to Work changed an award: what it does not say stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AwardChanged {
    /// The day it was agreed.
    pub date: Date,
    /// The award's reference.
    pub award: Line,
    /// How it was changed.
    pub kind: AwardChange,
    /// The first day of the change.
    pub from: Date,
    /// Job coaching from that day on, minutes a week; steps that were planned for later days are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// How many weeks more may be claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks_more: Option<u16>,
    /// The new last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Declaration for AwardChanged {
    const NAME: &'static str = "award-changed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-03-10", "award": "ATW-204417", "kind": "extension-and-taper", "from": "2025-03-31",
        "weeklyMinutes": 240, "weeksMore": 13, "until": "2025-06-29"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::AwardChange(self.award.clone()))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Award(self.award.clone()), Established::AwardChange(self.award.clone())]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let changes: Vec<String> = [
            self.weekly_minutes.map(|time| format!("{time} of job coaching a week")),
            self.weeks_more.map(|weeks| format!("{} more", count(weeks.into(), "week", "weeks"))),
            self.until.map(|until| format!("{} as the last day", day(until))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let kind = match self.kind {
            AwardChange::Extension => "made award {} longer",
            AwardChange::Taper => "reduced the hours of award {}",
            AwardChange::ExtensionAndTaper => "made award {} longer, with fewer hours",
            AwardChange::Correction => "corrected award {}",
        };
        let kind = kind.replace("{}", self.award.as_str());
        let changes = if changes.is_empty() { String::new() } else { format!(": {}", list(&changes)) };
        format!("Access to Work {kind} from {}{changes}.", day(self.from))
    }
}

impl SameFields for AwardChanged {
    fn day(&self) -> Date {
        self.date
    }
}
