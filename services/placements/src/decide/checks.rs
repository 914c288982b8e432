//! Checks that several commands share.

use events::placements::{EmployerRef, RoleRef};
use events::{EmployerId, PlacementId, RoleId};
use jiff::civil::Date;

use crate::placements::{Circumstances, Stretch};
use crate::refusal::Until;
use crate::{Placements, Refusal};

pub(super) fn known_employer(id: EmployerId, at: &Circumstances<'_>) -> Result<EmployerRef, Refusal> {
    let name = at.subjects.get(&id.subject()).and_then(|employer| employer.employer.clone());
    Ok(EmployerRef { id, name: name.ok_or(Refusal::UnknownEmployer)? })
}

pub(super) fn known_role(employer: EmployerId, id: RoleId, at: &Circumstances<'_>) -> Result<RoleRef, Refusal> {
    let role = at.subjects.get(&employer.subject()).and_then(|employer| employer.roles.get(&id));
    Ok(RoleRef { id, name: role.map(|role| role.name.clone()).ok_or(Refusal::UnknownRole)? })
}

pub(super) fn started(state: &Placements, placement: PlacementId) -> Result<&Stretch, Refusal> {
    state.placements.get(&placement).ok_or(Refusal::NotStarted)
}

/// The placement, if it runs on that day, planned or not.
pub(super) fn running(state: &Placements, placement: PlacementId, date: Date) -> Result<&Stretch, Refusal> {
    let stretch = started(state, placement)?;
    if date < stretch.from || stretch.ended.is_some_and(|ended| date > ended) {
        return Err(Refusal::NotInThatPlacement { date, from: stretch.from, until: Until(stretch.ended) });
    }
    Ok(stretch)
}

/// The only placement of a day. One that nobody ended is taken to run until its planned end: beyond that
/// it has to be named.
pub(super) fn only_placement(state: &Placements, date: Date) -> Result<PlacementId, Refusal> {
    let runs = state.placements.iter().filter(|(_, placement)| placement.from <= date);
    let runs = runs.filter(|(_, placement)| placement.until().is_none_or(|until| date <= until));
    let running: Vec<PlacementId> = runs.map(|(id, _)| *id).collect();
    match running.as_slice() {
        [] => Err(Refusal::NoPlacement { date }),
        [one] => Ok(*one),
        several => Err(Refusal::SeveralPlacements { date, running: several.len() }),
    }
}

/// H14: no placement and no attendance before the referral or after the internship ended. An end that
/// is recorded later is accepted whatever lies behind it, and flags that.
pub(super) fn during_the_internship(state: &Placements, date: Date) -> Result<(), Refusal> {
    if let Some(referred) = state.referred.filter(|referred| date < *referred) {
        return Err(Refusal::BeforeReferral { date, referred });
    }
    match state.left.filter(|left| date > *left) {
        Some(left) => Err(Refusal::AfterTheEnd { date, left }),
        None => Ok(()),
    }
}
