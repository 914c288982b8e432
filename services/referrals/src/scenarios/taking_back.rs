//! What was entered in error is taken back, unless something rests on it.

use service_kit::scenarios::taken_back;

use super::*;

#[test]
fn a_mistaken_referral_is_taken_back_as_long_as_it_stands_alone() {
    given([referred()]).when(take_back(1)).accepted();
    given([referred(), plan()]).when(take_back(1)).waits_for(&[2]);
}

#[test]
fn a_referral_stands_alone_again_when_what_rested_on_it_is_taken_back() {
    given([referred(), plan(), taken_back("referrals", 2)]).when(take_back(1)).accepted();
}

#[test]
fn an_acceptance_is_taken_back_unless_the_intern_left_or_was_placed() {
    given([referred(), plan(), accepted()]).when(take_back(3)).accepted();
    given([referred(), plan(), accepted(), withdrawn_on(FIRST_DAY)]).when(take_back(3)).waits_for(&[4]);
    given([referred(), plan(), accepted(), placed()]).when(take_back(3)).waits_for(&[4]);
}

#[test]
fn the_only_plan_of_an_intern_is_not_taken_back() {
    given([referred(), plan()]).when(take_back(2)).accepted();
    given([referred(), plan(), accepted()]).when(take_back(2)).refused(Refusal::AcceptedOnThisPlan);
    given([referred(), plan(), accepted(), plan()]).when(take_back(2)).accepted();
}

#[test]
fn an_end_is_taken_back_and_can_be_told_otherwise() {
    given([referred(), plan(), accepted(), withdrawn_on(FIRST_DAY)]).when(take_back(4)).accepted();
    given([referred(), plan(), accepted(), withdrawn_on(FIRST_DAY), taken_back("referrals", 4)])
        .when(complete_on(LAST_DAY))
        .accepted();
}
