//! Sessions of a job coach: logged, and put right.

use events::coaching::{CoachingPlace, HoursCorrected, HoursLogged, Session};
use events::{EventId, Minutes};
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use super::known::known_coach;
use crate::coaching::Circumstances;
use crate::diary::Stretch;
use crate::{Coaching, CorrectHours, LogHours, Refusal};

const DAY: Minutes = Minutes(24 * 60);

pub(super) fn log(state: &Coaching, command: &LogHours, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let LogHours { coach, date, mode, minutes, activity, claimable, start, placement, group, .. } = *command;
    Shared::known(state.referred.is_some())?;
    known_coach(coach, at)?;
    at.past(date)?;
    let place = command.place.or(placement.map(|_| CoachingPlace::Placement));
    let known = || group.and_then(|group| at.index.group_minutes(coach, date, group, at.id));
    let coach_minutes = command.coach_minutes.or_else(known);
    let session = Session { minutes, activity, claimable, start, place, placement, group, coach_minutes };
    in_time(state, date, session.claimable_minutes())?;
    consistent(state, &session)?;
    let hours = HoursLogged { coach, date, mode, session };
    possible(&hours, at.id, at)?;
    Ok(Decision::new(date, hours))
}

pub(super) fn correct(state: &Coaching, command: &CorrectHours, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    Shared::known(state.referred.is_some())?;
    let corrects = command.corrects;
    let logged = state.sessions.get(&corrects).ok_or(Refusal::NoSuchSession { event: corrects })?;
    let was = logged.hours.session;
    let hours = corrected(&logged.hours, command, at);
    let session = hours.session;
    if session == was {
        return Err(Refusal::NothingToCorrect);
    }
    if session.claimable_minutes() > was.claimable_minutes() {
        in_time(state, hours.date, session.claimable_minutes())?;
    }
    consistent(state, &session)?;
    possible(&hours, corrects, at)?;
    let (claimed, left) = (logged.claimed(), session.claimable_minutes());
    if left < claimed {
        return Err(Refusal::ClaimedAlready { claimed, left });
    }
    let fact = HoursCorrected {
        corrects,
        coach: hours.coach,
        date: hours.date,
        was,
        session,
        claim: logged.claims.iter().map(|(claim, _)| *claim).min(),
        reason: command.reason,
        note: command.note.clone(),
    };
    Ok(Decision::new(at.today, fact))
}

/// Without a correction the session stands as it did before: its coach must have been able to give it
/// (H7, H15), and what becomes claimable again must lie in time (H14).
pub(super) fn may_stand_again(
    state: &Coaching,
    correction: EventId,
    session: EventId,
    at: &Circumstances<'_>,
) -> Result<(), Refusal> {
    let Some(logged) = state.sessions.get(&session) else { return Ok(()) };
    let without = logged.without(correction);
    let claimable = without.session.claimable_minutes();
    if claimable > logged.hours.session.claimable_minutes() {
        in_time(state, without.date, claimable)?;
    }
    possible(&without, session, at)
}

/// The session as it would be; what is not said stays as it is.
fn corrected(hours: &HoursLogged, command: &CorrectHours, at: &Circumstances<'_>) -> HoursLogged {
    let was = hours.session;
    let place = command.place.or(command.placement.map(|_| CoachingPlace::Placement)).or(was.place);
    let was_placement = was.placement.filter(|_| place == Some(CoachingPlace::Placement));
    let group = command.group.or(was.group);
    let known = group.and_then(|group| at.index.group_minutes(hours.coach, hours.date, group, command.corrects));
    let session = Session {
        minutes: command.minutes.unwrap_or(was.minutes),
        activity: command.activity.unwrap_or(was.activity),
        claimable: command.claimable.unwrap_or(was.claimable),
        start: command.start.or(was.start),
        place,
        placement: command.placement.or(was_placement),
        group,
        coach_minutes: command.coach_minutes.or(if group == was.group { was.coach_minutes } else { known }),
    };
    HoursLogged { session, ..hours.clone() }
}

/// H14: no claimable hours before the referral or after the end of the internship; from the first day in
/// a job they are support in work, which may come after that end.
fn in_time(state: &Coaching, date: Date, claimable: Minutes) -> Result<(), Refusal> {
    if claimable == Minutes(0) {
        return Ok(());
    }
    if let Some(referred) = state.referred.filter(|referred| date < *referred) {
        return Err(Refusal::BeforeReferral { date, referred });
    }
    let in_work = state.first_job.is_some_and(|job| job <= date);
    match state.ended.filter(|ended| date > *ended && !in_work) {
        Some(ended) => Err(Refusal::AfterTheEnd { date, ended }),
        None => Ok(()),
    }
}

/// What the parts of a session say about each other, and about the placements of the intern.
fn consistent(state: &Coaching, session: &Session) -> Result<(), Refusal> {
    if let Some(placement) = session.placement {
        if session.place != Some(CoachingPlace::Placement) {
            return Err(Refusal::NotAtThePlacement);
        }
        if !state.placements.contains(&placement) {
            return Err(Refusal::UnknownPlacement);
        }
    }
    let minutes = session.minutes;
    match (session.group, session.coach_minutes) {
        (Some(_), None) => Err(Refusal::GroupWithoutMinutes),
        (None, Some(_)) => Err(Refusal::MinutesWithoutGroup),
        (Some(_), Some(worked)) if worked < minutes || worked > DAY => {
            Err(Refusal::NotTheCoachsMinutes { worked, minutes })
        }
        (Some(_), Some(_)) | (None, None) => Ok(()),
    }
}

/// What holds for every session: it has a length, ends on its day, is claimable only where Access to
/// Work can pay (H3), and its coach can have given it beside the other sessions of the day (H7, H15).
fn possible(hours: &HoursLogged, id: EventId, at: &Circumstances<'_>) -> Result<(), Refusal> {
    let Session { minutes, activity, claimable, start, .. } = hours.session;
    if minutes == Minutes(0) {
        return Err(Refusal::NoMinutes);
    }
    if minutes > DAY {
        return Err(Refusal::MoreThanADay { minutes });
    }
    if claimable && !activity.is_claimable_on(hours.date) {
        return Err(Refusal::NotClaimable { activity });
    }
    if let Some(start) = start.filter(|start| Stretch::of(*start, minutes).is_none()) {
        return Err(Refusal::PastMidnight { start, minutes });
    }
    at.index.allows(hours.coach, hours.date, &hours.session, id)
}
