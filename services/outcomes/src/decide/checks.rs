//! Checks whether somebody is still in work, and which job each is about.

use events::outcomes::{SustainmentChecked, WorkStatus};
use events::rule_table::{CHECK_AFTER, CHECK_BEFORE};
use events::{JobId, Minutes};
use jiff::ToSpan as _;
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use super::offer::paid;
use super::work::working;
use crate::outcomes::{Circumstances, Job};
use crate::{CheckSustainment, Outcomes, Refusal};

/// Weeks after the start of a job at which everybody is asked.
const MILESTONES: [u16; 5] = [4, 13, 26, 52, 104];

pub(super) fn check(state: &Outcomes, command: &CheckSustainment, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let CheckSustainment { date, milestone, status, same_employer, weekly_minutes, hourly_pence, evidence, .. } =
        *command;
    at.past(date)?;
    if let Some(found) = milestone.filter(|milestone| !MILESTONES.contains(milestone)) {
        let expected = MILESTONES.map(|milestone| milestone.to_string()).join(", ");
        return Err(Refusal::NotAMilestone { found, expected });
    }
    let (job, started) = match command.job {
        Some(id) => (id, working(state, id)?.1),
        None => the_only_job(state, date, milestone)?,
    };
    if date < started {
        return Err(Refusal::CheckedBeforeStart { date, started });
    }
    let work =
        same_employer.is_some() || hourly_pence.is_some() || weekly_minutes.is_some_and(|time| time > Minutes(0));
    if status == WorkStatus::NotInWork && work {
        return Err(Refusal::WorkWithoutWork);
    }
    Shared::within_a_week(weekly_minutes)?;
    paid(hourly_pence)?;
    let weeks = u16::try_from(started.duration_until(date).as_hours() / (24 * 7)).unwrap_or(u16::MAX);
    let fact = SustainmentChecked {
        job,
        date,
        weeks,
        milestone,
        status,
        same_employer,
        weekly_minutes,
        hourly_pence,
        evidence,
    };
    Ok(Decision::new(date, fact))
}

/// The only job that a check without a job can be about. A check is never taken for another milestone
/// than it says, nor for a job that it does not fit: it is refused, and asks.
fn the_only_job(state: &Outcomes, date: Date, milestone: Option<u16>) -> Result<(JobId, Date), Refusal> {
    let started = state.jobs.iter().filter_map(|(id, job)| Some((*id, job, job.started?)));
    let (running, over): (Vec<_>, Vec<_>) = started
        .filter(|(_, _, from)| *from <= date)
        .partition(|(_, job, from)| job.ended.is_none_or(|ended| date <= ended) && is_due(*from, date, milestone));
    match running.as_slice() {
        [(id, _, from)] => Ok((*id, *from)),
        [] if over.is_empty() => Err(Refusal::NoJobYet { date }),
        [] => Err(Refusal::NoJobFits { date, jobs: listed(&over) }),
        several => Err(Refusal::SeveralJobsFit { date, jobs: listed(several) }),
    }
}

/// Whether a check of this day can be the one that was meant for so many weeks after the start.
fn is_due(from: Date, date: Date, milestone: Option<u16>) -> bool {
    milestone.is_none_or(|weeks| {
        let late = i64::from((date - from.saturating_add(i64::from(weeks).weeks())).get_days());
        -CHECK_BEFORE.on(date) <= late && late <= CHECK_AFTER.on(date)
    })
}

/// `baker at Corner Bakery from 2025-07-14; waiter at Mill Cafe from 2025-10-06 until 2026-01-09`, each
/// with the id by which it is named.
fn listed(jobs: &[(JobId, &Job, Date)]) -> String {
    let one = |(id, job, from): &(JobId, &Job, Date)| {
        let until = job.ended.map(|ended| format!(" until {ended}")).unwrap_or_default();
        format!("{} from {from}{until} ({id})", job.name)
    };
    let mut jobs = jobs.to_vec();
    jobs.sort_by_key(|(_, _, from)| *from);
    jobs.iter().map(one).collect::<Vec<_>>().join("; ")
}
