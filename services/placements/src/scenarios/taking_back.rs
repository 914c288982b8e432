//! What was entered in error is taken back.

use service_kit::EnterInError;
use service_kit::scenarios::taken_back;

use super::*;

#[test]
fn a_start_is_taken_back_after_its_end_was() {
    given(running()).when(take_back(3)).accepted();
    let ended = || running().into_iter().chain([ended(FIRST, JANUARY)]);
    given(ended()).when(take_back(3)).waits_for(&[4]);
    given(ended()).when(take_back(4)).accepted();
    given(ended().chain([taken_back("placements", 4)])).when(take_back(3)).accepted();
}

#[test]
fn a_start_is_taken_back_after_the_attendance_there() {
    let attended = || running().into_iter().chain([there(FIRST, FIRST_DAY, 60).into()]);
    given(attended()).when(take_back(3)).waits_for(&[4]);
    given(attended().chain([taken_back("placements", 4)])).when(take_back(3)).accepted();
}

#[test]
fn an_end_that_was_taken_back_is_none() {
    let [referred, accepted, started] = running();
    let history = [referred, accepted, started, ended(FIRST, FIRST_DAY), taken_back("placements", 4)];
    given(history).when(attend(JANUARY, 60)).accepted();
}

fn take_back(n: u128) -> EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}
