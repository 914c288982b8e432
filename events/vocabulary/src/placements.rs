//! Employers, interviews and the work itself.

mod attendance_recorded;
mod employer;
mod employer_registered;
mod interview_held;
mod placement_ended;
mod placement_started;

use crate::declaration::events;

pub use crate::EnteredInError;
pub use attendance_recorded::{AbsenceReason, AttendanceRecorded};
pub use employer::{EmployerRef, Place};
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
