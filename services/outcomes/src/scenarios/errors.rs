//! What can be taken back, and what cannot because something rests on it.

use events::outcomes::{Answer, Destination, DestinationRecorded, JobStarted};
use service_kit::scenarios::{event_id, taken_back};
use service_kit::{EnterInError, Shared};

use super::history::*;
use crate::Refusal;

#[test]
fn a_destination_a_check_and_an_end_are_taken_back() {
    let destination = DestinationRecorded { outcome: Destination::Oth1, from: STARTED, date: STARTED };
    given([referred(), destination.into()]).today(ENDED).when(take_back(2)).accepted();
    given([working(), vec![checked(ENDED, 21).into(), ended()]].concat()).when(take_back(5)).accepted();
    given([working(), vec![checked(ENDED, 21).into(), ended()]].concat()).when(take_back(6)).accepted();
}

#[test]
fn only_an_event_of_this_context_that_still_stands_is_taken_back() {
    let refusal = |n| Shared::NoSuchEvent { context: "outcomes", event: event_id(n) };
    given(working()).when(take_back(1)).refused(refusal(1));
    given(working()).when(take_back(99)).refused(refusal(99));
    given([offered(), vec![taken_back("outcomes", 2)]].concat())
        .when(take_back(2))
        .refused(Shared::AlreadyTakenBack { event: event_id(2) });
}

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
    let restarted = || {
        [
            working(),
            vec![taken_back("outcomes", 4), JobStarted { offer: OFFER, date: later, new_access_to_work: None }.into()],
        ]
        .concat()
    };
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
fn an_offer_that_was_taken_back_can_be_recorded_again() {
    given([offered(), vec![taken_back("outcomes", 2)]].concat()).when(offer()).accepted();
}

fn take_back(n: u128) -> EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}
