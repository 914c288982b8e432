//! A young person becomes an intern.

use events::referrals::ReadinessOverride;
use service_kit::Shared;

use super::*;

#[test]
fn a_young_person_with_a_plan_is_accepted() {
    given([referred(), plan()]).when(accept()).then(accepted());
}

#[test]
fn the_non_ehc_pilot_stands_in_for_an_ehc_plan() {
    given([referred(), seen(PlanKind::NonEhcPilot).into()]).when(accept()).accepted();
}

#[test]
fn nobody_is_accepted_whose_plan_was_never_seen() {
    given([referred()]).when(accept()).refused(Refusal::PlanNotVerified);
}

#[test]
fn an_intern_is_accepted_by_a_provider_that_is_known() {
    let provider = ProviderId(Uuid::from_u128(1));
    given([referred(), plan()]).when(Accept { provider, ..accept() }).refused(Shared::UnknownProvider);
}

#[test]
fn an_intern_is_16_on_31_august_before_the_planned_start() {
    given([born(date(2008, 8, 31)), plan()]).when(accept()).accepted();
    given([born(date(2008, 9, 1)), plan()])
        .when(accept())
        .refused(Refusal::TooYoung { on: date(2024, 8, 31), youngest: 16 });
}

#[test]
fn an_intern_is_24_on_31_august_and_may_turn_25_the_day_after() {
    given([born(date(1999, 9, 1)), plan()]).when(accept()).accepted();
    given([born(date(1999, 8, 31)), plan()])
        .when(accept())
        .refused(Refusal::TooOld { on: date(2024, 8, 31), oldest: 24 });
}

#[test]
fn a_start_on_1_september_looks_at_the_day_before_and_one_on_31_august_at_the_year_before() {
    let starting_on =
        |planned_start| given([born(date(1999, 8, 31)), plan()]).when(Accept { planned_start, ..accept() });
    starting_on(date(2024, 9, 1)).refused(Refusal::TooOld { on: date(2024, 8, 31), oldest: 24 });
    starting_on(date(2024, 8, 31)).then_that(|fact| age(fact) == Some(24));
}

#[test]
fn the_age_on_31_august_stands_in_the_clear() {
    for (date_of_birth, expected) in [(date(2005, 4, 24), 19), (date(2004, 9, 1), 19), (date(2004, 8, 31), 20)] {
        given([born(date_of_birth), plan()]).when(accept()).then_that(|fact| age(fact) == Some(expected));
    }
}

#[test]
fn who_was_born_on_29_february_has_had_their_birthday_by_31_august() {
    given([born(date(2000, 2, 29)), plan()]).when(accept()).then_that(|fact| age(fact) == Some(24));
    given([born(date(2008, 2, 29)), plan()]).when(accept()).then_that(|fact| age(fact) == Some(16));
}

#[test]
fn a_start_at_the_beginning_of_time_is_refused_like_any_other() {
    let planned_start = Date::MIN;
    given([referred(), plan()])
        .when(Accept { planned_start, ..accept() })
        .refused(Refusal::TooYoung { on: date(-9999, 8, 31), youngest: 16 });
}

#[test]
fn an_intern_is_accepted_on_a_programme_that_is_known_and_the_providers_own() {
    let on = || Accept { programme: Some(INFIRMARY), ..accept() };
    let known = |programme: ProgrammeRegistered| {
        given([referred(), plan()]).and_elsewhere(INFIRMARY.subject(), [programme.into()])
    };
    known(infirmary()).when(on()).then(Accepted { programme: Some(INFIRMARY), ..place() });
    given([referred(), plan()]).when(on()).refused(Refusal::UnknownProgramme);
    let provider = ProviderId(Uuid::from_u128(1));
    known(ProgrammeRegistered { provider, ..infirmary() }).when(on()).refused(Refusal::AnotherProvidersProgramme);
}

#[test]
fn somebody_who_was_found_not_ready_gets_a_place_for_a_reason() {
    let found = |conclusion, on| -> Fact { ReadinessAssessed { conclusion, ..assessment(on) }.into() };
    let (may, june, july) = (date(2024, 5, 3), date(2024, 6, 3), date(2024, 7, 3));
    let (ready, not_yet) = (|on| found(Readiness::Ready, on), |on| found(Readiness::NotYet, on));
    let accepting = |assessments: Vec<Fact>| given([referred(), plan()].into_iter().chain(assessments));
    let refusal = |assessed| Refusal::NotReadyYet { assessed };

    accepting(vec![not_yet(june)]).when(accept()).refused(refusal(june));
    let readiness_override = Some(ReadinessOverride::FamilyAndSchoolAgree);
    accepting(vec![not_yet(june)]).when(Accept { readiness_override, ..accept() }).accepted();
    accepting(vec![not_yet(may), ready(june)]).when(accept()).accepted();
    accepting(vec![ready(june), not_yet(may)]).when(accept()).accepted();
    accepting(vec![ready(june), not_yet(june)]).when(accept()).refused(refusal(june));
    accepting(vec![not_yet(ACCEPTED)]).when(accept()).refused(refusal(ACCEPTED));
    accepting(vec![ready(may), not_yet(july)]).when(accept()).accepted();
}

#[test]
fn no_more_is_planned_for_a_week_than_a_week_has() {
    let weekly = |at_work, in_class| {
        let (weekly_minutes_at_work, weekly_minutes_in_class) = (Some(Minutes(at_work)), Some(Minutes(in_class)));
        given([referred(), plan()]).when(Accept { weekly_minutes_at_work, weekly_minutes_in_class, ..accept() })
    };
    weekly(10_000, 80).accepted();
    weekly(10_000, 81).refused(Shared::MoreThanAWeek { minutes: Minutes(10_081) });
    weekly(u32::MAX, 1).refused(Shared::MoreThanAWeek { minutes: Minutes(u32::MAX) });
}

#[test]
fn nobody_is_accepted_whose_age_cannot_be_known() {
    given([referral(None), plan()]).when(accept()).refused(Refusal::AgeNotKnown);
}

#[test]
fn no_age_is_given_away_by_a_refusal() {
    for refusal in [Refusal::TooOld { on: date(2024, 8, 31), oldest: 24 }, Refusal::NotYetBorn { date: REFERRED }] {
        assert!(!refusal.to_string().contains("1999"), "{refusal}");
    }
}

#[test]
fn the_planned_dates_may_lie_in_the_future() {
    given([referred(), plan()]).today(ACCEPTED).when(accept()).accepted();
}

#[test]
fn nobody_is_accepted_before_they_were_referred() {
    let early = date(2024, 4, 8);
    given([referred(), plan()]).when(Accept { date: REFERRED, ..accept() }).accepted();
    given([referred(), plan()])
        .when(Accept { date: early, ..accept() })
        .refused(Refusal::BeforeReferral { date: early, referred: REFERRED });
}

#[test]
fn a_programme_ends_after_it_starts() {
    given([referred(), plan()])
        .when(Accept { planned_end: FIRST_DAY, ..accept() })
        .refused(Refusal::EndsBeforeStart { from: FIRST_DAY, until: FIRST_DAY });
}

#[test]
fn an_acceptance_may_be_written_up_after_the_programme_began() {
    given([referred(), plan()]).when(Accept { date: date(2024, 10, 7), ..accept() }).accepted();
}

#[test]
fn nobody_is_accepted_twice_or_after_they_were_declined() {
    given([referred(), plan(), accepted()]).when(accept()).refused(Refusal::AlreadyAccepted { since: ACCEPTED });
    let declined =
        events::referrals::Declined { date: REFERRED, reason: DeclineReason::NoPlace, onward: None, note: None };
    given([referred(), plan(), declined.into()]).when(accept()).refused(Refusal::AlreadyEnded { on: REFERRED });
}

#[test]
fn an_acceptance_from_before_the_plan_ended_may_be_written_up_after_it() {
    let ended = |on| given([referred(), plan(), cease_on(on).event.into()]).when(accept());
    ended(ACCEPTED).accepted();
    let on = ACCEPTED.yesterday().unwrap();
    ended(on).refused(Refusal::PlanEndedBefore { date: ACCEPTED, on });
}

fn age(fact: &Fact) -> Option<u8> {
    <Accepted as events::FromFact>::from_fact(fact).map(|accepted| accepted.age_on_31_august)
}
