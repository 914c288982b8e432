//! An internship or a programme cost somebody something.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::capital;
use crate::{Declaration, Established, EventId, Pence, SubjectKind, words};

words! {
    /// What a cost is for.
    CostHead { Tutor = "tutor", Coach = "coach", Travel = "travel", TravelTraining = "travel-training", Clothing = "clothing", Equipment = "equipment", Assessment = "assessment", Overhead = "overhead" }
    /// Who bears a cost.
    Funder { Element1 = "element-1", Element2 = "element-2", Element3 = "element-3", AccessToWork = "access-to-work", Grant = "grant", Council = "council", Charity = "charity", Employer = "employer", Family = "family", Bursary = "bursary" }
    /// Whether a cost is known or guessed.
    CostBasis { Actual = "actual", Estimate = "estimate" }
    /// How a programme's cost is shared between its interns.
    Apportionment { PerIntern = "per-intern", PerMonth = "per-month" }
}

/// An internship or a programme cost somebody something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CostIncurred {
    /// The day.
    pub date: Date,
    /// What it is for.
    pub head: CostHead,
    /// Who bears it.
    pub funder: Funder,
    /// How much.
    pub pence: Pence,
    /// Known or guessed, if that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<CostBasis>,
    /// How it is shared between interns, where it is a programme's: equally, or by the months that each
    /// was on the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apportioned: Option<Apportionment>,
}

impl Declaration for CostIncurred {
    const NAME: &'static str = "cost-incurred";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship, SubjectKind::Programme];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-10-07", "head": "clothing", "funder": "family", "pence": 3499, "basis": "actual"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let head = match self.head {
            CostHead::Tutor => "a tutor",
            CostHead::Coach => "job coaching",
            CostHead::Travel => "travel",
            CostHead::TravelTraining => "travel training",
            CostHead::Clothing => "clothing",
            CostHead::Equipment => "equipment",
            CostHead::Assessment => "an assessment",
            CostHead::Overhead => "the running of the programme",
        };
        let basis = match self.basis {
            Some(CostBasis::Actual) | None => "",
            Some(CostBasis::Estimate) => ", by estimate",
        };
        let shared = match self.apportioned {
            Some(Apportionment::PerIntern) => " It is shared equally between the interns.",
            Some(Apportionment::PerMonth) => " It is shared between the interns, by their months on the programme.",
            None => "",
        };
        format!("{} cost {}{basis}, paid {}.{shared}", capital(head), self.pence, self.funder.paid())
    }
}

impl Funder {
    /// Who pays, in plain words.
    pub(crate) fn paid(self) -> &'static str {
        match self {
            Self::Element1 => "out of the place funding (element 1)",
            Self::Element2 => "out of the support funding (element 2)",
            Self::Element3 => "out of the council's top-up (element 3)",
            Self::AccessToWork => "by Access to Work",
            Self::Grant => "out of a grant",
            Self::Council => "by the council",
            Self::Charity => "by a charity",
            Self::Employer => "by the employer",
            Self::Family => "by the family",
            Self::Bursary => "out of the bursary",
        }
    }
}
