//! What happens to an employer: its registration, contacts, questions and roles.

use events::placements::{EmployerContact, EmployerRegistered};
use events::{Fact, SameFields};
use service_kit::{About, Decision, Shared};

use crate::placements::Circumstances;
use crate::{AnswerQuestion, AskQuestion, CloseRole, OpenRole, Placements, Refusal, RegisterEmployer};

pub(super) fn register(
    state: &Placements,
    command: &RegisterEmployer,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let RegisterEmployer { provider, name, sector, sector_words, size, contact, date, .. } = command.clone();
    let RegisterEmployer { local_authority, postcode_district, employer_number, .. } = command.clone();
    if state.employer.is_some() {
        return Err(Refusal::AlreadyRegistered);
    }
    if !at.subjects.get(&provider.subject()).is_some_and(|provider| provider.provider) {
        return Err(Shared::UnknownProvider.into());
    }
    let date = at.past(date.unwrap_or(at.today))?;
    let registered = EmployerRegistered {
        date,
        provider,
        name,
        sector,
        sector_words,
        size,
        local_authority,
        postcode_district,
        employer_number,
        personal: contact.map(|contact| EmployerContact { contact }),
    };
    Ok(Decision::new(date, registered))
}

/// What can happen to any employer that is known. It may have happened before the employer was registered.
pub(super) fn record<E: SameFields + Clone + Into<Fact>>(
    state: &Placements,
    command: &About<E>,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let recorded = at.record(command)?;
    if state.employer.is_some() { Ok(recorded) } else { Err(Refusal::UnknownEmployer) }
}

pub(super) fn ask(state: &Placements, command: &AskQuestion, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    match state.questions.get(&command.event.question) {
        Some(on) => Err(Refusal::AlreadyAsked { on: *on }),
        None => record(state, command, at),
    }
}

/// A question may be answered again: the later answer may be the better one.
pub(super) fn answer(
    state: &Placements,
    command: &AnswerQuestion,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let answered = record(state, command, at)?;
    let asked = state.questions.get(&command.event.question).ok_or(Refusal::NotAsked)?;
    Shared::forwards(*asked, command.event.date)?;
    Ok(answered)
}

pub(super) fn open_role(state: &Placements, command: &OpenRole, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    Shared::within_a_week(command.event.weekly_minutes)?;
    match state.roles.get(&command.event.role) {
        Some(role) => Err(Refusal::RoleAlreadyOpened { on: role.opened }),
        None => record(state, command, at),
    }
}

pub(super) fn close_role(state: &Placements, command: &CloseRole, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let closed = record(state, command, at)?;
    let role = state.roles.get(&command.event.role).ok_or(Refusal::UnknownRole)?;
    if let Some(on) = role.closed {
        return Err(Refusal::RoleAlreadyClosed { on });
    }
    Shared::forwards(role.opened, command.event.date)?;
    Ok(closed)
}
