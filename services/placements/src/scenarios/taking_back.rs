//! What was entered in error is taken back.

use service_kit::EnterInError;
use service_kit::scenarios::taken_back;

use super::*;

#[test]
fn a_start_is_taken_back_after_its_end_was() {
    let started = || started(1, BAKERY, FIRST_DAY, JANUARY);
    given([referred(), accepted(), started()]).when(take_back(3)).accepted();
    let ended = || [referred(), accepted(), started(), ended(1, JANUARY)];
    given(ended()).when(take_back(3)).waits_for(&[4]);
    given(ended()).when(take_back(4)).accepted();
    given(ended().into_iter().chain([taken_back("placements", 4)])).when(take_back(3)).accepted();
}

#[test]
fn an_end_is_not_taken_back_when_another_rotation_started_before_the_planned_one() {
    let early = date(2024, 12, 6);
    let ended = || [referred(), accepted(), started(1, BAKERY, FIRST_DAY, JANUARY), ended(1, early)];
    let next = |day| ended().into_iter().chain([started(2, MUSEUM, day, LAST_DAY)]);
    given(next(early)).when(take_back(4)).refused(Refusal::AnotherStarted { rotation: 2, since: early });
    given(next(JANUARY)).when(take_back(4)).accepted();
}

#[test]
fn an_end_is_not_taken_back_when_the_planned_one_is_over_the_year_with_the_employer() {
    let long = started(2, BAKERY, FEBRUARY, date(2026, 1, 31));
    let history = [referred(), accepted(), long, ended(2, LAST_DAY), started(1, BAKERY, FIRST_DAY, JANUARY)];
    given(history).when(take_back(4)).refused(Refusal::OverAYear { from: FIRST_DAY, until: date(2026, 1, 31) });
}

fn take_back(n: u128) -> EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}
