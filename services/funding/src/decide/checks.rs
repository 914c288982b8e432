//! Checks that several commands share.

use std::collections::BTreeSet;

use events::Line;
use jiff::civil::Date;

use crate::funding::Held;
use crate::{ClaimRefusal, Funding, Refusal, parameters};

/// H4: an application is not earlier than so many months before the placement starts. A month that
/// has no such day has its last day instead.
pub(super) fn in_time(applied: Date, start: Option<Date>) -> Result<(), Refusal> {
    let Some(start) = start else { return Ok(()) };
    let earliest = parameters::in_force(applied).earliest_application(start);
    if applied < earliest { Err(Refusal::AppliedTooEarly { date: applied, earliest, start }) } else { Ok(()) }
}

/// H5: the award with this reference, when it was there on the day of the claim and covers the days
/// claimed for. H4: its application went in no earlier than the plan or the placement allowed. A
/// placement that started later than planned takes nothing away from an application that was in time.
pub(super) fn covered<'a>(
    state: &'a Funding,
    reference: &Line,
    claimed: Date,
    from: Date,
    until: Date,
) -> Result<&'a Held, Refusal> {
    if state.awards.is_empty() {
        return Err(ClaimRefusal::NoAward.into());
    }
    let Some(held) = state.awards.get(reference) else {
        return Err(ClaimRefusal::OtherAward { stated: reference.clone(), known: references(state) }.into());
    };
    if claimed < held.decided {
        return Err(ClaimRefusal::BeforeAward { date: claimed, decided: held.decided }.into());
    }
    let (award_from, award_until) = (held.award.from, held.award.until);
    if from < award_from || until > award_until {
        return Err(ClaimRefusal::OutsideAward { from, until, award_from, award_until }.into());
    }
    in_time(held.applied, [state.planned_start, state.first_placement].into_iter().flatten().min())?;
    Ok(held)
}

/// H6: the weeks that are claimed, with sessions on these days as well.
pub(super) fn within_weeks(
    state: &Funding,
    claimed: Date,
    sessions: impl Iterator<Item = Date>,
) -> Result<(), ClaimRefusal> {
    let weeks = weeks(state, sessions);
    let allowed = parameters::in_force(claimed).weeks_with(state.weeks_extended());
    if weeks > usize::from(allowed) { Err(ClaimRefusal::TooManyWeeks { weeks, allowed }) } else { Ok(()) }
}

/// How many weeks are claimed, with sessions on these days as well: over all awards of the
/// internship, for a second award is not another 26 weeks. Weeks count from the first day awarded.
pub(super) fn weeks(state: &Funding, also: impl Iterator<Item = Date>) -> usize {
    let Some(first) = state.awards.values().map(|held| held.award.from).min() else { return 0 };
    let lines = state.standing().flat_map(|claim| &claim.submitted.lines);
    let claimed = lines.filter_map(|line| state.sessions.get(&line.session)).map(|logged| logged.date);
    let weeks: BTreeSet<_> = claimed.chain(also).map(|day| days(first, day).div_euclid(7)).collect();
    weeks.len()
}

/// The internship's awards, as a refusal lists them.
pub(super) fn references(state: &Funding) -> String {
    if state.awards.is_empty() {
        return "none yet".to_owned();
    }
    state.awards.keys().map(Line::as_str).collect::<Vec<_>>().join(", ")
}

/// Days from one to another, the first left out.
pub(super) fn days(from: Date, until: Date) -> i64 {
    from.duration_until(until).as_hours() / 24
}
