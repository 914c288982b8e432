//! An award, and what changes make of it.

use events::funding::{Award, AwardChanged, AwardStep};
use events::{EventId, Minutes, Pence, rule_table};
use jiff::civil::Date;

/// An award and its changes, in their order.
#[derive(Clone, Debug)]
pub(crate) struct AwardState {
    pub(crate) decided: Date,
    pub(crate) award: Award,
    pub(crate) changes: Vec<(EventId, AwardChanged)>,
}

/// What may be claimed against an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) from: Date,
    pub(crate) until: Date,
    /// Weekly minutes of coaching, each from its day on; none where coaching was not awarded.
    steps: Vec<AwardStep>,
    /// How many weeks may be claimed, where that is said.
    pub(crate) weeks: Option<u32>,
}

impl AwardState {
    pub(crate) fn new(decided: Date, award: Award) -> Self {
        Self { decided, award, changes: Vec::new() }
    }

    /// The terms after its changes.
    pub(crate) fn terms(&self) -> Terms {
        self.terms_without(None)
    }

    /// The terms as they would be without one of its changes.
    pub(crate) fn terms_without(&self, left_out: Option<EventId>) -> Terms {
        let coaching = self.award.coaching.as_ref();
        let mut terms = Terms {
            from: self.award.from,
            until: self.award.until,
            steps: coaching.map(|coaching| coaching.steps.clone()).unwrap_or_default(),
            weeks: coaching.and_then(|coaching| coaching.weeks).map(u32::from),
        };
        for (_, change) in self.changes.iter().filter(|(event, _)| Some(*event) != left_out) {
            terms.until = change.until.unwrap_or(terms.until);
            terms.weeks = terms.weeks.map(|weeks| weeks.saturating_add(change.weeks_more.unwrap_or_default().into()));
            if let Some(weekly_minutes) = change.weekly_minutes {
                terms.steps.retain(|step| step.from < change.from);
                terms.steps.push(AwardStep { from: change.from, weekly_minutes });
            }
        }
        terms
    }

    /// Pence an hour of coaching; nothing where coaching was not awarded.
    pub(crate) fn hourly(&self) -> Option<Pence> {
        self.award.coaching.as_ref().map(|coaching| coaching.hourly)
    }
}

impl Terms {
    /// H6: the minutes that may be claimed in the week of a day, by the step in force on it.
    pub(crate) fn weekly(&self, day: Date) -> Minutes {
        let step = self.steps.iter().rev().find(|step| step.from <= day);
        let tolerance = u32::try_from(rule_table::CLAIM_TOLERANCE.on(day)).unwrap_or_default();
        step.map_or(Minutes(0), |step| Minutes(step.weekly_minutes.0.saturating_add(tolerance)))
    }

    /// The week of the award that a day is in: sevens from its first day.
    pub(crate) fn award_week(&self, day: Date) -> i64 {
        days(self.from, day).div_euclid(7)
    }

    /// Whether a day is one of those it covers.
    pub(crate) fn covers(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}

/// Days from one to another, the first left out.
pub(crate) fn days(from: Date, until: Date) -> i64 {
    from.duration_until(until).as_hours() / 24
}
