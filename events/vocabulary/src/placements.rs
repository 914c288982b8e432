//! Employers, interviews and the work itself.

mod attendance_recorded;
mod employer_registered;
mod interview_held;
mod placement_ended;
mod placement_started;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declaration::events;
use crate::{EmployerId, Line, words};

pub use crate::EnteredInError;
pub use attendance_recorded::{AbsenceReason, AttendanceRecorded};
pub use employer_registered::{EmployerContact, EmployerRegistered, SizeBand};
pub use interview_held::{InterviewHeld, InterviewResult};
pub use placement_ended::{PlacementEndReason, PlacementEnded};
pub use placement_started::PlacementStarted;

events! { "placements":
    EmployerRegistered seals personal,
    InterviewHeld seals adjustments,
    PlacementStarted,
    PlacementEnded,
    AttendanceRecorded,
}

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
