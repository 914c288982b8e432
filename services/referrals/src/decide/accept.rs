//! Who becomes an intern (H1, H2).

use events::referrals::{Accepted, Readiness};
use events::rule_table;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use service_kit::{Decision, Shared, age_on};

use super::checks::{known, known_programme, known_provider, since_referral};
use crate::referrals::Circumstances;
use crate::{Accept, Referrals, Refusal};

pub(super) fn accept(state: &Referrals, command: &Accept, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let Accept { date, provider, programme, planned_start, planned_end, .. } = *command;
    let Accept { weekly_minutes_at_work, weekly_minutes_in_class, english_and_maths, readiness_override, .. } =
        *command;
    let referred = known(state)?;
    if let Some(accepted) = state.accepted {
        return Err(Refusal::AlreadyAccepted { since: accepted });
    }
    state.going_on()?;
    known_provider(provider, at)?;
    known_programme(programme, provider, at)?;
    since_referral(at.past(date)?, referred)?;
    if planned_end <= planned_start {
        return Err(Refusal::EndsBeforeStart { from: planned_start, until: planned_end });
    }
    let age_on_31_august = of_age(state.born.ok_or(Refusal::AgeNotKnown)?, planned_start)?;
    if state.plans.is_empty() {
        return Err(Refusal::PlanNotVerified);
    }
    if let Some(on) = state.ceased.filter(|ceased| *ceased < date) {
        return Err(Refusal::PlanEndedBefore { date, on });
    }
    if readiness_override.is_none()
        && let Some((assessed, Readiness::NotYet)) = state.assessed_by(date)
    {
        return Err(Refusal::NotReadyYet { assessed });
    }
    Shared::within_a_week(weekly_minutes_at_work.into_iter().chain(weekly_minutes_in_class))?;
    let accepted = Accepted {
        date,
        provider,
        programme,
        planned_start,
        planned_end,
        weekly_minutes_at_work,
        weekly_minutes_in_class,
        age_on_31_august,
        english_and_maths,
        readiness_override,
        note: command.note.clone(),
    };
    Ok(Decision::new(date, accepted))
}

/// H1: old enough on the last 31 August before the planned start, and young enough. Gives the age that
/// day. Neither refusal says how old: a date of birth is sealed.
fn of_age(born: Date, planned_start: Date) -> Result<u8, Refusal> {
    let on = last_31_august_before(planned_start);
    let youngest = rule_table::YOUNGEST_AGE.on(planned_start);
    let oldest = rule_table::OLDEST_AGE.on(planned_start);
    let age = age_before(born, planned_start).ok_or(Refusal::TooYoung { on, youngest })?;
    if i64::from(age) < youngest {
        return Err(Refusal::TooYoung { on, youngest });
    }
    if i64::from(age) > oldest { Err(Refusal::TooOld { on, oldest }) } else { Ok(age) }
}

/// The age on the last 31 August before the planned start; nothing for somebody who is not born by then.
pub(super) fn age_before(born: Date, planned_start: Date) -> Option<u8> {
    u8::try_from(age_on(born, last_31_august_before(planned_start))).ok()
}

/// Strictly before: a start on 31 August looks at that of the year before, one on 1 September at the
/// day before it.
fn last_31_august_before(start: Date) -> Date {
    let of_the_year = |day: Date| date(day.year(), 8, 31);
    let this = of_the_year(start);
    if this < start { this } else { of_the_year(start.saturating_sub(1.year())) }
}
