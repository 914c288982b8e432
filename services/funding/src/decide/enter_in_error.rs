//! What can be taken back: that on which nothing rests.

use events::funding::EnteredInError;
use events::{EventId, Line};
use service_kit::{Decision, Shared};

use super::Circumstances;
use super::answer_claim::{standing, unpaid};
use super::submit_claim::{covered, weeks, within_weeks};
use crate::funding::Claim;
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
            let weeks_left = state.weeks_extended().saturating_sub(last.weeks);
            let beyond =
                |claim: &Claim| claim.submitted.award == reference && claim.submitted.until > last.until_before;
            let needed = state.standing().find(|claim| beyond(claim) || too_long(state, weeks_left, claim)).map(number);
            Some(needed.map_or(Ok(()), |number| Err(Refusal::ExtensionNeeded { reference, number })))
        }
    }
}

/// Whether the weeks claimed are more than so many weeks of extension allow on the day of a claim.
fn too_long(state: &Funding, extended: u16, claim: &Claim) -> bool {
    let allowed = parameters::in_force(claim.submitted.date).weeks_with(extended);
    weeks(state, std::iter::empty()) > usize::from(allowed)
}

fn claim(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let claim = state.claims.values().find(|claim| claim.event == event)?;
    Some(standing(claim).and_then(|()| unpaid(claim)))
}

fn rejection(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let claim = state.claims.values().find(|claim| claim.rejected.is_some_and(|(rejection, _)| rejection == event))?;
    Some(stands_again(state, claim))
}

/// Without its rejection a claim stands again: its hours must still be there for it (H7), and its
/// award (H4, H5, H6).
fn stands_again(state: &Funding, claim: &Claim) -> Result<(), Refusal> {
    let submitted = &claim.submitted;
    let mut dates = Vec::with_capacity(submitted.lines.len());
    for line in &submitted.lines {
        let logged = state.sessions.get(&line.session).filter(|logged| logged.left() >= line.minutes);
        dates.push(logged.ok_or_else(|| ClaimRefusal::HoursGone { number: number(claim) })?.date);
    }
    covered(state, &submitted.award, submitted.date, submitted.from, submitted.until)?;
    Ok(within_weeks(state, submitted.date, dates.into_iter())?)
}

fn number(claim: &Claim) -> Line {
    claim.submitted.number.clone()
}
