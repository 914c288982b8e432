//! What a job coach did in a session.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Minutes, words};

words! {
    /// What a job coach did.
    Activity { SystematicInstruction = "systematic-instruction", TravelTraining = "travel-training", EmployerLiaison = "employer-liaison", Review = "review", JobSearch = "job-search", ClassSupport = "class-support", Admin = "admin" }
}

impl Activity {
    /// Whether Access to Work can pay for it at all: work at the workplace or on the way there,
    /// never class hours (H3).
    #[must_use]
    pub fn at_the_workplace(self) -> bool {
        match self {
            Self::SystematicInstruction
            | Self::TravelTraining
            | Self::EmployerLiaison
            | Self::Review
            | Self::JobSearch => true,
            Self::ClassSupport | Self::Admin => false,
        }
    }
}

/// How long a session was, what was done, and whether Access to Work may be asked to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Session {
    /// How long.
    pub minutes: Minutes,
    /// What was done.
    pub activity: Activity,
    /// Whether it may be claimed from Access to Work.
    pub claimable: bool,
}

impl Activity {
    /// With the intern, or for them.
    pub(crate) fn with(self) -> &'static str {
        match self {
            Self::SystematicInstruction | Self::TravelTraining | Self::Review | Self::ClassSupport => "with",
            Self::EmployerLiaison | Self::JobSearch | Self::Admin => "for",
        }
    }

    /// What was done, in plain words.
    pub(crate) fn doing(self) -> &'static str {
        match self {
            Self::SystematicInstruction => "systematic instruction (a task learnt step by step)",
            Self::TravelTraining => "travel training",
            Self::EmployerLiaison => "talking with the employer",
            Self::Review => "a review",
            Self::JobSearch => "looking for a job",
            Self::ClassSupport => "support in class",
            Self::Admin => "paperwork",
        }
    }
}

/// Whether Access to Work may be asked to pay, in plain words.
pub(crate) fn claimed(claimable: bool) -> &'static str {
    if claimable { "can be claimed from Access to Work" } else { "not to be claimed from Access to Work" }
}
