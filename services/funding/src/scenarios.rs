//! The rules of funding, told as stories: applications and awards here, claims and what becomes of
//! them beside.

mod answers;
mod claims;
mod errors;
mod history;
mod in_time;
mod minutes;
mod weeks;

use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, AwardDecision, AwardExtended, CostBasis, CostHead, CostIncurred, Funder,
    Signatory,
};
use events::{Minutes, Pence};
use jiff::civil::{Date, date};

use crate::{ApplyForAccessToWork, IncurCost, Refusal};
use history::*;
use service_kit::{About, Shared};

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
    let too_early = |date| Refusal::AppliedTooEarly { date, earliest, start };
    given([referred(), accepted(start)]).when(apply_on(earliest)).accepted();
    given([referred(), accepted(start)]).when(apply_on(date(2025, 3, 7))).refused(too_early(date(2025, 3, 7)));
}

#[test]
fn the_first_placement_counts_once_it_has_started_whatever_was_planned() {
    let (first, second) = (date(2025, 10, 6), date(2026, 2, 2));
    let history = || [referred(), accepted(date(2025, 9, 8)), started(2, second), started(1, first)];
    given(history()).when(apply_on(date(2025, 4, 6))).accepted();
    given(history()).when(apply_on(date(2025, 4, 5))).refused(Refusal::AppliedTooEarly {
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
fn an_award_is_recorded_with_the_working_days_it_took_and_the_weeks_it_covers() {
    given([referred(), applied_on(APPLIED)]).when(decide()).then(decided());
}

#[test]
fn a_week_that_has_begun_is_a_week_of_the_award() {
    let weeks_until = |until| RecordDecision { until: Some(until), ..decide() };
    let covers = |weeks| move |fact: &events::Fact| fact.data().is_ok_and(|data| data["award"]["weeks"] == weeks);
    given([referred(), applied_on(APPLIED)]).when(weeks_until(date(2026, 3, 8))).then_that(covers(26));
    given([referred(), applied_on(APPLIED)]).when(weeks_until(date(2026, 3, 9))).then_that(covers(27));
    given([referred(), applied_on(APPLIED)]).when(RecordDecision { weeks: Some(20), ..decide() }).then_that(covers(20));
}

#[test]
fn an_application_is_recorded_once() {
    given([referred(), applied_on(APPLIED)]).when(apply_on(APPLIED)).refused(Refusal::AlreadyApplied { date: APPLIED });
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
    given([referred()]).when(unnamed()).refused(Refusal::NothingWaits);
    given([referred(), applied_on(APPLIED)]).when(unnamed()).then(decided());
    given([referred(), applied_on(APPLIED), refused.clone().into()]).when(unnamed()).then(decided());
    let answers_second = AccessToWorkDecided { application: SECOND, ..decided() };
    given([referred(), applied_on(APPLIED), refused.into(), second.clone().into()])
        .when(unnamed())
        .then(answers_second);
    given([referred(), applied_on(APPLIED), second.into()])
        .when(unnamed())
        .refused(Refusal::WhichApplication { open: 2 });
}

#[test]
fn a_decision_answers_an_application() {
    given([referred()]).when(decide()).refused(Refusal::NoSuchApplication { application: APPLICATION });
    given([referred(), applied_on(APPLIED)])
        .when(RecordDecision { application: Some(SECOND), ..decide() })
        .refused(Refusal::NoSuchApplication { application: SECOND });
    let applied = date(2025, 9, 1);
    given([referred(), applied_on(applied)])
        .when(decide())
        .refused(Refusal::DecidedBeforeApplication { date: DECIDED, applied });
}

#[test]
fn an_award_says_what_was_awarded() {
    let incomplete = |missing: &str| Refusal::AwardIncomplete { missing: missing.to_owned() };
    let asked = || given([referred(), applied_on(APPLIED)]);
    asked().when(RecordDecision { reference: None, ..decide() }).refused(incomplete("reference"));
    let part = AwardDecision::Part;
    asked()
        .when(RecordDecision { decision: part, hourly: None, until: None, ..decide() })
        .refused(incomplete("last day, hourly rate"));
    asked()
        .when(RecordDecision { hourly: Some(Pence(0)), ..decide() })
        .refused(Refusal::NothingAwarded { field: "hourly rate" });
    asked()
        .when(RecordDecision { weekly_minutes: Some(Minutes(0)), ..decide() })
        .refused(Refusal::NothingAwarded { field: "weekly minutes" });
    asked().when(RecordDecision { weeks: Some(0), ..decide() }).refused(Refusal::NothingAwarded { field: "weeks" });
}

#[test]
fn an_award_ends_after_it_begins() {
    let (from, until) = (AWARD_FROM, date(2025, 9, 7));
    given([referred(), applied_on(APPLIED)])
        .when(RecordDecision { until: Some(until), ..decide() })
        .refused(Shared::EndsBeforeStart { from, until });
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
    let refusal = Refusal::AlreadyAwarded { applied: APPLIED, reference: line("ATW1") };
    given(awarded()).when(again(Some(APPLICATION))).refused(refusal);
    given([awarded(), vec![second_application()]].concat())
        .when(again(Some(SECOND)))
        .then_that(|fact| fact.data().is_ok_and(|data| data["workingDays"] == 20));
}

#[test]
fn every_award_has_a_reference_of_its_own() {
    given([vec![referred(), second_application()], awarded()].concat())
        .when(RecordDecision { application: Some(SECOND), date: date(2026, 3, 30), ..decide() })
        .refused(Refusal::AwardKnown { reference: line("ATW1"), decided: DECIDED });
}

#[test]
fn an_award_is_extended() {
    let until = date(2026, 6, 7);
    given(awarded()).when(extend(13, until)).then(extended(13, until));
}

#[test]
fn all_extensions_of_an_award_together_add_thirteen_weeks_at_most() {
    given(awarded()).when(extend(14, date(2026, 6, 14))).refused(Refusal::ExtensionTooLong {
        weeks: 14,
        total: 14,
        most: 13,
    });
    let extended = || [awarded(), vec![extended(8, date(2026, 5, 3))]].concat();
    given(extended()).when(extend(5, date(2026, 6, 7))).accepted();
    given(extended()).when(extend(6, date(2026, 6, 14))).refused(Refusal::ExtensionTooLong {
        weeks: 6,
        total: 14,
        most: 13,
    });
}

#[test]
fn only_an_award_that_is_known_can_be_extended() {
    let other = intern(AwardExtended { reference: line("ATW9"), ..extension(13, date(2026, 6, 7)) });
    let refusal = |known: &str| Refusal::NoSuchAward { reference: line("ATW9"), known: known.to_owned() };
    given(awarded()).when(other.clone()).refused(refusal("ATW1"));
    given([referred()]).when(other).refused(refusal("none yet"));
}

#[test]
fn an_extension_comes_after_the_award_and_lengthens_it() {
    let date = date(2025, 8, 28);
    given(awarded())
        .when(intern(AwardExtended { date, ..extension(13, Date::MAX) }))
        .refused(Refusal::ExtendedBeforeDecision { date, decided: DECIDED });
    given(awarded()).when(extend(13, AWARD_UNTIL)).refused(Refusal::NotExtended {
        weeks: 13,
        until: AWARD_UNTIL,
        already: AWARD_UNTIL,
    });
    given(awarded()).when(extend(0, Date::MAX)).refused(Refusal::NotExtended {
        weeks: 0,
        until: Date::MAX,
        already: AWARD_UNTIL,
    });
}

#[test]
fn a_cost_is_what_was_spent_unless_it_is_said_to_be_an_estimate() {
    given([referred()]).when(boots(4500)).then(CostIncurred {
        date: DECIDED,
        head: CostHead::Clothing,
        funder: Funder::Family,
        pence: Pence(4500),
        basis: CostBasis::Actual,
    });
}

#[test]
fn a_cost_is_more_than_nothing() {
    given([referred()]).when(boots(0)).refused(Refusal::NoCost { pence: Pence(0) });
}

fn take_back(n: u128) -> service_kit::EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}

fn apply_on(date: Date) -> ApplyForAccessToWork {
    ApplyForAccessToWork {
        internship: INTERN,
        application: Some(APPLICATION),
        date,
        signed_by: Signatory::Customer,
        weekly_minutes: None,
        weeks: None,
        travel: None,
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
        hourly: Some(Pence(2150)),
        weeks: None,
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
        ..decide()
    }
}

fn extend(weeks: u16, until: Date) -> About<AwardExtended> {
    intern(extension(weeks, until))
}

fn boots(pence: i64) -> IncurCost {
    let (head, funder) = (CostHead::Clothing, Funder::Family);
    IncurCost { internship: INTERN, date: DECIDED, head, funder, pence: Pence(pence), basis: None }
}

type RecordDecision = crate::RecordAccessToWorkDecision;
