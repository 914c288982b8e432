//! What several commands need to be known.

use crate::Refusal;
use crate::coaching::Circumstances;

/// That there is such a coach.
pub(super) fn known_coach(coach: events::CoachId, at: &Circumstances<'_>) -> Result<(), Refusal> {
    let known = at.subjects.get(&coach.subject()).is_some_and(|coach| coach.registered);
    if known { Ok(()) } else { Err(Refusal::UnknownCoach) }
}
