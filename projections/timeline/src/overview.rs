//! What of a timeline is shown: milestones, with coaching sessions counted by month; or all of it.

use events::EventType;
use events::telling::prose::{count, list, number};
use jiff::civil::Date;

use crate::routine::{Routine, Session};
use crate::{Entry, Timeline};

/// Which entries of a timeline are shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only what happened on this day or later.
    pub since: Option<Date>,
    /// Only events of this type, each shown.
    pub kind: Option<&'static EventType>,
    /// Every entry is shown, sessions too.
    pub all: bool,
}

/// What is shown of a timeline.
#[derive(Debug)]
pub struct Overview<'a> {
    /// The entries that are shown each.
    pub lines: Vec<&'a Entry>,
    /// The sessions that are not, by month.
    pub months: Vec<Month>,
}

/// The coaching sessions of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub month: Date,
    /// How many sessions there were.
    pub sessions: u64,
    /// How long they were together.
    pub minutes: u64,
    /// With whom, each once, in the order of their first session.
    pub coaches: Vec<String>,
}

impl Timeline {
    /// What is shown with this filter.
    #[must_use]
    pub fn overview(&self, filter: Filter) -> Overview<'_> {
        let wanted = |entry: &&Entry| {
            filter.since.is_none_or(|since| entry.happened >= since)
                && filter
                    .kind
                    .is_none_or(|kind| entry.event_type.context == kind.context && entry.event_type.name == kind.name)
        };
        let each = filter.all || filter.kind.is_some();
        let (mut lines, mut months) = (Vec::new(), Vec::<Month>::new());
        for entry in self.entries.iter().filter(wanted) {
            match &entry.routine {
                Some(_) if each => lines.push(entry),
                None => lines.push(entry),
                Some(Routine::Session(session)) => count_in(&mut months, entry.happened.first_of_month(), session),
                Some(Routine::About) => {}
            }
        }
        Overview { lines, months }
    }
}

/// Counts a session; entries come by the day.
fn count_in(months: &mut Vec<Month>, of: Date, session: &Session) {
    if months.last().is_none_or(|last| last.month != of) {
        months.push(Month { month: of, sessions: 0, minutes: 0, coaches: Vec::new() });
    }
    let Some(month) = months.last_mut() else { return };
    month.sessions += 1;
    month.minutes += u64::from(session.minutes.0);
    if !month.coaches.contains(&session.coach) {
        month.coaches.push(session.coach.clone());
    }
}

impl Month {
    /// `March 2025: 14 sessions, 21 h with Dean Prescott`.
    #[must_use]
    pub fn text(&self) -> String {
        let time = match (self.minutes / 60, self.minutes % 60) {
            (0, minutes) => format!("{minutes} min"),
            (hours, 0) => format!("{} h", number(hours)),
            (hours, minutes) => format!("{} h {minutes} min", number(hours)),
        };
        let sessions = count(self.sessions, "session", "sessions");
        format!("{}: {sessions}, {time} with {}", self.month.strftime("%B %Y"), list(&self.coaches))
    }
}
