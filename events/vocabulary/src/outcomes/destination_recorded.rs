//! What became of the young person, by the ILR's list.

use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, SubjectKind, words};

words! {
    /// The outcome codes of the individualised learner record (H12; ILR specification, destination and progression).
    Destination { Edu1 = "EDU1", Edu2 = "EDU2", Edu3 = "EDU3", Edu4 = "EDU4", Edu5 = "EDU5", Edu6 = "EDU6",
        Emp1 = "EMP1", Emp2 = "EMP2", Emp4 = "EMP4", Emp5 = "EMP5", Gap1 = "GAP1", Npe1 = "NPE1", Npe2 = "NPE2",
        Oth1 = "OTH1", Oth2 = "OTH2", Oth3 = "OTH3", Oth4 = "OTH4", Sde1 = "SDE1", Sde2 = "SDE2", Sde3 = "SDE3", Sde4 = "SDE4", Vol1 = "VOL1" }
}

/// What became of the young person, by the ILR's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DestinationRecorded {
    /// The ILR's outcome, type and code together: `EMP1`.
    pub outcome: Destination,
    /// Since when.
    pub from: Date,
    /// The last day, if it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The day it was collected.
    pub date: Date,
}

impl Destination {
    /// Whether the ILR's list has this outcome on a day. The specification gives no first days, and one
    /// last day.
    #[must_use]
    pub fn in_force(self, day: Date) -> bool {
        self != Self::Oth2 || day <= date(2015, 7, 31)
    }
}

impl Declaration for DestinationRecorded {
    const NAME: &'static str = "destination-recorded";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "outcome": "EMP1", "from": "2025-07-16", "until": "2026-01-30", "date": "2026-02-12"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let outcome = match self.outcome {
            Destination::Edu1 => "a traineeship",
            Destination::Edu2 => "an apprenticeship",
            Destination::Edu3 => "a supported internship",
            Destination::Edu4 => "other further education, full time",
            Destination::Edu5 => "other further education, part time",
            Destination::Edu6 => "higher education",
            Destination::Emp1 => "paid work of 16 hours a week or more",
            Destination::Emp2 => "paid work of less than 16 hours a week",
            Destination::Emp4 => "self-employed work of 16 hours a week or more",
            Destination::Emp5 => "self-employed work of less than 16 hours a week",
            Destination::Gap1 => "a gap year",
            Destination::Npe1 => "not in work, and looking for it",
            Destination::Npe2 => "not in work, and not looking for it",
            Destination::Oth1 => "something else",
            Destination::Oth2 => "not reported",
            Destination::Oth3 => "not known: nobody could reach them",
            Destination::Oth4 => "not known, though they were reached",
            Destination::Sde1 => "supported independent living",
            Destination::Sde2 => "independent living",
            Destination::Sde3 => "a return home",
            Destination::Sde4 => "a long-term residential placement",
            Destination::Vol1 => "voluntary work",
        };
        let (from, found) = (day(self.from), day(self.date));
        let until = self.until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
        format!("Destination since {from}{until}: {outcome} (recorded as {}, found out on {found}).", self.outcome)
    }
}
