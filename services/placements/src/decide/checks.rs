//! Checks that several commands share.

use events::EmployerId;
use events::placements::EmployerRef;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::placements::{Circumstances, Rotation};
use crate::{Placements, Refusal};

pub(super) fn known_employer(id: EmployerId, at: &Circumstances<'_>) -> Result<EmployerRef, Refusal> {
    let name = at.subjects.get(&id.subject()).and_then(|employer| employer.employer.clone());
    Ok(EmployerRef { id, name: name.ok_or(Refusal::UnknownEmployer)? })
}

/// H9: at most a year with the same employer, from the first day there to the last, over all
/// rotations: with one that starts on a day and ends, or is planned to end, on another. Beyond that
/// the minimum wage is due. The year is over on the same day of the next one.
pub(super) fn at_most_a_year(state: &Placements, employer: EmployerId, start: Date, end: Date) -> Result<(), Refusal> {
    let others = || state.rotations.values().filter(|other| other.employer == employer && other.from != start);
    let from = others().map(|rotation| rotation.from).fold(start, Date::min);
    let until = others().map(Rotation::until).fold(end, Date::max);
    if until > year_from(from) { Err(Refusal::OverAYear { from, until }) } else { Ok(()) }
}

pub(super) fn year_from(day: Date) -> Date {
    day.saturating_add(1.year())
}
