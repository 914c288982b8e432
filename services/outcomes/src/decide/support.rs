//! The step-down from the programme to the employer, and concerns about how it goes.

use events::outcomes::{ConcernRaised, ConcernResolved, HandoverAgreed};
use service_kit::{Decision, Shared};

use crate::outcomes::{Circumstances, Concern};
use crate::{AgreeHandover, Outcomes, RaiseConcern, Refusal, ResolveConcern};

/// The steps follow each other, and the last day is not before them.
pub(super) fn agree_handover(command: &AgreeHandover, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let HandoverAgreed { steps, until, .. } = &command.event;
    let agreed = at.record(command)?;
    if !steps.is_sorted_by(|one, next| one.from < next.from) {
        return Err(Refusal::StepsOutOfOrder);
    }
    for step in steps {
        Shared::within_a_week([step.weekly_minutes])?;
        until.map_or(Ok(()), |until| Shared::forwards(step.from, until))?;
    }
    Ok(agreed)
}

pub(super) fn raise(state: &Outcomes, command: &RaiseConcern, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let ConcernRaised { concern, .. } = &command.event;
    let raised = at.record(command)?;
    match state.concerns.get(concern) {
        Some(known) => Err(Refusal::ConcernKnown { date: known.raised }),
        None => Ok(raised),
    }
}

pub(super) fn resolve(state: &Outcomes, command: &ResolveConcern, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let ConcernResolved { concern, date, .. } = command.event;
    let resolved = at.record(command)?;
    let Concern { raised, resolved: before } = *state.concerns.get(&concern).ok_or(Refusal::UnknownConcern)?;
    if date < raised {
        return Err(Refusal::ResolvedBeforeRaised { date, raised });
    }
    match before {
        Some(date) => Err(Refusal::AlreadyResolved { date }),
        None => Ok(resolved),
    }
}
