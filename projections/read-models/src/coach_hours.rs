//! One row per coach, month and activity: how much of it there was.

use events::coaching::{Activity, HoursCorrected, HoursLogged, Session};
use events::{CoachId, Minutes, Subject};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, Month, On, ReadModel, Takes, Undigested, table};

use crate::sums::{less, more};

#[cfg(test)]
mod stories;

/// The read model of coaching time.
pub struct CoachHours;

table! {
    /// One row per job coach, month and activity: how many sessions and how much time, after corrections.
    pub struct CoachMonth in "coach_hours", revision 1, essential [month, coach, activity, sessions, minutes], by {
        coach: CoachId = "The job coach.";
        month: Month = "The month of the sessions, such as 2026-03.";
        activity: Activity = "What was done.";
    } {
        sessions: u32 = "Sessions logged.";
        minutes: Minutes = "Time logged for interns; time with a group counts for each of them.";
        minutes_claimable: Minutes = "Time that may be claimed from Access to Work.";
    }
}

impl ReadModel for CoachHours {
    type Key = (CoachId, Month, Activity);
    type Page = Option<CoachMonth>;
    const SHARED: bool = true;

    const TAKES: Takes<Self> = &[
        &On { keys: |_, logged: &HoursLogged| Keys::One(key_of(logged.coach, logged.date, logged.session)), fold: log },
        &On { keys: of_correction, fold: correct },
    ];

    /// A row counts sessions of many interns: what one of them made of it is taken out and put in.
    fn replace(page: Self::Page, before: Self::Page, after: Self::Page) -> Result<Self::Page, Undigested> {
        let Some(key) = [&page, &before, &after].into_iter().flatten().next().map(key_of_row) else {
            return Ok(None);
        };
        let mut row = page.unwrap_or_else(|| nothing(&key));
        if let Some(after) = &after {
            row = plus(row, after)?;
        }
        if let Some(before) = &before {
            row = minus(row, before)?;
        }
        Ok(Some(row).filter(|row| row.sessions > 0))
    }
}

fn key_of(coach: CoachId, day: Date, session: Session) -> (CoachId, Month, Activity) {
    (coach, Month::of(day), session.activity)
}

fn key_of_row(row: &CoachMonth) -> (CoachId, Month, Activity) {
    (row.coach, row.month, row.activity)
}

fn of_correction(_: Subject, corrected: &HoursCorrected) -> Keys<(CoachId, Month, Activity)> {
    let key = |session| key_of(corrected.coach, corrected.date, session);
    let (was, is) = (key(corrected.was), key(corrected.session));
    if was == is { Keys::One(is) } else { Keys::Two(was, is) }
}

fn log(page: Option<CoachMonth>, key: &(CoachId, Month, Activity), logged: &HoursLogged) -> Folded<CoachHours> {
    plus(page.unwrap_or_else(|| nothing(key)), &one(key, logged.session)).map(Some)
}

fn correct(
    page: Option<CoachMonth>,
    key: &(CoachId, Month, Activity),
    corrected: &HoursCorrected,
) -> Folded<CoachHours> {
    let mut row = page.unwrap_or_else(|| nothing(key));
    if corrected.was.activity == key.2 {
        row = minus(row, &one(key, corrected.was))?;
    }
    if corrected.session.activity == key.2 {
        row = plus(row, &one(key, corrected.session))?;
    }
    Ok(Some(row).filter(|row| row.sessions > 0))
}

fn nothing(&(coach, month, activity): &(CoachId, Month, Activity)) -> CoachMonth {
    CoachMonth { coach, month, activity, sessions: 0, minutes: Minutes(0), minutes_claimable: Minutes(0) }
}

fn one(key: &(CoachId, Month, Activity), session: Session) -> CoachMonth {
    let minutes_claimable = if session.claimable { session.minutes } else { Minutes(0) };
    CoachMonth { sessions: 1, minutes: session.minutes, minutes_claimable, ..nothing(key) }
}

fn plus(mut row: CoachMonth, by: &CoachMonth) -> Result<CoachMonth, Undigested> {
    row.sessions = row.sessions.saturating_add(by.sessions);
    row.minutes = more(row.minutes, by.minutes, "minutes")?;
    row.minutes_claimable = more(row.minutes_claimable, by.minutes_claimable, "minutes_claimable")?;
    Ok(row)
}

fn minus(mut row: CoachMonth, by: &CoachMonth) -> Result<CoachMonth, Undigested> {
    let unfounded = Undigested::Unfounded { on: "a session that it corrects" };
    row.sessions = row.sessions.checked_sub(by.sessions).ok_or(unfounded)?;
    row.minutes = less(row.minutes, by.minutes, "minutes")?;
    row.minutes_claimable = less(row.minutes_claimable, by.minutes_claimable, "minutes_claimable")?;
    Ok(row)
}
