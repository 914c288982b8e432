//! What a claim asks to be paid for.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::prose::{count, day};
use crate::{Established, EventId, Line, Minutes, Pence, words};

words! {
    /// A kind of support that Access to Work awards, each with limits of its own.
    Element { Coaching = "coaching", Travel = "travel", Equipment = "equipment" }
    /// How a claim's lines were found.
    ClaimBasis { Listed = "listed", Period = "period" }
}

/// What a claim asks to be paid for: lines of one element of one award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimContent {
    /// What the provider calls the claim.
    pub number: Line,
    /// The award it is held against, by its reference.
    pub award: Line,
    /// Which kind of support.
    pub element: Element,
    /// First day claimed for.
    pub from: Date,
    /// Last day claimed for.
    pub until: Date,
    /// Whether the provider listed the lines, or named a period and they were found.
    pub basis: ClaimBasis,
    /// The sessions it asks to be paid for, where it is for coaching.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 500))]
    pub lines: Vec<ClaimLine>,
    /// The days of travel it asks to be paid for, where it is for travel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 500))]
    pub travel: Vec<TravelLine>,
    /// Minutes logged in those sessions; 0 where it is not for coaching.
    pub minutes_logged: Minutes,
    /// Minutes claimed, over all lines; 0 where it is not for coaching.
    pub minutes: Minutes,
    /// Pence claimed, over all lines.
    pub pence: Pence,
}

/// One session that a claim asks to be paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimLine {
    /// The hours-logged event it pays for.
    pub session: EventId,
    /// Minutes claimed of it.
    pub minutes: Minutes,
    /// What they cost.
    pub pence: Pence,
}

/// One day of travel that a claim asks to be paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TravelLine {
    /// The day.
    pub date: Date,
    /// Miles travelled, where the award pays by the mile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miles: Option<u32>,
    /// What it costs.
    pub pence: Pence,
}

impl ClaimContent {
    /// What a claim with this content could not be made without.
    pub(super) fn depends_on(&self) -> Vec<Established> {
        let sessions = self.lines.iter().map(|line| Established::Session(line.session));
        [Established::Subject, Established::Award(self.award.clone())].into_iter().chain(sessions).collect()
    }

    /// What is claimed: "9 hours of job coaching in 12 sessions from … to …, of 10 hours that were logged".
    pub(super) fn told(&self) -> String {
        let what = match self.element {
            Element::Coaching => {
                let sessions = count(self.lines.len() as u64, "session", "sessions");
                format!("{} of job coaching in {sessions}", self.minutes)
            }
            Element::Travel => format!("travel on {}", count(self.travel.len() as u64, "day", "days")),
            Element::Equipment => "equipment".to_owned(),
        };
        let logged = match self.element {
            Element::Coaching if self.minutes != self.minutes_logged => {
                format!(", of {} that were logged", self.minutes_logged)
            }
            Element::Coaching | Element::Travel | Element::Equipment => String::new(),
        };
        format!("{what} from {} to {}{logged}", day(self.from), day(self.until))
    }
}
