//! The rules of funding, told as stories: applications and their decisions here, awards, claims and
//! what follows from them beside.

mod answers;
mod awards;
mod claims;
mod elements;
mod ended;
mod errors;
mod history;
mod in_time;
mod minutes;
mod money;
mod prepared;
mod weeks;

use events::funding::{AccessToWorkApplied, AccessToWorkDecided, AwardDecision, Signatory};
use events::{Act, Minutes, Pence};
use jiff::civil::{Date, date};

use crate::{ApplyForAccessToWork, AwardRefusal};
use history::*;
use service_kit::Shared;

#[test]
fn access_to_work_is_asked_for_support() {
    given([referred()]).when(apply_on(APPLIED)).then(applied_on(APPLIED));
}

#[test]
fn a_week_has_seven_days_of_twenty_four_hours() {
    let week = |minutes| Some(Minutes(minutes));
    let refusal = || Shared::MoreThanAWeek { minutes: Minutes(10_081) };
    let apply = |weekly_minutes| ApplyForAccessToWork { weekly_minutes, ..apply_on(APPLIED) };
    given([referred()]).when(apply(week(10_080))).accepted();
    given([referred()]).when(apply(week(10_081))).refused(refusal());
    let asked = || given([referred(), applied_on(APPLIED)]);
    asked().when(RecordDecision { weekly_minutes: week(10_080), ..decide() }).accepted();
    asked().when(RecordDecision { weekly_minutes: week(10_081), ..decide() }).refused(refusal());
}

#[test]
fn an_application_goes_in_six_months_before_the_planned_start_at_the_earliest() {
    let start = date(2025, 9, 8);
    let earliest = date(2025, 3, 8);
    let too_early = |date| AwardRefusal::AppliedTooEarly { date, earliest, start };
    given([referred(), accepted(start)]).when(apply_on(earliest)).accepted();
    given([referred(), accepted(start)]).when(apply_on(date(2025, 3, 7))).refused(too_early(date(2025, 3, 7)));
}

#[test]
fn the_first_placement_counts_once_it_has_started_whatever_was_planned() {
    let (first, second) = (date(2025, 10, 6), date(2026, 2, 2));
    let history = || [referred(), accepted(date(2025, 9, 8)), started(2, second), started(1, first)];
    given(history()).when(apply_on(date(2025, 4, 6))).accepted();
    given(history()).when(apply_on(date(2025, 4, 5))).refused(AwardRefusal::AppliedTooEarly {
        date: date(2025, 4, 5),
        earliest: date(2025, 4, 6),
        start: first,
    });
}

#[test]
fn an_application_during_the_placement_is_late_but_goes_in() {
    given([referred(), started(1, date(2025, 9, 8))]).when(apply_on(date(2026, 1, 5))).accepted();
}

#[test]
fn an_application_that_went_in_too_early_is_recorded_where_it_was_not_ours() {
    let early = ApplyForAccessToWork { act: Some(Act::Recorded), ..apply_on(date(2025, 3, 7)) };
    given([referred(), accepted(date(2025, 9, 8))]).when(early).accepted();
}

#[test]
fn nobody_signs_after_it_was_sent() {
    let signed = APPLIED.tomorrow().unwrap();
    let refusal = AwardRefusal::SignedAfterwards { signed, sent: APPLIED };
    let signing = |signed| ApplyForAccessToWork { signed_on: Some(signed), ..apply_on(APPLIED) };
    given([referred()]).when(signing(APPLIED)).accepted();
    given([referred()]).when(signing(signed)).refused(refusal);
}

#[test]
fn an_application_is_recorded_once() {
    given([referred(), applied_on(APPLIED)])
        .when(apply_on(APPLIED))
        .refused(AwardRefusal::AlreadyApplied { date: APPLIED });
    let second = ApplyForAccessToWork { application: Some(SECOND), ..apply_on(APPLIED) };
    given([referred(), applied_on(APPLIED)]).when(second).accepted();
}

#[test]
fn an_application_without_a_name_is_known_by_its_event() {
    let unnamed = ApplyForAccessToWork { application: None, ..apply_on(APPLIED) };
    let application = events::ApplicationId(service_kit::scenarios::event_id(2).0);
    given([referred()]).when(unnamed).then(AccessToWorkApplied { application, ..history::application(APPLIED) });
}

#[test]
fn a_decision_without_a_name_answers_the_only_application_that_waits() {
    let unnamed = || RecordDecision { application: None, ..decide() };
    let second = AccessToWorkApplied { application: SECOND, ..history::application(APPLIED) };
    let refused = AccessToWorkDecided { decision: AwardDecision::Refused, award: None, ..decided() };
    given([referred()]).when(unnamed()).refused(AwardRefusal::NothingWaits);
    given([referred(), applied_on(APPLIED)]).when(unnamed()).then(decided());
    given([referred(), applied_on(APPLIED), refused.clone().into()]).when(unnamed()).then(decided());
    let answers_second = AccessToWorkDecided { application: SECOND, ..decided() };
    given([referred(), applied_on(APPLIED), refused.into(), second.clone().into()])
        .when(unnamed())
        .then(answers_second);
    given([referred(), applied_on(APPLIED), second.into()])
        .when(unnamed())
        .refused(AwardRefusal::WhichApplication { open: 2 });
}

#[test]
fn a_decision_answers_an_application() {
    given([referred()]).when(decide()).refused(AwardRefusal::NoSuchApplication { application: APPLICATION });
    given([referred(), applied_on(APPLIED)])
        .when(RecordDecision { application: Some(SECOND), ..decide() })
        .refused(AwardRefusal::NoSuchApplication { application: SECOND });
    let applied = date(2025, 9, 1);
    given([referred(), applied_on(applied)])
        .when(decide())
        .refused(AwardRefusal::DecidedBeforeApplication { date: DECIDED, applied });
}

#[test]
fn a_refused_application_needs_no_more_than_its_day() {
    given([referred(), applied_on(APPLIED)]).when(refuse()).then(refused());
}

#[test]
fn a_refused_application_can_be_looked_at_again() {
    given([referred(), applied_on(APPLIED), refused()]).when(decide()).accepted();
}

#[test]
fn an_application_leads_to_one_award_and_the_next_award_takes_a_new_application() {
    let again = |application| RecordDecision {
        application,
        reference: Some(line("ATW2")),
        date: date(2026, 3, 30),
        ..decide()
    };
    let refusal = AwardRefusal::AlreadyAwarded { applied: APPLIED, reference: line("ATW1") };
    given(awarded()).when(again(Some(APPLICATION))).refused(refusal);
    given([awarded(), vec![second_application()]].concat()).when(again(Some(SECOND))).accepted();
}

fn apply_on(date: Date) -> ApplyForAccessToWork {
    ApplyForAccessToWork {
        internship: INTERN,
        application: Some(APPLICATION),
        date,
        act: None,
        purpose: None,
        job: None,
        signed_by: Some(Signatory::Customer),
        signed_on: None,
        weekly_minutes: None,
        weeks: None,
        travel: None,
        equipment: None,
    }
}

fn second_application() -> events::Fact {
    AccessToWorkApplied { application: SECOND, ..application(date(2026, 3, 2)) }.into()
}

fn decide() -> RecordDecision {
    RecordDecision {
        internship: INTERN,
        application: Some(APPLICATION),
        date: DECIDED,
        decision: AwardDecision::Awarded,
        reference: Some(line("ATW1")),
        from: Some(AWARD_FROM),
        until: Some(AWARD_UNTIL),
        weekly_minutes: Some(Minutes(720)),
        steps: None,
        hourly: Some(Pence(2150)),
        weeks: Some(26),
        travel_daily: None,
        travel_mileage: None,
        equipment: None,
    }
}

fn refuse() -> RecordDecision {
    let decision = AwardDecision::Refused;
    RecordDecision {
        decision,
        reference: None,
        from: None,
        until: None,
        weekly_minutes: None,
        hourly: None,
        weeks: None,
        ..decide()
    }
}

type RecordDecision = crate::RecordAccessToWorkDecision;
