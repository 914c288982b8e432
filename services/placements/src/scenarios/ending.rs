//! A rotation ends.

use service_kit::{About, Shared};

use super::*;

#[test]
fn a_rotation_ends() {
    given(running()).when(end_on(JANUARY)).then(ended(1, JANUARY));
}

#[test]
fn a_rotation_may_end_early_late_or_on_its_first_day() {
    for day in [FIRST_DAY, date(2024, 11, 4), LAST_DAY] {
        given(running()).when(end_on(day)).accepted();
    }
}

#[test]
fn a_rotation_ends_with_the_intern_leaving_whichever_is_recorded_first() {
    let [referred, accepted, started] = running();
    let left = [referred, accepted, started, withdrawn_on(JANUARY)];
    given(left.clone()).when(end_on(JANUARY)).accepted();
    given(left.clone()).when(end_on(date(2025, 1, 24))).accepted();
    given(left).when(end_on(FEBRUARY)).accepted();
}

#[test]
fn only_a_rotation_that_started_ends() {
    given([referred(), accepted()]).when(end_on(JANUARY)).refused(Refusal::NotStarted { rotation: 1 });
}

#[test]
fn a_rotation_ends_once() {
    let [referred, accepted, started] = running();
    given([referred, accepted, started, ended(1, JANUARY)])
        .when(end_on(FEBRUARY))
        .refused(Refusal::AlreadyEnded { rotation: 1, on: JANUARY });
}

#[test]
fn a_rotation_does_not_end_before_it_started() {
    let until = date(2024, 9, 29);
    given(running()).when(end_on(until)).refused(Shared::EndsBeforeStart { from: FIRST_DAY, until });
}

#[test]
fn no_rotation_ends_after_a_year_with_the_employer() {
    given(running()).when(end_on(date(2025, 9, 30))).accepted();
    let day = date(2025, 10, 1);
    given(running()).when(end_on(day)).refused(Refusal::OverAYear { from: FIRST_DAY, until: day });
    let earlier = started(2, BAKERY, ACCEPTED, date(2024, 7, 1));
    let day = date(2025, 6, 9);
    given(running().into_iter().chain([earlier]))
        .when(end_on(day))
        .refused(Refusal::OverAYear { from: ACCEPTED, until: day });
}

#[test]
fn a_year_from_the_29th_of_february_is_over_on_the_28th() {
    let running = || [referred(), accepted(), started(1, BAKERY, date(2024, 2, 29), JANUARY)];
    given(running()).when(end_on(date(2025, 2, 28))).accepted();
    let (from, until) = (date(2024, 2, 29), date(2025, 3, 1));
    given(running()).when(end_on(until)).refused(Refusal::OverAYear { from, until });
}

fn running() -> [Fact; 3] {
    [referred(), accepted(), started(1, BAKERY, FIRST_DAY, JANUARY)]
}

fn end_on(date: Date) -> About<PlacementEnded> {
    About::new(INTERN.subject(), PlacementEnded { rotation: 1, date, reason: PlacementEndReason::RotationDone })
}
