//! What happens to a placement after it started.

use events::PlacementId;
use events::placements::{PlacementReviewed, PlacementViews};
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use super::checks::{during_the_internship, only_placement, running, started};
use crate::placements::Circumstances;
use crate::{AgreeAdjustment, EndPlacement, PausePlacement, Placements, Refusal, ResumePlacement, ReviewPlacement};

pub(super) fn agree_adjustment(
    state: &Placements,
    command: &AgreeAdjustment,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    Shared::known(state.referred.is_some())?;
    let agreed = at.record(command)?;
    command.event.placement.map(|placement| started(state, placement)).transpose()?;
    Ok(agreed)
}

/// A review may come after the placement's last day, and after the internship's.
pub(super) fn review(
    state: &Placements,
    command: &ReviewPlacement,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let ReviewPlacement { date, who, decision, intern_view: intern, employer_view: employer, .. } = command.clone();
    Shared::known(state.referred.is_some())?;
    at.past(date)?;
    let placement = command.placement.map_or_else(|| only_placement(state, date), Ok)?;
    Shared::forwards(started(state, placement)?.from, date)?;
    let said = intern.is_some() || employer.is_some();
    let views = said.then_some(PlacementViews { intern, employer });
    Ok(Decision::new(date, PlacementReviewed { placement, date, who, decision, views }))
}

pub(super) fn pause(state: &Placements, command: &PausePlacement, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let paused = at.record(command)?;
    match interrupted(state, command.event.placement, command.event.date)? {
        Some(since) => Err(Refusal::AlreadyPaused { since }),
        None => Ok(paused),
    }
}

pub(super) fn resume(
    state: &Placements,
    command: &ResumePlacement,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let resumed = at.record(command)?;
    let since = interrupted(state, command.event.placement, command.event.date)?.ok_or(Refusal::NotPaused)?;
    Shared::forwards(since, command.event.date)?;
    Ok(resumed)
}

/// Since when a placement that runs on this day is interrupted, if it is.
fn interrupted(state: &Placements, placement: PlacementId, date: Date) -> Result<Option<Date>, Refusal> {
    Shared::known(state.referred.is_some())?;
    during_the_internship(state, date)?;
    Ok(running(state, placement, date)?.paused)
}

/// An end is what happened: that a placement lasted a year or more (H9) is flagged, not refused.
pub(super) fn end(state: &Placements, command: &EndPlacement, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    Shared::known(state.referred.is_some())?;
    let ended = at.record(command)?;
    let placement = started(state, command.event.placement)?;
    if let Some(on) = placement.ended {
        return Err(Refusal::AlreadyEnded { on });
    }
    Shared::forwards(placement.from, command.event.date)?;
    during_the_internship(state, command.event.date)?;
    Ok(ended)
}
