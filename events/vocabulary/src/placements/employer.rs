//! What events say of the employer, of its roles and of who at the provider dealt with it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EmployerId, Line, RoleId, Sector, words};

words! {
    /// What somebody at the provider does, where their name does not matter.
    StaffRole { JobCoach = "job-coach", Coordinator = "coordinator", EmploymentAdviser = "employment-adviser", Tutor = "tutor", Manager = "manager", Other = "other" }
}

impl StaffRole {
    /// Who that is, in plain words: `a job coach`.
    pub(super) fn plain(self) -> &'static str {
        match self {
            Self::JobCoach => "a job coach",
            Self::Coordinator => "the coordinator",
            Self::EmploymentAdviser => "an employment adviser",
            Self::Tutor => "a tutor",
            Self::Manager => "a manager",
            Self::Other => "a member of staff",
        }
    }
}

/// A role, and what it was called when this happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleRef {
    /// Which role.
    pub id: RoleId,
    /// Its name.
    pub name: Line,
}

/// An employer, and what it was called when this happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployerRef {
    /// Which employer.
    pub id: EmployerId,
    /// Its name.
    pub name: Line,
}

/// The kind of work, to follow a sentence: ` Kind of work: museum (arts, sport and leisure).`
pub(super) fn kind_of_work(sector: Option<Sector>, words: Option<&Line>) -> String {
    match (sector.map(Sector::plain), words) {
        (None, None) => String::new(),
        (Some(sector), None) => format!(" Kind of work: {sector}."),
        (None, Some(words)) => format!(" Kind of work: {words}."),
        (Some(sector), Some(words)) => format!(" Kind of work: {words} ({sector})."),
    }
}
