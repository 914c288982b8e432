//! The internship cost somebody something.

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
    Funder { Element1 = "element-1", Element2 = "element-2", Element3 = "element-3", AccessToWork = "access-to-work", Grant = "grant", Council = "council", Charity = "charity", Employer = "employer", Family = "family" }
    /// Whether a cost is known or guessed.
    CostBasis { Actual = "actual", Estimate = "estimate" }
}

/// The internship cost somebody something.
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
    /// Known or guessed.
    pub basis: CostBasis,
}

impl Declaration for CostIncurred {
    const NAME: &'static str = "cost-incurred";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
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
        let funder = match self.funder {
            Funder::Element1 => "out of the place funding (element 1)",
            Funder::Element2 => "out of the support funding (element 2)",
            Funder::Element3 => "out of the council's top-up (element 3)",
            Funder::AccessToWork => "by Access to Work",
            Funder::Grant => "out of a grant",
            Funder::Council => "by the council",
            Funder::Charity => "by a charity",
            Funder::Employer => "by the employer",
            Funder::Family => "by the family",
        };
        let basis = match self.basis {
            CostBasis::Actual => "",
            CostBasis::Estimate => ", by estimate",
        };
        format!("{} cost {}{basis}, paid {funder}.", capital(head), self.pence)
    }
}
