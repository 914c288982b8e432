//! Taking back an event: the same for every context and every subject.

use events::history::Dependencies;
use events::{EnteredInError, Fact};

use crate::{Asked, Circumstances, Command as _, Decider, Decision, EnterInError, Later, Shared};

/// Decides what is asked of a service. For taking an event back it needs to know what stands in the
/// subject's history; a command of the context's own ignores `history`.
///
/// # Errors
/// When a rule says no.
pub fn decide<D: Decider>(
    state: &D,
    history: &Dependencies,
    asked: &Asked<D::Command>,
    at: &Circumstances<'_, D>,
) -> Result<Decision, D::Refusal> {
    match asked {
        Asked::Own(command) => state.decide(command, at),
        Asked::TakeBack(command) => {
            let fact = take_back(D::Command::CONTEXT, history, command, at)?;
            state.may_take_back(command.event, at)?;
            Ok(Decision::new(at.today, fact))
        }
    }
}

fn take_back<D: Decider>(
    context: &'static str,
    history: &Dependencies,
    command: &EnterInError,
    at: &Circumstances<'_, D>,
) -> Result<Fact, Shared> {
    let EnterInError { event, reason, note, .. } = command.clone();
    if history.was_taken_back(event) {
        return Err(Shared::AlreadyTakenBack { event });
    }
    let unknown = Shared::NoSuchEvent { context, event };
    if history.find(event).is_none_or(|found| found.event_type.context != context) {
        return Err(unknown);
    }
    let later = history.dependents(event);
    if !later.is_empty() {
        return Err(Shared::OthersDependOnIt { later: Later(later) });
    }
    let error = EnteredInError { event, date: at.today, reason, note };
    Fact::entered_in_error(context, error).ok_or(unknown)
}

#[cfg(test)]
mod tests;
