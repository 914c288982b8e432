//! Job coaches and the hours they give.

mod coach_assigned;
mod coach_registered;
mod hours_corrected;
mod hours_logged;
mod session;
mod supervision_held;

use crate::declaration::events;

pub use crate::EnteredInError;
pub use coach_assigned::{AssignmentReason, CoachAssigned};
pub use coach_registered::{CoachName, CoachRegistered};
pub use hours_corrected::{CorrectionReason, HoursCorrected};
pub use hours_logged::{HoursLogged, Mode};
pub(crate) use session::claimed;
pub use session::{Activity, CoachingPlace, Session};
pub use supervision_held::{SupervisionHeld, Supervisor};

events! { "coaching":
    CoachRegistered seals personal,
    CoachAssigned seals note,
    HoursLogged,
    HoursCorrected seals note,
    SupervisionHeld,
}
