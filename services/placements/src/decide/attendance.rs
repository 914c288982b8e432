//! Whether an intern was there on a day, and at which placement.

use events::placements::{AttendancePlace, AttendanceRecorded};
use events::{Minutes, PlacementId};
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use super::checks::{during_the_internship, only_placement, running};
use super::young;
use crate::placements::{Attended, Circumstances};
use crate::{Placements, RecordAttendance, Refusal};

/// A day has no more minutes than this.
const DAY: Minutes = Minutes(24 * 60);

pub(super) fn record(
    state: &Placements,
    command: &RecordAttendance,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let RecordAttendance { date, place, start, end, break_minutes, absence, .. } = *command;
    Shared::known(state.referred.is_some())?;
    at.past(date)?;
    let minutes = minutes(command)?;
    during_the_internship(state, date)?;
    let placement = placement(state, command)?;
    let attended = Attended { place, placement, minutes, start, end, break_minutes };
    not_twice(state, date, &attended)?;
    not_at_once(state, date, &attended)?;
    let total = [state.there_on(date), minutes].into_iter().sum();
    if total > DAY {
        return Err(Refusal::MoreThanADay { date, total });
    }
    young::may_work(state, date, attended)?;
    let recorded = AttendanceRecorded { date, place, placement, minutes, start, end, break_minutes, absence };
    Ok(Decision::new(date, recorded))
}

/// How long they were there: as it is said, or as it follows from start, end and break. A break that is
/// not said may have been there or not, and then nothing follows.
fn minutes(command: &RecordAttendance) -> Result<Minutes, Refusal> {
    let RecordAttendance { date, minutes, start, end, break_minutes, absence, .. } = *command;
    let said = minutes.filter(|minutes| *minutes > Minutes(0));
    if absence.is_some() {
        let there = said.is_some() || start.is_some() || end.is_some() || break_minutes.is_some();
        return if there { Err(Refusal::BothThereAndAbsent) } else { Ok(Minutes(0)) };
    }
    let Some((start, end)) = start.zip(end) else { return said.ok_or(Refusal::NeitherThereNorAbsent) };
    let between = young::between(date, start, end);
    let rest = break_minutes.unwrap_or_default();
    let minutes = match (said, break_minutes) {
        (Some(said), _) => said,
        (None, Some(rest)) => Minutes(between.0.saturating_sub(rest.0)),
        (None, None) => return Err(Refusal::BreakNotSaid { start, end }),
    };
    if minutes == Minutes(0) || [minutes, rest].into_iter().sum::<Minutes>() > between {
        return Err(Refusal::HoursDoNotFit { minutes, rest, start, end });
    }
    Ok(minutes)
}

/// The placement that is named, if it runs on that day; else the only one that does.
fn placement(state: &Placements, command: &RecordAttendance) -> Result<Option<PlacementId>, Refusal> {
    let date = command.date;
    match (command.place, command.placement) {
        (AttendancePlace::Class, None) => Ok(None),
        (AttendancePlace::Class, Some(_)) => Err(Refusal::ClassAtAPlacement),
        (AttendancePlace::Placement, Some(placement)) => running(state, placement, date).map(|_| Some(placement)),
        (AttendancePlace::Placement, None) => only_placement(state, date).map(Some),
    }
}

/// Nobody is in two places at once, as far as start and end are known.
fn not_at_once(state: &Placements, date: Date, attended: &Attended) -> Result<(), Refusal> {
    let Some((start, end)) = attended.stretch(date) else { return Ok(()) };
    // A night at work reaches into the next day.
    let around = date.yesterday().unwrap_or(date)..=date.tomorrow().unwrap_or(date);
    for (day, others) in state.attendance.range(around) {
        let stretches = others.iter().filter_map(|other| other.stretch(*day));
        if let Some((other, _)) = stretches.into_iter().find(|(from, until)| start < *until && *from < end) {
            return Err(Refusal::TwoPlacesAtOnce { date: *day, start: other.time() });
        }
    }
    Ok(())
}

/// Once a day at each place; more often where the start of each is known.
fn not_twice(state: &Placements, date: Date, attended: &Attended) -> Result<(), Refusal> {
    let same = |other: &&Attended| {
        (other.place, other.placement) == (attended.place, attended.placement)
            && (other.start.is_none() || attended.start.is_none() || other.start == attended.start)
    };
    match state.attendance.get(&date).into_iter().flatten().find(same) {
        Some(_) => Err(Refusal::AlreadyRecorded { date }),
        None => Ok(()),
    }
}
