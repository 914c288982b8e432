//! What events say of the employer and of where the intern was expected.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EmployerId, Line, words};

words! {
    /// Where the intern was expected.
    Place { Employer = "employer", Classroom = "classroom", Remote = "remote" }
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
