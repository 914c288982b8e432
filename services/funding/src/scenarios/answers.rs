//! What Access to Work does with a claim.

use events::funding::{ClaimPaid, ClaimRejected, RejectionReason};
use events::{Fact, Pence};
use jiff::civil::{Date, date};
use service_kit::About;
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{ClaimRefusal, Funding, Refusal, RejectClaim};

#[test]
fn a_claim_is_paid() {
    with([]).when(pay(2150)).then(payment(1, 2150));
}

#[test]
fn a_claim_is_paid_in_parts_but_never_more_than_was_claimed() {
    with([paid(1, 2000)]).when(pay(150)).accepted();
    let (pence, total, claimed) = (Pence(151), Pence(2151), Pence(2150));
    with([paid(1, 2000)]).when(pay(151)).refused(ClaimRefusal::MoreThanClaimed { pence, total, claimed });
}

#[test]
fn a_payment_is_more_than_nothing() {
    with([]).when(pay(0)).refused(ClaimRefusal::NoPayment { pence: Pence(0) });
    with([]).when(pay(-1)).refused(ClaimRefusal::NoPayment { pence: Pence(-1) });
}

#[test]
fn only_a_claim_that_was_submitted_is_paid_or_rejected() {
    let refusal = Refusal::from(ClaimRefusal::NoSuchClaim { claim: claim_id(1) });
    given(coached()).when(pay(2150)).refused(refusal.clone());
    given(coached()).when(reject()).refused(refusal);
}

#[test]
fn no_answer_comes_before_the_claim() {
    let date = jiff::civil::date(2025, 10, 5);
    let before = Refusal::from(ClaimRefusal::BeforeSubmission { date, submitted: SUBMITTED });
    with([]).when(intern(ClaimPaid { date, ..payment(1, 2150) })).refused(before.clone());
    with([]).when(reject_on(date)).refused(before);
}

#[test]
fn a_claim_is_rejected() {
    with([]).when(reject()).then(reject().event);
}

#[test]
fn a_rejected_claim_is_neither_paid_nor_rejected_again() {
    let refusal = Refusal::from(ClaimRefusal::Rejected { number: line("NF-001/1"), date: date(2025, 12, 1) });
    with([rejected(1)]).when(pay(2150)).refused(refusal.clone());
    with([rejected(1)]).when(reject()).refused(refusal);
}

#[test]
fn a_claim_that_was_paid_is_not_rejected() {
    let (number, paid_) = (line("NF-001/1"), Pence(1));
    with([paid(1, 1)]).when(reject()).refused(ClaimRefusal::AlreadyPaid { number, paid: paid_ });
}

/// One claim, for the first Monday's hour.
fn with(more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    given(coached().into_iter().chain([claimed(1, &[(event_id(4), 60)]).into()]).chain(more))
}

fn pay(pence: i64) -> About<ClaimPaid> {
    intern(payment(1, pence))
}

fn reject() -> RejectClaim {
    reject_on(date(2025, 12, 1))
}

fn reject_on(date: Date) -> RejectClaim {
    let reason = Some(RejectionReason::NotSigned);
    RejectClaim::new(INTERN.subject(), ClaimRejected { claim: claim_id(1), date, reason, note: None })
}
