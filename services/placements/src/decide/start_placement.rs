//! Where an intern works, from when, and for how long (H9).

use events::EmployerId;
use events::placements::{InterviewResult, PlacementStarted};
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use super::checks::{at_most_a_year, known_employer, year_from};
use crate::placements::Circumstances;
use crate::{Placements, Refusal, StartPlacement};

pub(super) fn start(state: &Placements, command: &StartPlacement, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let StartPlacement { rotation, role, sector, date, planned_end, weekly_minutes, supervisor_named, .. } =
        command.clone();
    Shared::known(state.referred)?;
    let employer = known_employer(command.employer, at)?;
    at.past(date)?;
    if rotation == 0 {
        return Err(Refusal::NoSuchRotation);
    }
    Shared::forwards(date, planned_end)?;
    Shared::within_a_week([weekly_minutes])?;
    free(state, rotation, date)?;
    at_most_a_year(state, command.employer, date, planned_end)?;
    in_the_programme(state, date, planned_end)?;
    interviewed(state, command.employer, date)?;
    let started =
        PlacementStarted { rotation, employer, role, sector, date, planned_end, weekly_minutes, supervisor_named };
    Ok(Decision::new(date, started))
}

/// A rotation starts once, and none starts while another runs. A rotation that nobody ended is over
/// after its planned end; the day on which one ends and the next starts may be the same.
fn free(state: &Placements, rotation: u8, date: Date) -> Result<(), Refusal> {
    if let Some(started) = state.rotations.get(&rotation) {
        return Err(Refusal::AlreadyStarted { rotation, since: started.from });
    }
    match state.rotations.iter().find(|(_, other)| other.from <= date && date < other.until()) {
        Some((other, running)) => Err(Refusal::AnotherRuns { rotation: *other, until: running.until() }),
        None => Ok(()),
    }
}

/// H9: a placement is part of the programme. It starts between the acceptance and the day the
/// intern left, and is planned to end with the programme: by its planned end, or within a year of
/// the first placement where that is later.
fn in_the_programme(state: &Placements, date: Date, planned_end: Date) -> Result<(), Refusal> {
    let programme = state.programme.ok_or(Refusal::NotAccepted)?;
    if date < programme.accepted {
        return Err(Refusal::BeforeAcceptance { date, accepted: programme.accepted });
    }
    if let Some(left) = state.left.filter(|left| date > *left) {
        return Err(Refusal::AfterTheEnd { date, left });
    }
    let first = state.rotations.values().map(|rotation| rotation.from).min().map_or(date, |first| first.min(date));
    let last = year_from(first).max(programme.planned_end);
    if planned_end > last { Err(Refusal::BeyondTheProgramme { planned_end, last }) } else { Ok(()) }
}

/// Many colleges record no interviews. Where one is on record with this employer, it came before
/// the start, and the last of them before it offered the placement.
fn interviewed(state: &Placements, employer: EmployerId, start: Date) -> Result<(), Refusal> {
    let with = || state.interviews.values().filter(|interview| interview.employer == employer);
    let before = with().filter(|interview| interview.date <= start);
    // On the same day an offer counts more than a refusal: nobody starts where they were refused.
    match before.max_by_key(|interview| (interview.date, interview.result == InterviewResult::Offered)) {
        Some(last) => match last.result {
            InterviewResult::Offered => Ok(()),
            InterviewResult::NotThisTime => Err(Refusal::NotOffered { interviewed: last.date }),
        },
        None => match with().map(|interview| interview.date).min() {
            Some(interview) => Err(Refusal::StartsBeforeInterview { start, interview }),
            None => Ok(()),
        },
    }
}
