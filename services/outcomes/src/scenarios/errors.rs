//! What can be taken back, and what cannot because something rests on it.

use events::outcomes::Answer;
use service_kit::EnterInError;
use service_kit::scenarios::taken_back;

use super::history::*;
use crate::Refusal;

#[test]
fn an_offer_is_taken_back_until_it_is_answered() {
    given(offered()).when(take_back(2)).accepted();
    given([offered(), vec![answered(Answer::Declined)]].concat()).when(take_back(2)).waits_for(&[3]);
}

#[test]
fn a_job_whose_start_was_taken_back_is_not_checked_and_does_not_end() {
    let history = || given([working(), vec![taken_back("outcomes", 4)]].concat());
    history().when(check(ENDED)).refused(Refusal::NoJobYet { date: ENDED });
    history().when(end(ENDED)).refused(Refusal::NotStarted);
    let later = STARTED.tomorrow().unwrap();
    let restarted = || [working(), vec![taken_back("outcomes", 4), first_day(later).into()]].concat();
    given(restarted()).when(check(STARTED)).refused(Refusal::NoJobYet { date: STARTED });
    given(restarted()).when(end(STARTED)).refused(Refusal::EndsBeforeStart { from: later, until: STARTED });
    given(restarted()).when(check(later)).accepted();
}

#[test]
fn an_answer_is_taken_back_until_the_job_starts() {
    given([offered(), vec![answered(Answer::Accepted)]].concat()).when(take_back(3)).accepted();
    given(working()).when(take_back(3)).waits_for(&[4]);
}

#[test]
fn a_start_is_taken_back_until_the_job_is_checked_or_ends() {
    given(working()).when(take_back(4)).accepted();
    given([working(), vec![checked(ENDED, 21).into()]].concat()).when(take_back(4)).waits_for(&[5]);
    given([working(), vec![ended()]].concat()).when(take_back(4)).waits_for(&[5]);
}

#[test]
fn a_start_without_an_offer_is_taken_back_until_the_job_changes_and_an_offer_can_follow() {
    let history = || vec![referred(), started_without_offer()];
    given([history(), vec![more_hours(ENDED).into()]].concat()).when(take_back(2)).waits_for(&[3]);
    given([history(), vec![taken_back("outcomes", 2)]].concat()).when(offer()).accepted();
}

fn take_back(n: u128) -> EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}
