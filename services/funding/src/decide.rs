//! The rules.

mod answer_claim;
mod checks;
mod submit_claim;
mod take_back;

use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, Award, AwardDecision, AwardExtended, CostBasis, CostIncurred,
};
use events::{ApplicationId, EventId};
use jiff::civil::Date;
use service_kit::{Decider, Decision, Shared};

use checks::{days, in_time, references};

use crate::funding::{Circumstances, Held};
use crate::{
    ApplyForAccessToWork, Command, ExtendAward, Funding, IncurCost, RecordAccessToWorkDecision, Refusal, parameters,
};

impl Decider for Funding {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn may_take_back(&self, event: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        take_back::may_take_back(self, event)
    }

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        Shared::known(self.referred)?;
        match command {
            Command::ApplyForAccessToWork(command) => apply(self, command, at),
            Command::RecordAccessToWorkDecision(command) => answer(self, command, at),
            Command::ExtendAward(command) => extend(self, command, at),
            Command::SubmitClaim(command) => submit_claim::submit(self, command, at),
            Command::PayClaim(command) => answer_claim::pay(self, command, at),
            Command::RejectClaim(command) => answer_claim::reject(self, command, at),
            Command::IncurCost(command) => cost(command, at),
        }
    }
}

fn apply(state: &Funding, command: &ApplyForAccessToWork, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let ApplyForAccessToWork { application, date, signed_by, weekly_minutes, weeks, travel, .. } = *command;
    // Without a name, an application is known by the event that records it.
    let application = application.unwrap_or(ApplicationId(at.id.0));
    at.past(date)?;
    if let Some(earlier) = state.applications.get(&application) {
        return Err(Refusal::AlreadyApplied { date: earlier.date });
    }
    Shared::within_a_week(weekly_minutes)?;
    // Without a placement or a plan there is nothing to hold it against yet: the first claim does.
    in_time(date, state.first_placement.or(state.planned_start))?;
    Ok(Decision::new(date, AccessToWorkApplied { application, date, signed_by, weekly_minutes, weeks, travel }))
}

fn answer(state: &Funding, command: &RecordAccessToWorkDecision, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let date = at.past(command.date)?;
    let application = command.application.map_or_else(|| waiting(state), Ok)?;
    let asked = state.applications.get(&application).ok_or(Refusal::NoSuchApplication { application })?;
    let applied = asked.date;
    if date < applied {
        return Err(Refusal::DecidedBeforeApplication { date, applied });
    }
    if let Some(reference) = asked.awarded.clone() {
        return Err(Refusal::AlreadyAwarded { applied, reference });
    }
    let award = match command.decision {
        AwardDecision::Awarded | AwardDecision::Part => Some(awarded(state, command)?),
        AwardDecision::Refused => None,
    };
    let (decision, working_days) = (command.decision, working_days(applied, date));
    Ok(Decision::new(date, AccessToWorkDecided { application, date, decision, award, working_days }))
}

/// The application that a decision answers which names none: the only one without an answer, or else
/// the only one without an award.
fn waiting(state: &Funding) -> Result<ApplicationId, Refusal> {
    let open = || state.applications.iter().filter(|(_, application)| application.awarded.is_none());
    let unanswered = open().filter(|(_, application)| !application.answered);
    let unanswered: Vec<ApplicationId> = unanswered.map(|(application, _)| *application).collect();
    let open: Vec<ApplicationId> = open().map(|(application, _)| *application).collect();
    match (unanswered.as_slice(), open.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], []) => Err(Refusal::NothingWaits),
        _ => Err(Refusal::WhichApplication { open: open.len() }),
    }
}

fn awarded(state: &Funding, command: &RecordAccessToWorkDecision) -> Result<Award, Refusal> {
    let RecordAccessToWorkDecision { reference, from, until, weekly_minutes, hourly, weeks, .. } = command.clone();
    let (Some(reference), Some(from), Some(until), Some(weekly_minutes), Some(hourly)) =
        (reference, from, until, weekly_minutes, hourly)
    else {
        return Err(Refusal::AwardIncomplete { missing: missing(command) });
    };
    Shared::forwards(from, until)?;
    // Weeks begun, the last day being one of the days.
    let weeks = weeks.unwrap_or_else(|| u16::try_from(days(from, until) / 7 + 1).unwrap_or(u16::MAX));
    let figures =
        [("weekly minutes", i64::from(weekly_minutes.0)), ("hourly rate", hourly.0), ("weeks", i64::from(weeks))];
    if let Some((field, _)) = figures.into_iter().find(|(_, figure)| *figure <= 0) {
        return Err(Refusal::NothingAwarded { field });
    }
    Shared::within_a_week([weekly_minutes])?;
    if let Some(held) = state.awards.get(&reference) {
        return Err(Refusal::AwardKnown { reference, decided: held.decided });
    }
    Ok(Award { reference, from, until, weekly_minutes, hourly, weeks })
}

fn missing(command: &RecordAccessToWorkDecision) -> String {
    let fields = [
        ("reference", command.reference.is_none()),
        ("first day", command.from.is_none()),
        ("last day", command.until.is_none()),
        ("weekly minutes", command.weekly_minutes.is_none()),
        ("hourly rate", command.hourly.is_none()),
    ];
    fields.into_iter().filter_map(|(field, missing)| missing.then_some(field)).collect::<Vec<_>>().join(", ")
}

fn extend(state: &Funding, command: &ExtendAward, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let AwardExtended { date, ref reference, weeks, until } = command.event;
    let extended = at.record(command)?;
    let Some(held) = state.awards.get(reference) else {
        return Err(Refusal::NoSuchAward { reference: reference.clone(), known: references(state) });
    };
    let Held { decided, award, .. } = held;
    if date < *decided {
        return Err(Refusal::ExtendedBeforeDecision { date, decided: *decided });
    }
    if weeks == 0 || until <= award.until {
        return Err(Refusal::NotExtended { weeks, until, already: award.until });
    }
    let (total, most) = (state.weeks_extended().saturating_add(weeks), parameters::in_force(date).extension);
    if total > most {
        return Err(Refusal::ExtensionTooLong { weeks, total, most });
    }
    Ok(extended)
}

fn cost(command: &IncurCost, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let IncurCost { date, head, funder, pence, basis, .. } = *command;
    at.past(date)?;
    if pence.0 <= 0 {
        return Err(Refusal::NoCost { pence });
    }
    let basis = basis.unwrap_or(CostBasis::Actual);
    Ok(Decision::new(date, CostIncurred { date, head, funder, pence, basis }))
}

/// Mondays to Fridays after the first day, up to the last. Bank holidays count.
fn working_days(from: Date, until: Date) -> u32 {
    let days = days(from, until).max(0);
    let after_whole_weeks = i64::from(from.weekday().to_monday_zero_offset()) + 1..;
    let odd = after_whole_weeks.zip(0..days % 7).filter(|(weekday, _)| weekday % 7 < 5).count();
    u32::try_from(days / 7 * 5).unwrap_or(u32::MAX).saturating_add(u32::try_from(odd).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn working_days_leave_weekends_out() {
        let friday = date(2026, 3, 6);
        assert_eq!(working_days(friday, friday), 0);
        assert_eq!(working_days(friday, date(2026, 3, 8)), 0);
        assert_eq!(working_days(friday, date(2026, 3, 9)), 1);
        assert_eq!(working_days(date(2026, 3, 7), date(2026, 3, 14)), 5);
        assert_eq!(working_days(date(2026, 3, 2), date(2026, 3, 31)), 21);
        let march = || date(2026, 3, 1).series(1.day()).take(31);
        for (from, until) in march().flat_map(|from| march().map(move |until| (from, until))) {
            let between = march().filter(|day| from < *day && *day <= until);
            let weekdays = between.filter(|day| day.weekday().to_monday_zero_offset() < 5).count();
            assert_eq!(working_days(from, until) as usize, weekdays, "{from} to {until}");
        }
    }
}
