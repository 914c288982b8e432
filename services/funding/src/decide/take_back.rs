//! What the rules on claims add to taking an event back.

use events::{EventId, Line};

use super::checks::{covered, weeks, within_weeks};
use crate::funding::Claim;
use crate::{ClaimRefusal, Funding, Refusal, parameters};

pub(super) fn may_take_back(state: &Funding, event: EventId) -> Result<(), Refusal> {
    extension(state, event).or_else(|| rejection(state, event)).unwrap_or(Ok(()))
}

/// An extension is needed by claims that it made possible; nothing when the event is no extension.
fn extension(state: &Funding, event: EventId) -> Option<Result<(), Refusal>> {
    let held =
        state.awards.values().find(|held| held.extensions.last().is_some_and(|extension| extension.event == event))?;
    let (last, reference) = (held.extensions.last()?, held.award.reference.clone());
    let weeks_left = state.weeks_extended().saturating_sub(last.weeks);
    let beyond = |claim: &Claim| claim.submitted.award == reference && claim.submitted.until > last.until_before;
    // A rejected claim counts: were its rejection taken back, it would stand outside its award.
    let needed = state.claims.values().find(|claim| beyond(claim) || too_long(state, weeks_left, claim)).map(number);
    Some(needed.map_or(Ok(()), |number| Err(Refusal::ExtensionNeeded { reference, number })))
}

/// Whether the weeks claimed, with those of this claim, are more than so many weeks of extension allow
/// on its day.
fn too_long(state: &Funding, extended: u16, claim: &Claim) -> bool {
    let allowed = parameters::in_force(claim.submitted.date).weeks_with(extended);
    let sessions = claim.submitted.lines.iter().filter_map(|line| state.sessions.get(&line.session));
    weeks(state, sessions.map(|logged| logged.date)) > usize::from(allowed)
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
