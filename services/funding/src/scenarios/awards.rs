//! What Access to Work awards, and how an award changes.

use events::funding::{
    AccessToWorkDecided, Award, AwardChanged, AwardDecision, AwardStep, CoachingAward, DeclarationReturned,
    ReconsiderationReason, ReconsiderationRequested, Signatory, TravelAward,
};
use events::{Minutes, Pence};
use jiff::civil::date;
use service_kit::Shared;

use super::history::*;
use super::{RecordDecision, decide, second_application};
use crate::{AwardRefusal, RequestReconsideration};

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
    let second = AccessToWorkDecided { application: SECOND, award: None, ..super::history::decided() };
    let both = || [awarded(), vec![second_application(), second.clone().into()]].concat();
    given(both()).when(request(None, DECIDED)).refused(AwardRefusal::WhichDecision { decided: 2 });
    given(both()).when(request(Some(SECOND), DECIDED)).then(requested(SECOND));
}
