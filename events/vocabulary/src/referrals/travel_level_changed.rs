//! Travel training on a route reached a step of the ladder.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, Line, SameFields, SubjectKind};

/// Travel training on a route reached a step of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TravelLevelChanged {
    /// The day.
    pub date: Date,
    /// The route, in words that give no address: `home to work`.
    pub route: Line,
    /// 1 referral, 2 assessment, 3 classroom, 4 group travel, 5 accompanied, 6 shadowed, 7 independent.
    #[schemars(range(min = 1, max = 7))]
    pub step: u8,
    /// When to look again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_check: Option<Date>,
}

impl Declaration for TravelLevelChanged {
    const NAME: &'static str = "travel-level-changed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-08-06", "route": "home to work", "step": 5, "nextCheck": "2024-08-20"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let step = match self.step {
            1 => "referred for travel training",
            2 => "being assessed",
            3 => "learning in the classroom",
            4 => "travelling in a group",
            5 => "travelling with somebody beside them",
            6 => "travelling with somebody following at a distance",
            7 => "travelling alone",
            _ => "a step that is not on the ladder",
        };
        let check = self.next_check.map(|date| format!(" Next check: {}.", day(date))).unwrap_or_default();
        format!("Travel training for the route “{}” reached step {} of 7: {step}.{check}", self.route, self.step)
    }
}

impl SameFields for TravelLevelChanged {
    fn day(&self) -> Date {
        self.date
    }
}
