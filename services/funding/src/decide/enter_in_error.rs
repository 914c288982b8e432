//! What can be taken back: that on which nothing rests.

use events::funding::EnteredInError;
use events::{EventId, Line};
use service_kit::{Decision, Shared};

use super::Circumstances;
use super::answer_claim::{standing, unpaid};
use super::submit_claim::{covered, weeks, within_weeks};
use crate::funding::{Claim, Held};
use crate::{ClaimRefusal, EnterInError, Funding, Refusal, parameters};

pub(super) fn take_back(state: &Funding, command: &EnterInError, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let event = command.event;
    let verdict = application(state, event)
        .or_else(|| award(state, event))
        .or_else(|| extension(state, event))
        .or_else(|| claim(state, event))
        .or_else(|| rejection(state, event))
        .or_else(|| state.loose.contains(&event).then_some(Ok(())));
    verdict.unwrap_or(Err(Shared::NoSuchEvent { context: "funding", event }.into()))?;
    Ok(Decision::new(at.today, EnteredInError { event, date: at.today, reason: command.reason.clone() }))
}

/// Whether the application that the event is can be taken back; nothing when it is none. The same
/// for all that follow.
fn application(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let application = state.applications.iter().find(|application| application.event == event)?;
    Some(application.answered.map_or(Ok(()), |date| Err(Refusal::ApplicationAnswered { date })))
}

fn award(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let held = state.awards.values().find(|held| held.event == event)?;
    let reference = held.award.reference.clone();
    // A rejected claim counts: were its rejection taken back, it would stand without an award.
    if let Some(claim) = state.claims.values().find(|claim| claim.submitted.award == reference) {
        return Some(Err(Refusal::AwardClaimed { reference, number: number(claim) }));
    }
    Some(if held.extensions.is_empty() { Ok(()) } else { Err(Refusal::ExtendedSince { reference }) })
}

fn extension(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let held = state.awards.values().find(|held| held.extensions.iter().any(|extension| extension.event == event))?;
    let reference = held.award.reference.clone();
    match held.extensions.last().filter(|last| last.event == event) {
        None => Some(Err(Refusal::ExtendedSince { reference })),
        Some(last) => {
            let without = Held { extensions: held.extensions.split_last()?.1.to_vec(), ..held.clone() };
            let needs = |claim: &&Claim| claim.submitted.until > last.until_before || too_long(state, &without, claim);
            let needed = state.standing(&reference).find(needs).map(number);
            Some(needed.map_or(Ok(()), |number| Err(Refusal::ExtensionNeeded { reference, number })))
        }
    }
}

/// Whether the weeks claimed of an award are more than its extensions allow on the day of a claim.
fn too_long(state: &Funding, held: &Held, claim: &Claim) -> bool {
    let allowed = parameters::in_force(claim.submitted.date).weeks_with(held.extended());
    weeks(state, held, std::iter::empty()) > usize::from(allowed)
}

fn claim(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let claim = state.claims.values().find(|claim| claim.event == event)?;
    Some(standing(claim).and_then(|()| unpaid(claim)))
}

fn rejection(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let claim = state.claims.values().find(|claim| claim.rejected.is_some_and(|(rejection, _)| rejection == event))?;
    Some(stands_again(state, claim).map_err(Refusal::from))
}

/// Without its rejection a claim stands again: its hours must still be there for it (H7), and its
/// award (H5, H6).
fn stands_again(state: &Funding, claim: &Claim) -> Result<(), ClaimRefusal> {
    let submitted = &claim.submitted;
    let mut dates = Vec::with_capacity(submitted.lines.len());
    for line in &submitted.lines {
        let logged = state.sessions.get(&line.session).filter(|logged| logged.left() >= line.minutes);
        dates.push(logged.ok_or_else(|| ClaimRefusal::HoursGone { number: number(claim) })?.date);
    }
    let held = covered(state, &submitted.award, submitted.from, submitted.until)?;
    within_weeks(state, held, submitted.date, dates.into_iter())
}

fn number(claim: &Claim) -> Line {
    claim.submitted.number.clone()
}
