//! One row per placement: where, as what, from when, and how it went.

use events::placements::{
    PlacementEndReason, PlacementEnded, PlacementMode, PlacementPaused, PlacementResumed, PlacementReviewed,
    PlacementStarted, ReviewDecision,
};
use events::{Act, EmployerId, InternshipId, Line, Minutes, PlacementId, RoleId, Subject};
use jiff::civil::Date;
use projection_kit::{Days, Folded, Keys, On, ReadModel, Takes, Undigested, table};

use crate::sums::count;

#[cfg(test)]
mod stories;

/// The read model of placements.
pub struct Placements;

table! {
    /// One row per placement: where it is, as what, from when until when, and how it went. Several may run side by side.
    pub struct Placement in "placements", revision 1, sorted by [started_on], essential [
        internship, employer, role, started_on, ended_on, end_reason, weekly_minutes
    ], by {
        internship: InternshipId = "Whose placement it is.";
        placement: PlacementId = "The placement.";
    } {
        employer: EmployerId = "Where it is.";
        employer_name: Line = "What the employer was called when it started.";
        site: Option<Line> = "Which of the employer's sites, if it was said.";
        role: Option<Line> = "What the intern does there, if it was said.";
        opening: Option<RoleId> = "Which of the employer's open roles it fills, if one was registered.";
        mode: Option<PlacementMode> = "Whether it takes place at the provider or at an employer, if it was said.";
        weekly_minutes: Option<Minutes> = "Planned time a week, if it was said.";
        planned_minutes: Option<Minutes> = "Planned time in all, if it was said.";
        supervisor_named: Option<bool> = "Whether somebody at the employer is named as supervisor, if it was said.";
        act: Act = "Whether the provider started it by this record, or only wrote it down.";
        started_on: Date = "First day.";
        planned_end: Option<Date> = "Last planned day, if it was said.";
        ended_on: Option<Date> = "Last day, if one was recorded; without one, the placement goes on until the internship ends.";
        end_reason: Option<PlacementEndReason> = "Why it ended, if it was said.";
        pauses: u32 = "How often it was paused.";
        paused_since: Option<Date> = "First day of the latest pause; nothing once the placement went on.";
        days_paused: Days = "Calendar days of the pauses after which it went on.";
        reviews: u32 = "How often it was reviewed.";
        reviewed_on: Option<Date> = "The latest review.";
        review_decision: Option<ReviewDecision> = "What the latest review decided, if it was said.";
    }
}

impl ReadModel for Placements {
    type Key = (InternshipId, PlacementId);
    type Page = Option<Placement>;

    const TAKES: Takes<Self> = &[
        &On {
            keys: |whose, started: &PlacementStarted| of(whose, started.placement),
            fold: |_, key, started| Ok(Some(start(*key, started))),
        },
        &On {
            keys: |whose, ended: &PlacementEnded| of(whose, ended.placement),
            fold: |page, _, ended| {
                let row = known(page)?;
                Ok(Some(Placement { ended_on: Some(ended.date), end_reason: ended.reason, ..row }))
            },
        },
        &On { keys: |whose, paused: &PlacementPaused| of(whose, paused.placement), fold: pause },
        &On { keys: |whose, resumed: &PlacementResumed| of(whose, resumed.placement), fold: resume },
        &On { keys: |whose, reviewed: &PlacementReviewed| of(whose, reviewed.placement), fold: review },
    ];
}

type Key = (InternshipId, PlacementId);

fn of(internship: Subject, placement: PlacementId) -> Keys<Key> {
    Keys::One((InternshipId(internship.id), placement))
}

fn known(page: Option<Placement>) -> Result<Placement, Undigested> {
    page.ok_or(Undigested::Unfounded { on: "a placement that started" })
}

fn start((internship, placement): Key, started: &PlacementStarted) -> Placement {
    Placement {
        internship,
        placement,
        employer: started.employer.id,
        employer_name: started.employer.name.clone(),
        site: started.site.clone(),
        role: started.role.clone(),
        opening: started.opening,
        mode: started.mode,
        weekly_minutes: started.weekly_minutes,
        planned_minutes: started.planned_minutes,
        supervisor_named: started.supervisor_named,
        act: started.act,
        started_on: started.date,
        planned_end: started.planned_end,
        ended_on: None,
        end_reason: None,
        pauses: 0,
        paused_since: None,
        days_paused: Days(0),
        reviews: 0,
        reviewed_on: None,
        review_decision: None,
    }
}

fn pause(page: Option<Placement>, _: &Key, paused: &PlacementPaused) -> Folded<Placements> {
    let row = known(page)?;
    Ok(Some(Placement { pauses: count(row.pauses), paused_since: Some(paused.date), ..row }))
}

fn resume(page: Option<Placement>, _: &Key, resumed: &PlacementResumed) -> Folded<Placements> {
    let mut row = known(page)?;
    if let Some(since) = row.paused_since.take() {
        row.days_paused = Days(row.days_paused.0.saturating_add((resumed.date - since).get_days()));
    }
    Ok(Some(row))
}

fn review(page: Option<Placement>, _: &Key, reviewed: &PlacementReviewed) -> Folded<Placements> {
    let mut row = known(page)?;
    row.reviews = count(row.reviews);
    if row.reviewed_on <= Some(reviewed.date) {
        (row.reviewed_on, row.review_decision) = (Some(reviewed.date), reviewed.decision);
    }
    Ok(Some(row))
}
