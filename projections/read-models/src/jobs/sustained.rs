//! Whether a job was sustained: in paid work so many weeks after its start.
//!
//! 1. What a check found, counts: in work is yes, not in work is no. The first answer that says
//!    either stays; one that does not is replaced. A check that found a change of employer found
//!    them in work, and checks go on being about the first job.
//! 2. Else what is known of the end. A job that ended on that day or later was sustained until then. One
//!    that ended before was not, unless another began within [`GAP_DAYS`]: then it is sustained through
//!    the gap, and after that as long as the next one goes. While that one goes on, its own course
//!    says nothing for certain, and the answer is left to a check.
//! 3. Else unknown if somebody asked in vain, and nothing if nobody asked. Unknown counts as neither.

use events::outcomes::WorkStatus;
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

use super::{Job, Sustained};

/// The weeks after which people are asked.
pub const MILESTONES: [u16; 5] = [4, 13, 26, 52, 104];

/// How long somebody may be between two jobs and count as in work. The funding rules name no
/// figure; four weeks is this house's choice.
pub const GAP_DAYS: i32 = 28;

/// How much earlier than due a check may be and still be the one that was meant.
const EARLY_DAYS: i32 = 14;

/// The milestone that a check answers: the one it was meant for, unless it came too early for it;
/// else the latest that has passed by then.
pub(super) fn answers(started_on: Date, checked_on: Date, meant: Option<u16>) -> Option<u16> {
    let days = days(started_on, checked_on);
    let weeks_in_days = |weeks: u16| i32::from(weeks) * 7;
    let meant = meant.filter(|weeks| MILESTONES.contains(weeks) && days >= weeks_in_days(*weeks) - EARLY_DAYS);
    meant.or_else(|| MILESTONES.into_iter().rev().find(|weeks| days >= weeks_in_days(*weeks)))
}

/// Says for each job of an internship, whether it was sustained at each milestone.
pub(super) fn settle(jobs: &mut [Job]) {
    let spells: Vec<Spell> =
        jobs.iter().filter_map(|job| Some(Spell { from: job.started_on?, until: job.ended_on })).collect();
    for job in jobs {
        let ended = job.started_on.zip(job.ended_on);
        let at = |checked, weeks| sustained(checked, ended, weeks, &spells);
        job.sustained_4 = at(job.checked_4, 4);
        job.sustained_13 = at(job.checked_13, 13);
        job.sustained_26 = at(job.checked_26, 26);
        job.sustained_52 = at(job.checked_52, 52);
        job.sustained_104 = at(job.checked_104, 104);
    }
}

/// A time in a job, still going on or over.
#[derive(Clone, Copy)]
struct Spell {
    from: Date,
    until: Option<Date>,
}

fn sustained(
    checked: Option<WorkStatus>,
    ended: Option<(Date, Date)>,
    weeks: u16,
    spells: &[Spell],
) -> Option<Sustained> {
    let in_vain = match checked {
        Some(WorkStatus::InWork) => return Some(Sustained::Yes),
        Some(WorkStatus::NotInWork) => return Some(Sustained::No),
        Some(WorkStatus::CouldNotReach | WorkStatus::NotKnown) => Some(Sustained::Unknown),
        None => None,
    };
    let from_the_end = ended.and_then(|(from, until)| {
        let due = from.checked_add(Span::new().try_weeks(weeks).ok()?).ok()?;
        by_its_end(until, due, spells)
    });
    from_the_end.or(in_vain)
}

/// What the end of a job says about a later or earlier day.
fn by_its_end(ended_on: Date, due: Date, spells: &[Spell]) -> Option<Sustained> {
    let mut until = ended_on;
    while until < due {
        let within_the_gap = until.saturating_add(GAP_DAYS.days());
        let goes_beyond = |spell: &&Spell| spell.from <= within_the_gap && spell.until.is_none_or(|end| end > until);
        // Of several that follow, the one that is known to last longest says most.
        let Some(next) = spells.iter().filter(goes_beyond).max_by_key(|spell| (spell.until, spell.from)) else {
            return Some(Sustained::No);
        };
        if next.from >= due {
            return Some(Sustained::Yes);
        }
        until = next.until?;
    }
    Some(Sustained::Yes)
}

fn days(from: Date, until: Date) -> i32 {
    (until - from).get_days()
}
