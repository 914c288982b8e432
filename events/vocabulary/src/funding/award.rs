//! What Access to Work awards.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::prose::{count, day, list};
use crate::{Line, Minutes, Pence};

/// What Access to Work awarded: at least one kind of support, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Award {
    /// The award's reference.
    pub reference: Line,
    /// First day it covers.
    pub from: Date,
    /// Last day it covers.
    pub until: Date,
    /// Job coaching, where it was awarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coaching: Option<CoachingAward>,
    /// Travel, where it was awarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<TravelAward>,
    /// Equipment, where it was awarded: up to so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<Pence>,
}

/// Job coaching that was awarded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachingAward {
    /// How much a week, each step from its day on; ascending.
    #[schemars(length(min = 1, max = 60))]
    pub steps: Vec<AwardStep>,
    /// Pence an hour.
    pub hourly: Pence,
    /// How many weeks may be claimed, in sevens from the award's first day. Absent: as many as its days allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
}

/// How much job coaching a week, from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AwardStep {
    /// From this day on.
    pub from: Date,
    /// Minutes a week, Monday to Sunday.
    pub weekly_minutes: Minutes,
}

/// Travel that was awarded: by the day, or by the mile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TravelAward {
    /// Pence a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily: Option<Pence>,
    /// Pence a mile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mileage: Option<Pence>,
}

impl Award {
    /// What it pays for, in a sentence.
    pub(super) fn told(&self) -> String {
        let mut kinds = Vec::new();
        if let Some(CoachingAward { steps, hourly, weeks }) = &self.coaching {
            let steps: Vec<String> = steps
                .iter()
                .enumerate()
                .map(|(n, step)| match n {
                    0 => step.weekly_minutes.to_string(),
                    _ => format!("{} from {}", step.weekly_minutes, day(step.from)),
                })
                .collect();
            let weeks =
                weeks.map(|weeks| format!(", for {}", count(weeks.into(), "week", "weeks"))).unwrap_or_default();
            kinds.push(format!("{} of job coaching a week at {hourly} an hour{weeks}", list(&steps)));
        }
        if let Some(TravelAward { daily, mileage }) = self.travel {
            let rates = [(daily, "a day"), (mileage, "a mile")];
            let rates = rates.into_iter().filter_map(|(rate, per)| Some(format!("{} {per}", rate?)));
            kinds.push(format!("travel at {}", list(&rates.collect::<Vec<_>>())));
        }
        kinds.extend(self.equipment.map(|pence| format!("equipment up to {pence}")));
        format!(
            "It pays for {}, from {} to {} (award {}).",
            list(&kinds),
            day(self.from),
            day(self.until),
            self.reference
        )
    }
}
