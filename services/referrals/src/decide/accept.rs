//! Who becomes an intern (H1, H2).

use events::referrals::Accepted;
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use super::checks::{known, known_provider, since_referral};
use crate::referrals::Circumstances;
use crate::{Accept, Referrals, Refusal};

pub(super) fn accept(state: &Referrals, command: &Accept, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let Accepted {
        date, provider, planned_start, planned_end, weekly_minutes_at_work, weekly_minutes_in_class, ..
    } = command.event;
    let referral = known(state)?;
    if let Some(accepted) = state.accepted {
        return Err(Refusal::AlreadyAccepted { since: accepted });
    }
    if let Some(declined) = state.ended {
        return Err(Refusal::AlreadyEnded { on: declined });
    }
    known_provider(provider, at)?;
    let accepted = at.record(command)?;
    since_referral(date, referral)?;
    if planned_end <= planned_start {
        return Err(Refusal::EndsBeforeStart { from: planned_start, until: planned_end });
    }
    of_age(referral.born.ok_or(Refusal::AgeNotKnown)?, planned_start)?;
    if state.plans.is_empty() {
        return Err(Refusal::PlanNotVerified);
    }
    Shared::within_a_week([weekly_minutes_at_work, weekly_minutes_in_class.unwrap_or_default()])?;
    Ok(accepted)
}

/// H1: at least 16 on the planned start, and not yet 25. Neither refusal says how old: a date of
/// birth is sealed.
fn of_age(born: Date, planned_start: Date) -> Result<(), Refusal> {
    match age_on(born, planned_start) {
        ..16 => Err(Refusal::TooYoung { planned_start }),
        16..=24 => Ok(()),
        25.. => Err(Refusal::TooOld { planned_start }),
    }
}

/// Birthdays reached by that day. Who was born on 29 February has their birthday on 1 March in
/// other years, as English law counts.
fn age_on(born: Date, day: Date) -> i16 {
    let birthday_to_come = (day.month(), day.day()) < (born.month(), born.day());
    day.year() - born.year() - i16::from(birthday_to_come)
}
