//! H6: what is claimed of an award, week by week, each minute held against the step in force on its day.

use std::collections::{BTreeMap, BTreeSet};

use events::coaching::Session;
use events::{EventId, GroupId, Minutes, rule_table};
use jiff::civil::{Date, Time, date};

use crate::award::{Terms, days};
use crate::claim::Logged;

/// Where a session stands among those of its week: by day, then by start, unknown starts last, then by
/// group and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) date: Date,
    has_no_start: bool,
    start: Option<Time>,
    group: Option<GroupId>,
    pub(crate) session: EventId,
}

impl Place {
    pub(crate) fn of(logged: &Logged, session: EventId) -> Self {
        let Session { start, group, .. } = logged.session;
        Self { date: logged.date, has_no_start: start.is_none(), start, group, session }
    }
}

/// The claimed minutes of an award, by week.
pub(crate) struct ClaimedWeeks<'a> {
    terms: &'a Terms,
    weeks: BTreeMap<i64, BTreeMap<Place, Minutes>>,
    /// The weeks of the award in which something is claimed.
    award_weeks: BTreeSet<i64>,
}

/// Why no more can be claimed of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// The week is full.
    Weekly,
    /// All weeks of the award are claimed.
    Weeks,
}

impl<'a> ClaimedWeeks<'a> {
    /// Those of an award of which nothing is claimed.
    pub(crate) fn of(terms: &'a Terms) -> Self {
        Self { terms, weeks: BTreeMap::new(), award_weeks: BTreeSet::new() }
    }

    /// Claims minutes of a session, whether there is room or not.
    pub(crate) fn claim(&mut self, place: Place, minutes: Minutes) {
        if minutes == Minutes(0) {
            return;
        }
        let claimed = self.weeks.entry(period(place.date)).or_default().entry(place).or_default();
        claimed.0 = claimed.0.saturating_add(minutes.0);
        self.award_weeks.insert(self.terms.award_week(place.date));
    }

    /// How many minutes of a session can still be claimed, and what the limit is. What comes after it in
    /// the week must keep its room.
    pub(crate) fn room(&self, place: Place) -> (Minutes, Limit) {
        let is_new_week = !self.award_weeks.contains(&self.terms.award_week(place.date));
        if is_new_week && self.terms.weeks.is_some_and(|weeks| self.award_weeks.len() >= weeks as usize) {
            return (Minutes(0), Limit::Weeks);
        }
        let Some(week) = self.weeks.get(&period(place.date)) else {
            return (self.terms.weekly(place.date), Limit::Weekly);
        };
        let before: Minutes = week.range(..=place).map(|(_, minutes)| *minutes).sum();
        let mut room = self.terms.weekly(place.date).0.saturating_sub(before.0);
        let mut running = before;
        for (later, minutes) in week.range(place..).filter(|(later, _)| **later != place) {
            running = [running, *minutes].into_iter().sum();
            room = room.min(self.terms.weekly(later.date).0.saturating_sub(running.0));
        }
        (Minutes(room), Limit::Weekly)
    }

    /// Whether what is claimed keeps to the award: inside its days, its weekly minutes and its weeks.
    pub(crate) fn keep_to_the_award(&self) -> bool {
        let weeks_left = self.terms.weeks.is_none_or(|weeks| self.award_weeks.len() <= weeks as usize);
        weeks_left
            && self.weeks.values().all(|week| {
                let mut running = Minutes(0);
                week.iter().all(|(place, minutes)| {
                    running = [running, *minutes].into_iter().sum();
                    self.terms.covers(place.date) && running <= self.terms.weekly(place.date)
                })
            })
    }
}

/// A Monday to count weeks from.
const MONDAY: Date = date(2000, 1, 3);

/// Which stretch of weeks a day belongs to, Mondays to Sundays, over which weekly minutes are counted.
fn period(day: Date) -> i64 {
    days(MONDAY, day).div_euclid(7 * rule_table::CLAIM_PERIOD.on(day).max(1))
}
