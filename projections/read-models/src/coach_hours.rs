//! One row a coach, month and activity: how much of it there was.

use events::coaching::{Activity, Event as Coached, Session};
use events::{CoachId, Event, Fact, Minutes, Recorded};
use projection_kit::{Keys, Month, ReadModel, Undigested, table};

use crate::sums::{less, more};

#[cfg(test)]
mod stories;

/// The read model of coaching time.
pub struct CoachHours;

table! {
    /// One row a job coach, month and activity: how many sessions and how much time, after corrections.
    pub struct CoachMonth in "coach_hours", revision 1, essential [month, coach, activity, sessions, minutes], by {
        coach: CoachId = "The job coach.";
        month: Month = "The month of the sessions, such as 2026-03.";
        activity: Activity = "What was done.";
    } {
        sessions: u32 = "Sessions logged.";
        minutes: Minutes = "Time logged.";
        minutes_claimable: Minutes = "Time that may be claimed from Access to Work.";
    }
}

impl ReadModel for CoachHours {
    type Key = (CoachId, Month, Activity);
    type Page = Option<CoachMonth>;
    const SHARED: bool = true;

    fn keys(event: &Event) -> Keys<Self::Key> {
        match &event.fact {
            Fact::Coaching(Coached::HoursLogged(logged)) => {
                Keys::One((logged.coach, Month::of(logged.date), logged.session.activity))
            }
            Fact::Coaching(Coached::HoursCorrected(corrected)) => {
                let month = Month::of(corrected.date);
                let was = (corrected.coach, month, corrected.was.activity);
                let is = (corrected.coach, month, corrected.session.activity);
                if was == is { Keys::One(is) } else { Keys::Two(was, is) }
            }
            Fact::Coaching(_) | Fact::Referrals(_) | Fact::Placements(_) | Fact::Funding(_) | Fact::Outcomes(_) => {
                Keys::None
            }
        }
    }

    fn fold(page: Self::Page, key: &Self::Key, event: &Recorded) -> Result<Self::Page, Undigested> {
        let mut row = page.unwrap_or_else(|| nothing(key));
        match &event.event.fact {
            Fact::Coaching(Coached::HoursLogged(logged)) => row = plus(row, &one(key, logged.session))?,
            Fact::Coaching(Coached::HoursCorrected(corrected)) => {
                if corrected.was.activity == key.2 {
                    row = minus(row, &one(key, corrected.was))?;
                }
                if corrected.session.activity == key.2 {
                    row = plus(row, &one(key, corrected.session))?;
                }
            }
            Fact::Coaching(_) | Fact::Referrals(_) | Fact::Placements(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
        Ok(Some(row).filter(|row| row.sessions > 0))
    }

    /// A row counts sessions of many interns: what one of them made of it is taken out and put in.
    fn replace(page: Self::Page, before: Self::Page, after: Self::Page) -> Result<Self::Page, Undigested> {
        let Some(key) = [&page, &before, &after].into_iter().flatten().next().map(key_of) else {
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

fn key_of(row: &CoachMonth) -> (CoachId, Month, Activity) {
    (row.coach, row.month, row.activity)
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
