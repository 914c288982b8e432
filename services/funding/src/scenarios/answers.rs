//! What Access to Work does with a claim.

use events::funding::{
    ClaimAnswered, ClaimLine, ClaimLineDisallowed, ClaimPaid, ClaimQueried, ClaimQuestion, ClaimRejected,
    RejectionReason, RepaymentMade,
};
use events::{Fact, Minutes, Pence};
use jiff::civil::{Date, date, time};
use service_kit::About;
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{AnswerRefusal, DisallowClaimLine, Funding, Refusal, RejectClaim};

#[test]
fn a_claim_is_paid_in_parts_and_more_than_was_claimed_is_recorded_too() {
    with([]).when(pay(2150)).then(payment(1, 2150));
    with([paid(1, 2150)]).when(pay(150)).then(payment(1, 150));
}

#[test]
fn a_payment_is_more_than_nothing() {
    with([]).when(pay(1)).accepted();
    with([]).when(pay(0)).refused(AnswerRefusal::NoPayment { pence: Pence(0) });
    with([]).when(pay(-1)).refused(AnswerRefusal::NoPayment { pence: Pence(-1) });
}

#[test]
fn no_more_is_paid_back_than_was_paid() {
    let repay = |pence| intern(RepaymentMade { claim: claim_id(1), date: ANSWERED, pence: Pence(pence) });
    let repaid = |pence| RepaymentMade { claim: claim_id(1), date: ANSWERED, pence: Pence(pence) }.into();
    with([paid(1, 100)]).when(repay(100)).accepted();
    with([paid(1, 100)]).when(repay(101)).refused(AnswerRefusal::MoreThanPaid { pence: Pence(101), paid: Pence(100) });
    with([paid(1, 100), repaid(60)])
        .when(repay(41))
        .refused(AnswerRefusal::MoreThanPaid { pence: Pence(41), paid: Pence(40) });
    with([paid(1, 100)]).when(repay(0)).refused(AnswerRefusal::NoPayment { pence: Pence(0) });
}

#[test]
fn only_a_claim_that_was_submitted_is_answered() {
    let refusal = Refusal::from(AnswerRefusal::NoSuchClaim { claim: claim_id(1) });
    given(coached()).when(pay(2150)).refused(refusal.clone());
    given(coached()).when(reject()).refused(refusal.clone());
    given(coached()).when(disallow(MONDAYS[0])).refused(refusal);
}

#[test]
fn no_answer_comes_before_the_claim() {
    let date = SUBMITTED.yesterday().unwrap();
    let before = Refusal::from(AnswerRefusal::BeforeSubmission { date, submitted: SUBMITTED });
    with([]).when(intern(ClaimPaid { date, ..payment(1, 2150) })).refused(before.clone());
    with([]).when(RejectClaim { date, ..reject() }).refused(before.clone());
    with([]).when(DisallowClaimLine { date, ..disallow(MONDAYS[0]) }).refused(before);
    with([]).when(RejectClaim { date: SUBMITTED, ..reject() }).accepted();
}

#[test]
fn a_question_about_a_claim_is_answered_after_it_was_asked() {
    let question = |date| ClaimQueried { claim: claim_id(1), date, question: ClaimQuestion::Hours, note: None };
    let answer = |date| intern(ClaimAnswered { claim: claim_id(1), date, note: None });
    with([]).when(intern(question(ANSWERED))).then(question(ANSWERED));
    with([]).when(answer(ANSWERED)).refused(AnswerRefusal::NotQueried { number: line("NF-001/1") });
    with([question(ANSWERED).into()]).when(answer(ANSWERED)).accepted();
    let (date, queried) = (ANSWERED.yesterday().unwrap(), ANSWERED);
    with([question(ANSWERED).into()]).when(answer(date)).refused(AnswerRefusal::BeforeQuery { date, queried });
}

#[test]
fn a_line_is_disallowed_by_the_day_of_its_session_and_its_minutes_are_free_again() {
    with([]).when(disallow(MONDAYS[0])).then(disallowed(1, event_id(4), 60));
    with([disallowed(1, event_id(4), 60).into()])
        .when(submit(2))
        .then(claimed(2, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]));
    let (number, day) = (line("NF-001/1"), MONDAYS[1]);
    with([]).when(disallow(day)).refused(AnswerRefusal::NoSuchLine { number, day });
}

#[test]
fn some_minutes_of_a_line_are_disallowed_but_no_more_than_it_has() {
    let some = |minutes| DisallowClaimLine { minutes: Some(Minutes(minutes)), ..disallow(MONDAYS[0]) };
    with([]).when(some(20)).then(disallowed(1, event_id(4), 20));
    let rest = ClaimLineDisallowed { pence: Pence(1433), ..disallowed(1, event_id(4), 40) };
    with([disallowed(1, event_id(4), 20).into()]).when(disallow(MONDAYS[0])).then(rest);
    let much = |stated, left| {
        Refusal::from(AnswerRefusal::NotThatMuch { day: MONDAYS[0], stated: Minutes(stated), left: Minutes(left) })
    };
    with([]).when(some(61)).refused(much(61, 60));
    with([]).when(some(0)).refused(much(0, 60));
    with([disallowed(1, event_id(4), 20).into()]).when(some(41)).refused(much(41, 40));
}

#[test]
fn where_a_day_has_several_lines_the_start_or_the_minutes_say_which() {
    let afternoon = at(time(14, 0, 0, 0), 45);
    let history = || {
        let claim = claimed(1, &[(event_id(4), 60), (event_id(5), 45)]).into();
        given([awarded(), vec![logged(MONDAYS[0], session(60)), afternoon.clone(), claim]].concat())
    };
    let (number, day, lines) = (line("NF-001/1"), MONDAYS[0], 2);
    history().when(disallow(day)).refused(AnswerRefusal::WhichLine { number: number.clone(), day, lines });
    let session_of =
        |n: u128| move |fact: &Fact| fact.data().is_ok_and(|data| data["session"] == event_id(n).to_string());
    history().when(DisallowClaimLine { minutes: Some(Minutes(45)), ..disallow(day) }).then_that(session_of(5));
    history().when(DisallowClaimLine { start: Some(time(9, 0, 0, 0)), ..disallow(day) }).then_that(session_of(4));
    history()
        .when(DisallowClaimLine { minutes: Some(Minutes(30)), ..disallow(day) })
        .refused(AnswerRefusal::WhichLine { number, day, lines });
}

#[test]
fn a_claim_is_rejected_once_and_its_hours_are_free_again() {
    with([]).when(reject()).then(rejection(Vec::new()));
    let refusal = Refusal::from(AnswerRefusal::Rejected { number: line("NF-001/1"), date: ANSWERED });
    with([rejected(1)]).when(reject()).refused(refusal.clone());
    with([rejected(1)]).when(disallow(MONDAYS[0])).refused(refusal);
    // What Access to Work pays all the same is recorded.
    with([rejected(1)]).when(pay(2150)).accepted();
}

#[test]
fn what_was_paid_for_before_a_rejection_stays_claimed() {
    let keeps =
        |minutes, pence| vec![ClaimLine { session: event_id(4), minutes: Minutes(minutes), pence: Pence(pence) }];
    with([paid(1, 2150)]).when(reject()).then(rejection(keeps(60, 2150)));
    with([paid(1, 1075)]).when(reject()).then(rejection(keeps(30, 1075)));
    // A minute begun is paid for.
    with([paid(1, 1076)]).when(reject()).then(rejection(keeps(31, 1076)));
    let rest = claimed(2, &[(event_id(4), 30), (event_id(5), 60), (event_id(6), 60)]);
    let mut rest = rest;
    rest.content.minutes_logged = Minutes(180);
    with([paid(1, 1075), rejection(keeps(30, 1075)).into()]).when(submit(2)).then(rest);
}

const ANSWERED: Date = date(2025, 12, 1);

/// One claim, for the first Monday's hour.
fn with(more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    given(coached().into_iter().chain([claimed(1, &[(event_id(4), 60)]).into()]).chain(more))
}

fn pay(pence: i64) -> About<ClaimPaid> {
    intern(payment(1, pence))
}

fn disallow(day: Date) -> DisallowClaimLine {
    DisallowClaimLine {
        internship: INTERN,
        claim: claim_id(1),
        date: ANSWERED,
        day,
        start: None,
        minutes: None,
        reason: None,
        note: None,
    }
}

fn reject() -> RejectClaim {
    let reason = Some(RejectionReason::NotSigned);
    RejectClaim { internship: INTERN, claim: claim_id(1), date: ANSWERED, reason, note: None }
}

fn rejection(keeps: Vec<ClaimLine>) -> ClaimRejected {
    let reason = Some(RejectionReason::NotSigned);
    ClaimRejected { claim: claim_id(1), date: ANSWERED, reason, keeps, note: None }
}
