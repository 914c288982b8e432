//! What can be asked about costs.

use events::funding::{Apportionment, CostBasis, CostHead, Funder};
use events::{InternshipId, Pence, ProgrammeId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    IncurCost: of internship;
    IncurSharedCost: of programme;
}

/// Record what the internship cost, and whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncurCost {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// What it is for.
    pub head: CostHead,
    /// Who bears it.
    pub funder: Funder,
    /// How much.
    pub pence: Pence,
    /// Known or guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<CostBasis>,
}

/// Record what a programme cost, whom, and how it is shared between its interns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncurSharedCost {
    /// Which programme.
    pub programme: ProgrammeId,
    /// The day.
    pub date: Date,
    /// What it is for.
    pub head: CostHead,
    /// Who bears it.
    pub funder: Funder,
    /// How much.
    pub pence: Pence,
    /// Known or guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<CostBasis>,
    /// How it is shared: equally, or by the months that each intern was on the programme.
    pub apportioned: Apportionment,
}
