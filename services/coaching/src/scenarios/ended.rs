//! Hours before the referral and after the internship: claimable only as support in work.

use events::JobId;
use events::outcomes::JobStarted;
use events::referrals::{WithdrawalReason, Withdrawn};
use jiff::ToSpan as _;

use super::correcting::corrected;
use super::*;

const LEFT: Date = TUESDAY;
const AFTER: Date = date(2026, 3, 11);

#[test]
fn claimable_hours_lie_within_the_internship() {
    let refusal = |date| Refusal::AfterTheEnd { date, ended: LEFT };
    with_dean([referred(), left(LEFT)]).when(on(LEFT)).accepted();
    with_dean([referred(), left(LEFT)]).when(on(AFTER)).refused(refusal(AFTER));
    with_dean([referred(), left(AFTER), left(LEFT)]).when(on(AFTER)).refused(refusal(AFTER));
    let referred_on = date(2024, 4, 9);
    let before = referred_on.yesterday().unwrap();
    with_dean([referred()]).when(on(referred_on)).accepted();
    with_dean([referred()]).when(on(before)).refused(Refusal::BeforeReferral { date: before, referred: referred_on });
}

#[test]
fn hours_after_the_internship_that_are_not_claimed_are_recorded() {
    with_dean([referred(), left(LEFT)]).when(LogHours { claimable: false, ..on(AFTER) }).accepted();
}

#[test]
fn hours_after_a_job_began_are_support_in_work() {
    with_dean([referred(), left(LEFT), job(AFTER)]).when(on(AFTER)).accepted();
    with_dean([referred(), left(LEFT), job(AFTER.tomorrow().unwrap())])
        .when(on(AFTER))
        .refused(Refusal::AfterTheEnd { date: AFTER, ended: LEFT });
}

#[test]
fn a_session_behind_an_end_that_was_backdated_can_be_shortened_and_not_lengthened() {
    let ended = || left(LEFT.checked_sub(1.day()).unwrap());
    with_dean([referred(), session_at(9, 60), ended()]).when(correct_to(30)).accepted();
    with_dean([referred(), session_at(9, 60), ended()])
        .when(correct_to(61))
        .refused(Refusal::AfterTheEnd { date: TUESDAY, ended: date(2026, 3, 9) });
}

#[test]
fn a_job_does_not_make_hours_before_the_referral_claimable() {
    let referred_on = date(2024, 4, 9);
    let before = referred_on.yesterday().unwrap();
    with_dean([referred(), job(before)])
        .when(on(before))
        .refused(Refusal::BeforeReferral { date: before, referred: referred_on });
}

#[test]
fn taking_a_correction_back_makes_no_hours_claimable_after_the_end() {
    let ended = LEFT.checked_sub(1.day()).unwrap();
    let take_back = || service_kit::scenarios::take_back(INTERN.subject(), 3);
    let history = |was, now| with_dean([referred(), session_at(9, was), corrected(was, now), left(ended)]);
    history(60, 30).when(take_back()).refused(Refusal::AfterTheEnd { date: TUESDAY, ended });
    history(30, 60).when(take_back()).accepted();
}

#[test]
fn nothing_is_logged_for_a_day_to_come() {
    let shared = Shared::InTheFuture { date: AFTER, today: TUESDAY };
    with_dean([referred()]).today(TUESDAY).when(on(AFTER)).refused(shared);
    with_dean([referred()]).today(TUESDAY).when(on(TUESDAY)).accepted();
}

fn on(date: Date) -> LogHours {
    LogHours { date, ..log_at(9, 60) }
}

fn left(date: Date) -> Fact {
    Withdrawn { date, reason: WithdrawalReason::MovedAway, note: None }.into()
}

fn job(date: Date) -> Fact {
    JobStarted { job: JobId(Uuid::from_u128(0x51)), date, terms: None, minimum_wage: None }.into()
}
