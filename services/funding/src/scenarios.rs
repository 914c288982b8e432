//! The rules of funding, told as stories: applications and awards here, claims and what becomes of
//! them beside.

mod answers;
mod claims;
mod elements;
mod ended;
mod errors;
mod history;
mod in_time;
mod minutes;
mod prepared;
mod weeks;

use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, Award, AwardChanged, AwardDecision, AwardStep, CoachingAward, CostBasis,
    CostHead, CostIncurred, DeclarationReturned, Funder, ReconsiderationReason, ReconsiderationRequested,
    RemittanceReceived, Signatory, TravelAward,
};
use events::{Act, Minutes, Pence, ProviderId};
use jiff::civil::{Date, date};

use crate::{ApplyForAccessToWork, AwardRefusal, IncurCost, Refusal, RequestReconsideration};
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
fn an_award_is_recorded_as_it_was_made() {
    given([referred(), applied_on(APPLIED)]).when(decide()).then(decided());
}

#[test]
fn the_weeks_of_an_award_are_those_that_are_said() {
    let unsaid = RecordDecision { weeks: None, ..decide() };
    let coaching = CoachingAward { weeks: None, ..award().coaching.unwrap() };
    let award = Award { coaching: Some(coaching), ..award() };
    given([referred(), applied_on(APPLIED)]).when(unsaid).then(AccessToWorkDecided { award: Some(award), ..decided() });
}

#[test]
fn an_award_may_have_steps_and_other_kinds_of_support() {
    let taper = step(date(2026, 1, 7), 360);
    let more = RecordDecision {
        steps: Some(vec![taper]),
        travel_daily: Some(Pence(900)),
        equipment: Some(Pence(25_000)),
        ..decide()
    };
    let coaching = CoachingAward { steps: vec![step(AWARD_FROM, 720), taper], ..award().coaching.unwrap() };
    let travel = Some(TravelAward { daily: Some(Pence(900)), mileage: None });
    let award = Award { coaching: Some(coaching), travel, equipment: Some(Pence(25_000)), ..award() };
    given([referred(), applied_on(APPLIED)]).when(more).then(AccessToWorkDecided { award: Some(award), ..decided() });
}

#[test]
fn the_steps_of_an_award_are_inside_it_and_in_order() {
    let refusal = || AwardRefusal::StepsOutOfOrder { from: AWARD_FROM, until: AWARD_UNTIL };
    let with = |steps: &[AwardStep]| RecordDecision { steps: Some(steps.to_vec()), ..decide() };
    let asked = || given([referred(), applied_on(APPLIED)]);
    let next = AWARD_FROM.tomorrow().unwrap();
    asked().when(with(&[step(next, 600), step(AWARD_UNTIL, 300)])).accepted();
    asked().when(with(&[step(AWARD_FROM, 600)])).refused(refusal());
    asked().when(with(&[step(AWARD_UNTIL, 300), step(next, 600)])).refused(refusal());
    asked().when(with(&[step(AWARD_UNTIL.tomorrow().unwrap(), 300)])).refused(refusal());
}

#[test]
fn an_award_of_travel_or_equipment_alone_has_no_coaching() {
    let none = || RecordDecision { weekly_minutes: None, hourly: None, weeks: None, ..decide() };
    let asked = || given([referred(), applied_on(APPLIED)]);
    let award = Award { coaching: None, equipment: Some(Pence(100)), ..award() };
    asked()
        .when(RecordDecision { equipment: Some(Pence(100)), ..none() })
        .then(AccessToWorkDecided { award: Some(award), ..decided() });
    asked().when(none()).refused(AwardRefusal::NothingAwarded { field: "support" });
    asked()
        .when(RecordDecision { travel_mileage: Some(Pence(0)), ..none() })
        .refused(AwardRefusal::NothingAwarded { field: "travel" });
    asked()
        .when(RecordDecision { equipment: Some(Pence(0)), ..none() })
        .refused(AwardRefusal::NothingAwarded { field: "equipment" });
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
fn an_award_says_what_was_awarded() {
    let incomplete = |missing: &str| AwardRefusal::AwardIncomplete { missing: missing.to_owned() };
    let asked = || given([referred(), applied_on(APPLIED)]);
    asked().when(RecordDecision { reference: None, ..decide() }).refused(incomplete("reference"));
    let part = AwardDecision::Part;
    asked()
        .when(RecordDecision { decision: part, hourly: None, until: None, ..decide() })
        .refused(incomplete("last day, hourly rate"));
    asked()
        .when(RecordDecision { hourly: Some(Pence(0)), ..decide() })
        .refused(AwardRefusal::NothingAwarded { field: "hourly rate" });
    asked()
        .when(RecordDecision { weekly_minutes: Some(Minutes(0)), ..decide() })
        .refused(AwardRefusal::NothingAwarded { field: "weekly minutes" });
    asked()
        .when(RecordDecision { weeks: Some(0), ..decide() })
        .refused(AwardRefusal::NothingAwarded { field: "weeks" });
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
    let refusal = AwardRefusal::AlreadyAwarded { applied: APPLIED, reference: line("ATW1") };
    given(awarded()).when(again(Some(APPLICATION))).refused(refusal);
    given([awarded(), vec![second_application()]].concat()).when(again(Some(SECOND))).accepted();
}

#[test]
fn every_award_has_a_reference_of_its_own() {
    given([vec![referred(), second_application()], awarded()].concat())
        .when(RecordDecision { application: Some(SECOND), date: date(2026, 3, 30), ..decide() })
        .refused(AwardRefusal::AwardKnown { reference: line("ATW1"), decided: DECIDED });
}

#[test]
fn an_award_is_changed() {
    let until = date(2026, 6, 7);
    given(awarded()).when(intern(extension(13, until))).then(extension(13, until));
}

#[test]
fn only_an_award_that_is_known_can_be_changed() {
    let other = intern(AwardChanged { award: line("ATW9"), ..extension(13, date(2026, 6, 7)) });
    let refusal = |known: &str| AwardRefusal::NoSuchAward { reference: line("ATW9"), known: known.to_owned() };
    given(awarded()).when(other.clone()).refused(refusal("ATW1"));
    given([referred()]).when(other).refused(refusal("none yet"));
}

#[test]
fn a_change_comes_after_the_decision_lies_in_the_award_and_changes_something() {
    let change = |change: AwardChanged| given(awarded()).when(intern(change));
    let usual = || extension(13, date(2026, 6, 7));
    let date = date(2025, 8, 28);
    change(AwardChanged { date: DECIDED, ..usual() }).accepted();
    change(AwardChanged { date, ..usual() }).refused(AwardRefusal::ChangedBeforeDecision { date, decided: DECIDED });
    let from = AWARD_FROM.yesterday().unwrap();
    change(AwardChanged { from: AWARD_FROM, ..usual() }).accepted();
    change(AwardChanged { from, ..usual() }).refused(Shared::EndsBeforeStart { from: AWARD_FROM, until: from });
    let until = AWARD_UNTIL;
    change(AwardChanged { until: Some(until), ..usual() })
        .refused(Shared::EndsBeforeStart { from: usual().from, until });
    change(AwardChanged { until: Some(usual().from), ..usual() }).accepted();
    change(AwardChanged { weeks_more: Some(0), until: None, ..usual() }).refused(AwardRefusal::NothingChanged);
    change(AwardChanged { until: None, ..usual() }).accepted();
    change(AwardChanged { weekly_minutes: Some(Minutes(10_081)), ..usual() })
        .refused(Shared::MoreThanAWeek { minutes: Minutes(10_081) });
}

#[test]
fn an_award_without_coaching_has_no_weekly_time_to_change() {
    let award = Award { coaching: None, equipment: Some(Pence(100)), ..award() };
    let decided = AccessToWorkDecided { award: Some(award), ..decided() };
    let reference = line("ATW1");
    given([referred(), applied_on(APPLIED), decided.into()])
        .when(intern(extension(13, date(2026, 6, 7))))
        .refused(AwardRefusal::NoCoaching { reference });
}

#[test]
fn a_declaration_goes_with_an_award_and_after_its_decision() {
    let returned = |date, award: &str| {
        intern(DeclarationReturned { award: line(award), date, signed_by: Some(Signatory::Customer) })
    };
    given(awarded()).when(returned(DECIDED, "ATW1")).accepted();
    let (date, decided) = (DECIDED.yesterday().unwrap(), DECIDED);
    given(awarded()).when(returned(date, "ATW1")).refused(AwardRefusal::ChangedBeforeDecision { date, decided });
    let known = "ATW1".to_owned();
    given(awarded())
        .when(returned(DECIDED, "ATW9"))
        .refused(AwardRefusal::NoSuchAward { reference: line("ATW9"), known });
}

#[test]
fn a_decision_is_looked_at_again_once_it_was_made() {
    let request = |application, date| RequestReconsideration {
        internship: INTERN,
        application,
        date,
        reason: Some(ReconsiderationReason::TooFewHours),
        note: None,
    };
    let requested = |application| ReconsiderationRequested {
        application,
        date: DECIDED,
        reason: Some(ReconsiderationReason::TooFewHours),
        note: None,
    };
    given([referred()]).when(request(None, DECIDED)).refused(AwardRefusal::NotDecided);
    given([referred(), applied_on(APPLIED)])
        .when(request(Some(APPLICATION), DECIDED))
        .refused(AwardRefusal::NotDecided);
    given([referred(), applied_on(APPLIED), refused()]).when(request(None, DECIDED)).then(requested(APPLICATION));
    let (date, decided) = (DECIDED.yesterday().unwrap(), DECIDED);
    given(awarded()).when(request(None, date)).refused(AwardRefusal::ChangedBeforeDecision { date, decided });
    let second = AccessToWorkDecided { application: SECOND, award: None, ..history::decided() };
    let both = || [awarded(), vec![second_application(), second.clone().into()]].concat();
    given(both()).when(request(None, DECIDED)).refused(AwardRefusal::WhichDecision { decided: 2 });
    given(both()).when(request(Some(SECOND), DECIDED)).then(requested(SECOND));
}

#[test]
fn a_cost_is_what_was_spent_and_an_estimate_only_if_that_is_said() {
    let cost = |basis| CostIncurred {
        date: DECIDED,
        head: CostHead::Clothing,
        funder: Funder::Family,
        pence: Pence(4500),
        basis,
        apportioned: None,
    };
    given([referred()]).when(boots(4500)).then(cost(None));
    let basis = Some(CostBasis::Estimate);
    given([referred()]).when(IncurCost { basis, ..boots(4500) }).then(cost(basis));
}

#[test]
fn a_cost_is_more_than_nothing() {
    given([referred()]).when(boots(1)).accepted();
    given([referred()]).when(boots(0)).refused(Refusal::NoMoney { pence: Pence(0) });
}

#[test]
fn a_provider_receives_each_remittance_once() {
    let received = RemittanceReceived { date: DECIDED, reference: line("DWP-1"), pence: Pence(100) };
    let college = ProviderId(uuid::Uuid::from_u128(0xD)).subject();
    let ask = |event: RemittanceReceived| About::new(college, event);
    given([]).today(DECIDED).when(ask(received.clone())).refused(Shared::UnknownProvider);
    given([provider()]).when(ask(received.clone())).then(received.clone());
    let known = Refusal::RemittanceKnown { reference: line("DWP-1"), date: DECIDED };
    given([provider(), received.clone().into()]).when(ask(received.clone())).refused(known);
    let nothing = RemittanceReceived { pence: Pence(0), ..received };
    given([provider()]).when(ask(nothing)).refused(Refusal::NoMoney { pence: Pence(0) });
}

fn take_back(n: u128) -> service_kit::EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
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

fn boots(pence: i64) -> IncurCost {
    let (head, funder) = (CostHead::Clothing, Funder::Family);
    IncurCost { internship: INTERN, date: DECIDED, head, funder, pence: Pence(pence), basis: None }
}

type RecordDecision = crate::RecordAccessToWorkDecision;
