//! How it ends, once.

use events::referrals::{Completed, Withdrawn};
use jiff::civil::Date;
use service_kit::Decision;

use super::{Circumstances, known, since_referral};
use crate::{Complete, Decline, Referrals, Refusal, Withdraw};

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

pub(super) fn withdraw(state: &Referrals, command: &Withdraw, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let Withdraw { date, reason, .. } = *command;
    leave(state, date, at)?;
    Ok(Decision::new(date, Withdrawn { date, reason }))
}

pub(super) fn complete(state: &Referrals, command: &Complete, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let Complete { date, reason, .. } = *command;
    leave(state, date, at)?;
    Ok(Decision::new(date, Completed { date, reason }))
}

/// Only an intern leaves, once, and not before they became one or started in a placement (H9).
/// Somebody may finish before the planned end, or leave before the planned start.
fn leave(state: &Referrals, date: Date, at: &Circumstances<'_>) -> Result<(), Refusal> {
    known(state)?;
    not_ended(state)?;
    let accepted = state.accepted.ok_or(Refusal::NotAccepted)?;
    at.past(date)?;
    if date < accepted {
        return Err(Refusal::BeforeAcceptance { date, accepted });
    }
    match state.placed.filter(|started| date < *started) {
        Some(started) => Err(Refusal::BeforePlacement { date, started }),
        None => Ok(()),
    }
}

fn not_ended(state: &Referrals) -> Result<(), Refusal> {
    match state.ended {
        Some(ended) => Err(Refusal::AlreadyEnded { on: ended }),
        None => Ok(()),
    }
}
