//! What should not be believed. What others rest on stays until they are gone.

use events::referrals::EnteredInError;
use service_kit::{Decision, Shared};

use super::{Circumstances, known};
use crate::{EnterInError, Referrals, Refusal};

pub(super) fn take_back(
    state: &Referrals,
    command: &EnterInError,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let event = command.event;
    let is = |one: Option<crate::referrals::Dated>| one.is_some_and(|one| one.event == event);
    if known(state)?.event == event {
        if state.standing > 1 {
            return Err(Refusal::OthersRestOnIt { event });
        }
    } else if is(state.accepted) {
        if state.ended.is_some() || state.placed.is_some() {
            return Err(Refusal::OthersRestOnIt { event });
        }
    } else if state.plans.contains(&event) {
        if state.accepted.is_some() && state.plans.len() == 1 {
            return Err(Refusal::AcceptedOnThisPlan);
        }
    } else if !is(state.ended) && !state.others.contains(&event) {
        return Err(Shared::NoSuchEvent { context: "referrals", event }.into());
    }
    let (date, reason) = (at.today, command.reason.clone());
    Ok(Decision::new(date, EnteredInError { event, date, reason }))
}
