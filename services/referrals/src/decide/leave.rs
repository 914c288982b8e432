//! How it ends, once.
//!
//! A day of leaving that lies before what is recorded already, a placement or a session, is no reason to
//! refuse it: the intern did leave. What lies behind it shows as a flag.

use events::referrals::PlanCeased;
use events::{Fact, SameFields};
use service_kit::{About, Decision};

use super::checks::{known, since_referral};
use crate::referrals::Circumstances;
use crate::{Decline, Referrals, Refusal};

pub(super) fn decline(state: &Referrals, command: &Decline, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let date = command.event.date;
    let referred = known(state)?;
    if let Some(accepted) = state.accepted {
        return Err(Refusal::AlreadyAccepted { since: accepted });
    }
    state.going_on()?;
    since_referral(date, referred)?;
    Ok(at.record(command)?)
}

/// Only an intern leaves, once, and not before they became one. Somebody may finish before the planned
/// end, or leave before the planned start.
pub(super) fn leave<E: SameFields + Clone + Into<Fact>>(
    state: &Referrals,
    command: &About<E>,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let date = command.event.day();
    known(state)?;
    state.going_on()?;
    let accepted = state.accepted.ok_or(Refusal::NotAccepted)?;
    let left = at.record(command)?;
    if date < accepted { Err(Refusal::BeforeAcceptance { date, accepted }) } else { Ok(left) }
}

/// The council ends a plan, often after the internship: that is recorded whether or not it still went on.
pub(super) fn cease_plan(
    state: &Referrals,
    command: &About<PlanCeased>,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let referred = known(state)?;
    if let Some(on) = state.ceased {
        return Err(Refusal::PlanAlreadyCeased { on });
    }
    since_referral(command.event.date, referred)?;
    Ok(at.record(command)?)
}
