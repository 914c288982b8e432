//! Where an intern works, from when, and for how long (H9).

use events::Act;
use events::placements::PlacementStarted;
use events::rule_table::PLACEMENT_DAYS;
use jiff::ToSpan as _;
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use super::checks::{during_the_internship, known_employer, known_role};
use super::young;
use crate::placements::{Circumstances, Stretch};
use crate::{Placements, Refusal, StartPlacement};

pub(super) fn start(state: &Placements, command: &StartPlacement, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let StartPlacement { placement, site, role, date, planned_end, weekly_minutes, .. } = command.clone();
    Shared::known(state.referred.is_some())?;
    let employer = known_employer(command.employer, at)?;
    at.past(date)?;
    if let Some(started) = state.placements.get(&placement) {
        return Err(Refusal::AlreadyStarted { since: started.from });
    }
    planned_end.map_or(Ok(()), |end| Shared::forwards(date, end))?;
    Shared::within_a_week(weekly_minutes)?;
    during_the_internship(state, date)?;
    match command.act {
        Act::Ours => {
            in_the_programme(state, date, planned_end)?;
            less_than_a_year(state, command)?;
            young::may_plan(state, command)?;
        }
        Act::Recorded => {}
    }
    command.opening.map(|role| known_role(command.employer, role, at)).transpose()?;
    let StartPlacement { opening, planned_minutes, mode, supervisor_named, act, .. } = *command;
    let started = PlacementStarted {
        placement,
        employer,
        site,
        role,
        opening,
        date,
        planned_end,
        weekly_minutes,
        planned_minutes,
        mode,
        supervisor_named,
        act,
    };
    Ok(Decision::new(date, started))
}

/// H9: a placement is part of the programme. It starts after the acceptance and is planned to end with
/// the programme: by its planned end, or within a year of the first placement where that is later.
fn in_the_programme(state: &Placements, date: Date, planned_end: Option<Date>) -> Result<(), Refusal> {
    let programme = state.programme.ok_or(Refusal::NotAccepted)?;
    if date < programme.accepted {
        return Err(Refusal::BeforeAcceptance { date, accepted: programme.accepted });
    }
    let first = state.placements.values().map(|placement| placement.from).fold(date, Date::min);
    let last = last_within_a_year(first).max(programme.planned_end);
    match planned_end.filter(|end| *end > last) {
        Some(planned_end) => Err(Refusal::BeyondTheProgramme { planned_end, last }),
        None => Ok(()),
    }
}

/// H9: less than a year with the same employer, from the first day there to the last, over all
/// placements: from a year on the minimum wage is due.
fn less_than_a_year(state: &Placements, command: &StartPlacement) -> Result<(), Refusal> {
    let others = || state.placements.values().filter(|other| other.employer == command.employer);
    let from = others().map(|other| other.from).fold(command.date, Date::min);
    let planned = command.planned_end.unwrap_or(command.date);
    let until = others().filter_map(Stretch::until).fold(planned, Date::max);
    let last = last_within_a_year(from);
    if until > last { Err(Refusal::YearWithEmployer { from, until, last }) } else { Ok(()) }
}

/// The last day that is less than a year, both days counted: 1 September to 31 August is a year.
fn last_within_a_year(from: Date) -> Date {
    from.saturating_add((PLACEMENT_DAYS.on(from) - 2).days())
}
