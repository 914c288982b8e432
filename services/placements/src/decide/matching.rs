//! How a young person and an employer come together.

use events::placements::{InterviewHeld, Matched};
use service_kit::{Decision, Shared};

use super::checks::{known_employer, known_role};
use crate::placements::Circumstances;
use crate::{HoldInterview, MatchIntern, Placements, Refusal};

pub(super) fn match_with_role(
    state: &Placements,
    command: &MatchIntern,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let MatchIntern { date, reasons, note, .. } = command.clone();
    Shared::known(state.referred.is_some())?;
    let employer = known_employer(command.employer, at)?;
    let role = known_role(command.employer, command.role, at)?;
    at.past(date)?;
    Ok(Decision::new(date, Matched { date, employer, role, reasons, note }))
}

/// Interviews come before the acceptance in one college and after it in another, and some go on
/// after the end: only the referral is needed.
pub(super) fn hold_interview(
    state: &Placements,
    command: &HoldInterview,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let HoldInterview { employer, date, adjustments, result, .. } = command.clone();
    Shared::known(state.referred.is_some())?;
    let employer = known_employer(employer, at)?;
    at.past(date)?;
    let adjustments = Some(adjustments).filter(|adjustments| !adjustments.is_empty());
    Ok(Decision::new(date, InterviewHeld { date, employer, adjustments, result }))
}
