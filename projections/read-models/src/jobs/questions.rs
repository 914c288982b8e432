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
        self.ask(|transaction| {
            let position = position(transaction, &Job::DESCRIPTION)?;
            let sql = "SELECT count(*), count(*) FILTER (WHERE sixteen_hours) FROM jobs WHERE started_on IS NOT NULL";
            let (started, started_16h) =
                transaction.query_row(sql, [], |row| Ok((whole(row.get(0)?), whole(row.get(1)?))))?;
            let kept = MILESTONES.into_iter().map(|weeks| {
                let sql = format!(
                    "SELECT count(*) FILTER (WHERE kept_{weeks} = 'yes'), count(*) FILTER (WHERE kept_{weeks} = 'no'),
                    count(*) FILTER (WHERE kept_{weeks} = 'unknown') FROM jobs WHERE started_on IS NOT NULL"
                );
                transaction.query_row(&sql, [], |row| {
                    let [yes, no, unknown] = [row.get(0)?, row.get(1)?, row.get(2)?].map(whole);
                    Ok(KeptTotals { weeks, yes, no, unknown })
                })
            });
            Ok(JobTotals { started, started_16h, kept: kept.collect::<Result<_, _>>()?, position })
        })
    }
}
