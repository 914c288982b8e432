//! Employers, interviews and the work itself.

mod adjustment_agreed;
mod attendance_recorded;
mod employer;
mod employer_checked;
mod employer_committed;
mod employer_contacted;
mod employer_registered;
mod interview_held;
mod matched;
mod placement_ended;
mod placement_paused;
mod placement_resumed;
mod placement_reviewed;
mod placement_started;
mod question_answered;
mod question_asked;
mod role_closed;
mod role_opened;

use crate::declaration::events;

pub use crate::EnteredInError;
pub use adjustment_agreed::{AdjustmentAgreed, AdjustmentKind};
pub use attendance_recorded::{AbsenceReason, AttendancePlace, AttendanceRecorded};
pub use employer::{EmployerRef, RoleRef, StaffRole};
pub use employer_checked::EmployerChecked;
pub use employer_committed::{Commitment, DisabilityConfident, EmployerCommitted};
pub use employer_contacted::{ContactChannel, ContactResult, EmployerContacted};
pub use employer_registered::{EmployerContact, EmployerRegistered, SizeBand};
pub use interview_held::{InterviewHeld, InterviewResult};
pub use matched::{MatchReason, Matched};
pub use placement_ended::{PlacementEndReason, PlacementEnded};
pub use placement_paused::{PauseReason, PlacementPaused};
pub use placement_resumed::{PlacementResumed, ResumeReason};
pub use placement_reviewed::{PlacementReviewed, PlacementViews, ReviewDecision, ReviewParty};
pub use placement_started::{PlacementMode, PlacementStarted};
pub use question_answered::QuestionAnswered;
pub use question_asked::{QuestionAsked, QuestionTopic};
pub use role_closed::{RoleCloseReason, RoleClosed};
pub use role_opened::RoleOpened;

events! { "placements":
    EmployerRegistered seals personal,
    EmployerContacted,
    EmployerCommitted,
    EmployerChecked,
    QuestionAsked seals text,
    QuestionAnswered seals text,
    RoleOpened,
    RoleClosed,
    Matched seals note,
    InterviewHeld seals adjustments,
    PlacementStarted,
    AttendanceRecorded,
    AdjustmentAgreed seals detail,
    PlacementReviewed seals views,
    PlacementPaused seals note,
    PlacementResumed seals note,
    PlacementEnded seals note,
}
