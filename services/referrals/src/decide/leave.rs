//! How it ends, once.

use events::{Fact, SameFields};
use service_kit::{About, Decision};

use super::checks::{known, since_referral};
use crate::referrals::Circumstances;
use crate::{Decline, Referrals, Refusal};

pub(super) fn decline(state: &Referrals, command: &Decline, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let date = command.event.date;
    let referral = known(state)?;
    if let Some(accepted) = state.accepted {
        return Err(Refusal::AlreadyAccepted { since: accepted });
    }
    not_ended(state)?;
    since_referral(date, referral)?;
    Ok(at.record(command)?)
}

/// Only an intern leaves, once, and not before they became one or started in a placement (H9).
/// Somebody may finish before the planned end, or leave before the planned start.
pub(super) fn leave<E: SameFields + Clone + Into<Fact>>(
    state: &Referrals,
    command: &About<E>,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let date = command.event.day();
    known(state)?;
    not_ended(state)?;
    let accepted = state.accepted.ok_or(Refusal::NotAccepted)?;
    let left = at.record(command)?;
    if date < accepted {
        return Err(Refusal::BeforeAcceptance { date, accepted });
    }
    match state.placed.filter(|started| date < *started) {
        Some(started) => Err(Refusal::BeforePlacement { date, started }),
        None => Ok(left),
    }
}

fn not_ended(state: &Referrals) -> Result<(), Refusal> {
    match state.ended {
        Some(ended) => Err(Refusal::AlreadyEnded { on: ended }),
        None => Ok(()),
    }
}
