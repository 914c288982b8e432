//! What the start page asks of the jobs.

use events::Position;
use projection_kit::Table as _;

use super::{Job, MILESTONES};
use crate::library::{position, whole};
use crate::{Library, Unanswered};

/// How many jobs were started, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobTotals {
    /// Started.
    pub started: u64,
    /// Started, of 16 hours a week or more.
    pub started_16h: u64,
    /// Whether they were kept, at each milestone.
    pub kept: Vec<KeptTotals>,
    /// The position up to which the table has come.
    pub position: Position,
}

/// What is known of the jobs so many weeks after their start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptTotals {
    /// So many.
    pub weeks: u16,
    /// In paid work.
    pub yes: u64,
    /// Not in paid work.
    pub no: u64,
    /// Asked in vain; counts as neither.
    pub unknown: u64,
}

impl Library {
    /// How many jobs were started, and what became of them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn job_totals(&self) -> Result<JobTotals, Unanswered> {
        self.ask(|moment| {
            let position = position(moment, &Job::DESCRIPTION)?;
            let sql = "SELECT count(*), count(*) FILTER (WHERE sixteen_hours) FROM jobs WHERE started_on IS NOT NULL";
            let started = moment.query(sql, &[])?.into_iter().next().unwrap_or_default();
            let kept = MILESTONES.into_iter().map(|weeks| {
                let sql = format!(
                    "SELECT count(*) FILTER (WHERE kept_{weeks} = 'yes'), count(*) FILTER (WHERE kept_{weeks} = 'no'),
                    count(*) FILTER (WHERE kept_{weeks} = 'unknown') FROM jobs WHERE started_on IS NOT NULL"
                );
                let row = moment.query(&sql, &[])?.into_iter().next().unwrap_or_default();
                let [yes, no, unknown] = [0, 1, 2].map(|at| whole(&row, at));
                Ok(KeptTotals { weeks, yes, no, unknown })
            });
            let kept = kept.collect::<Result<_, Unanswered>>()?;
            Ok(JobTotals { started: whole(&started, 0), started_16h: whole(&started, 1), kept, position })
        })
    }
}
