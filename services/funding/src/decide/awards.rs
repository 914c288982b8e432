//! Applications to Access to Work, and what they led to.

use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, Award, AwardChanged, AwardDecision, AwardStep, CoachingAward,
    ReconsiderationRequested, TravelAward,
};
use events::{Act, ApplicationId, Line, rule_table};
use jiff::ToSpan as _;
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use crate::award::AwardState;
use crate::funding::{Application, Circumstances};
use crate::{
    ApplyForAccessToWork, AwardRefusal, ChangeAward, Funding, RecordAccessToWorkDecision, Refusal,
    RequestReconsideration, ReturnDeclaration,
};

pub(super) fn apply(
    state: &Funding,
    command: &ApplyForAccessToWork,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let ApplyForAccessToWork { date, weekly_minutes, signed_on, .. } = *command;
    // Without a name, an application is known by the event that records it.
    let application = command.application.unwrap_or(ApplicationId(at.id.0));
    at.past(date)?;
    if let Some(earlier) = state.applications.get(&application) {
        return Err(AwardRefusal::AlreadyApplied { date: earlier.date }.into());
    }
    Shared::within_a_week(weekly_minutes)?;
    if let Some(signed) = signed_on.filter(|signed| *signed > date) {
        return Err(AwardRefusal::SignedAfterwards { signed, sent: date }.into());
    }
    let act = command.act.unwrap_or_default();
    if act == Act::Ours {
        in_time(date, state.first_placement.or(state.planned_start))?;
    }
    let applied = AccessToWorkApplied {
        application,
        date,
        act,
        purpose: command.purpose,
        job: command.job,
        signed_by: command.signed_by,
        signed_on,
        weekly_minutes,
        weeks: command.weeks,
        travel: command.travel,
        equipment: command.equipment,
    };
    Ok(Decision::new(date, applied))
}

/// H4: we do not apply earlier than so many months before the placement starts. A month that has no
/// such day has its last day instead. Without a placement or a plan there is nothing to hold it against.
fn in_time(applied: Date, start: Option<Date>) -> Result<(), AwardRefusal> {
    let Some(start) = start else { return Ok(()) };
    let months = rule_table::MONTHS_BEFORE_START.on(applied);
    let earliest = start.checked_sub(months.months()).unwrap_or(Date::MIN);
    if applied < earliest { Err(AwardRefusal::AppliedTooEarly { date: applied, earliest, start }) } else { Ok(()) }
}

pub(super) fn answer(
    state: &Funding,
    command: &RecordAccessToWorkDecision,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let date = at.past(command.date)?;
    let application = command.application.map_or_else(|| waiting(state), Ok)?;
    let asked = known(state, application)?;
    if date < asked.date {
        return Err(AwardRefusal::DecidedBeforeApplication { date, applied: asked.date }.into());
    }
    if let Some(reference) = asked.awarded.clone() {
        return Err(AwardRefusal::AlreadyAwarded { applied: asked.date, reference }.into());
    }
    let award = match command.decision {
        AwardDecision::Awarded | AwardDecision::Part => Some(awarded(state, command)?),
        AwardDecision::Refused | AwardDecision::Withdrawn => None,
    };
    Ok(Decision::new(date, AccessToWorkDecided { application, date, decision: command.decision, award }))
}

fn known(state: &Funding, application: ApplicationId) -> Result<&Application, AwardRefusal> {
    state.applications.get(&application).ok_or(AwardRefusal::NoSuchApplication { application })
}

/// The application that a decision answers which names none: the only one without an answer, or else
/// the only one without an award.
fn waiting(state: &Funding) -> Result<ApplicationId, AwardRefusal> {
    let open = || state.applications.iter().filter(|(_, application)| application.awarded.is_none());
    let unanswered = open().filter(|(_, application)| application.answered.is_none());
    let unanswered: Vec<ApplicationId> = unanswered.map(|(application, _)| *application).collect();
    let open: Vec<ApplicationId> = open().map(|(application, _)| *application).collect();
    match (unanswered.as_slice(), open.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], []) => Err(AwardRefusal::NothingWaits),
        _ => Err(AwardRefusal::WhichApplication { open: open.len() }),
    }
}

fn awarded(state: &Funding, command: &RecordAccessToWorkDecision) -> Result<Award, Refusal> {
    let (Some(reference), Some(from), Some(until)) = (command.reference.clone(), command.from, command.until) else {
        return Err(AwardRefusal::AwardIncomplete { missing: missing(command) }.into());
    };
    Shared::forwards(from, until)?;
    let (coaching, travel, equipment) = (coaching(command, from, until)?, travel(command)?, command.equipment);
    if coaching.is_none() && travel.is_none() && equipment.is_none() {
        return Err(AwardRefusal::NothingAwarded { field: "support" }.into());
    }
    if equipment.is_some_and(|pence| pence.0 <= 0) {
        return Err(AwardRefusal::NothingAwarded { field: "equipment" }.into());
    }
    if let Some(known) = state.awards.get(&reference) {
        return Err(AwardRefusal::AwardKnown { reference, decided: known.decided }.into());
    }
    Ok(Award { reference, from, until, coaching, travel, equipment })
}

/// Coaching, if it was awarded: weekly time and a rate say so.
fn coaching(command: &RecordAccessToWorkDecision, from: Date, until: Date) -> Result<Option<CoachingAward>, Refusal> {
    let first = command.weekly_minutes.map(|weekly_minutes| AwardStep { from, weekly_minutes });
    let steps: Vec<AwardStep> = first.into_iter().chain(command.steps.iter().flatten().copied()).collect();
    let hourly = match (steps.is_empty(), command.hourly) {
        (true, None) if command.weeks.is_none() => return Ok(None),
        (false, Some(hourly)) => hourly,
        (true, _) | (false, None) => return Err(AwardRefusal::AwardIncomplete { missing: missing(command) }.into()),
    };
    if !steps.is_sorted_by(|one, next| one.from < next.from)
        || steps.iter().any(|step| step.from < from || step.from > until)
    {
        return Err(AwardRefusal::StepsOutOfOrder { from, until }.into());
    }
    let is_nothing = [
        ("weekly minutes", steps.iter().any(|step| step.weekly_minutes.0 == 0)),
        ("hourly rate", hourly.0 <= 0),
        ("weeks", command.weeks == Some(0)),
    ];
    if let Some((field, _)) = is_nothing.into_iter().find(|(_, is_nothing)| *is_nothing) {
        return Err(AwardRefusal::NothingAwarded { field }.into());
    }
    for step in &steps {
        Shared::within_a_week([step.weekly_minutes])?;
    }
    Ok(Some(CoachingAward { steps, hourly, weeks: command.weeks }))
}

fn travel(command: &RecordAccessToWorkDecision) -> Result<Option<TravelAward>, AwardRefusal> {
    let (daily, mileage) = (command.travel_daily, command.travel_mileage);
    if [daily, mileage].into_iter().flatten().any(|rate| rate.0 <= 0) {
        return Err(AwardRefusal::NothingAwarded { field: "travel" });
    }
    Ok((daily.is_some() || mileage.is_some()).then_some(TravelAward { daily, mileage }))
}

fn missing(command: &RecordAccessToWorkDecision) -> String {
    let has_coaching = command.hourly.is_some() || command.weeks.is_some();
    let has_time = command.weekly_minutes.is_some() || command.steps.is_some();
    let fields = [
        ("reference", command.reference.is_none()),
        ("first day", command.from.is_none()),
        ("last day", command.until.is_none()),
        ("weekly minutes", has_coaching && !has_time),
        ("hourly rate", has_time && command.hourly.is_none()),
    ];
    fields.into_iter().filter_map(|(field, missing)| missing.then_some(field)).collect::<Vec<_>>().join(", ")
}

pub(super) fn change(state: &Funding, command: &ChangeAward, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let AwardChanged { date, ref award, from, weekly_minutes, weeks_more, until, .. } = command.event;
    let changed = at.record(command)?;
    let AwardState { decided, award: terms, .. } = known_award(state, award)?;
    if date < *decided {
        return Err(AwardRefusal::ChangedBeforeDecision { date, decided: *decided }.into());
    }
    Shared::forwards(terms.from, from)?;
    Shared::forwards(from, until.unwrap_or(from))?;
    if weekly_minutes.is_none() && weeks_more.is_none_or(|weeks| weeks == 0) && until.is_none() {
        return Err(AwardRefusal::NothingChanged.into());
    }
    if terms.coaching.is_none() && (weekly_minutes.is_some() || weeks_more.is_some()) {
        return Err(AwardRefusal::NoCoaching { reference: award.clone() }.into());
    }
    Shared::within_a_week(weekly_minutes)?;
    Ok(changed)
}

pub(super) fn declaration(
    state: &Funding,
    command: &ReturnDeclaration,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let returned = at.record(command)?;
    let AwardState { decided, .. } = *known_award(state, &command.event.award)?;
    let date = command.event.date;
    if date < decided {
        return Err(AwardRefusal::ChangedBeforeDecision { date, decided }.into());
    }
    Ok(returned)
}

pub(super) fn reconsider(
    state: &Funding,
    command: &RequestReconsideration,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let date = at.past(command.date)?;
    let application = command.application.map_or_else(|| answered(state), Ok)?;
    let decided = known(state, application)?.answered.ok_or(AwardRefusal::NotDecided)?;
    if date < decided {
        return Err(AwardRefusal::ChangedBeforeDecision { date, decided }.into());
    }
    let (reason, note) = (command.reason, command.note.clone());
    Ok(Decision::new(date, ReconsiderationRequested { application, date, reason, note }))
}

/// The only application with a decision.
fn answered(state: &Funding) -> Result<ApplicationId, AwardRefusal> {
    let answered = state.applications.iter().filter(|(_, application)| application.answered.is_some());
    match answered.map(|(application, _)| *application).collect::<Vec<_>>().as_slice() {
        [one] => Ok(*one),
        [] => Err(AwardRefusal::NotDecided),
        several => Err(AwardRefusal::WhichDecision { decided: several.len() }),
    }
}

/// The award with this reference.
pub(super) fn known_award<'a>(state: &'a Funding, reference: &Line) -> Result<&'a AwardState, AwardRefusal> {
    state
        .awards
        .get(reference)
        .ok_or_else(|| AwardRefusal::NoSuchAward { reference: reference.clone(), known: references(state) })
}

/// The internship's awards, as a refusal lists them.
pub(super) fn references(state: &Funding) -> String {
    if state.awards.is_empty() {
        return "none yet".to_owned();
    }
    state.awards.keys().map(Line::as_str).collect::<Vec<_>>().join(", ")
}
