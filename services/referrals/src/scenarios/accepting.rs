//! A young person becomes an intern.

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
    given([referred(), plan()]).when(intern(Accepted { provider, ..place() })).refused(Shared::UnknownProvider);
}

#[test]
fn an_intern_is_16_on_the_planned_start() {
    let planned_start = FIRST_DAY;
    given([born(date(2008, 9, 30)), plan()]).when(accept()).accepted();
    given([born(date(2008, 10, 1)), plan()]).when(accept()).refused(Refusal::TooYoung { planned_start });
}

#[test]
fn an_intern_has_not_turned_25_by_the_planned_start() {
    let planned_start = FIRST_DAY;
    given([born(date(1999, 10, 1)), plan()]).when(accept()).accepted();
    given([born(date(1999, 9, 30)), plan()]).when(accept()).refused(Refusal::TooOld { planned_start });
}

#[test]
fn who_was_born_on_the_29th_of_february_has_a_birthday_on_the_1st_of_march() {
    let starting_on = |planned_start| {
        let planned_end = date(2025, 12, 19);
        given([born(date(2000, 2, 29)), plan()]).when(intern(Accepted { planned_start, planned_end, ..place() }))
    };
    starting_on(date(2025, 2, 28)).accepted();
    starting_on(date(2025, 3, 1)).refused(Refusal::TooOld { planned_start: date(2025, 3, 1) });
}

#[test]
fn who_was_born_on_the_29th_of_february_is_16_on_the_day_itself() {
    let starting_on =
        |planned_start| given([born(date(2008, 2, 29)), plan()]).when(intern(Accepted { planned_start, ..place() }));
    starting_on(date(2024, 2, 29)).accepted();
    starting_on(date(2024, 2, 28)).refused(Refusal::TooYoung { planned_start: date(2024, 2, 28) });
}

#[test]
fn no_more_is_planned_for_a_week_than_a_week_has() {
    let weekly = |at_work, in_class| {
        let (weekly_minutes_at_work, weekly_minutes_in_class) = (Minutes(at_work), Some(Minutes(in_class)));
        given([referred(), plan()]).when(intern(Accepted {
            weekly_minutes_at_work,
            weekly_minutes_in_class,
            ..place()
        }))
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
    for refusal in [Refusal::TooOld { planned_start: FIRST_DAY }, Refusal::NotYetBorn { date: REFERRED }] {
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
    given([referred(), plan()]).when(intern(Accepted { date: REFERRED, ..place() })).accepted();
    given([referred(), plan()])
        .when(intern(Accepted { date: early, ..place() }))
        .refused(Refusal::BeforeReferral { date: early, referred: REFERRED });
}

#[test]
fn a_programme_ends_after_it_starts() {
    given([referred(), plan()])
        .when(intern(Accepted { planned_end: FIRST_DAY, ..place() }))
        .refused(Refusal::EndsBeforeStart { from: FIRST_DAY, until: FIRST_DAY });
}

#[test]
fn an_acceptance_may_be_written_up_after_the_programme_began() {
    given([referred(), plan()]).when(intern(Accepted { date: date(2024, 10, 7), ..place() })).accepted();
}

#[test]
fn nobody_is_accepted_twice_or_after_they_were_declined() {
    given([referred(), plan(), accepted()]).when(accept()).refused(Refusal::AlreadyAccepted { since: ACCEPTED });
    let declined =
        events::referrals::Declined { date: REFERRED, reason: DeclineReason::NoPlace, onward: None, note: None };
    given([referred(), plan(), declined.into()]).when(accept()).refused(Refusal::AlreadyEnded { on: REFERRED });
}
