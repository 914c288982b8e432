//! What was claimed from Access to Work, told as stories.

use events::funding::{ClaimBasis, ClaimContent, ClaimPaid, ClaimRejected, ClaimSubmitted, Element, Signatory};
use events::{Act, ClaimId, Fact, Minutes, Pence};
use jiff::civil::date;
use projection_kit::scenarios::taken_back;
use uuid::Uuid;

use super::{given, line};
use crate::journeys::Journey;

const MARCH: ClaimId = ClaimId(Uuid::from_u128(3));
const APRIL: ClaimId = ClaimId(Uuid::from_u128(4));

#[test]
fn claims_add_up_and_payments_close_them() {
    given([claimed(MARCH, 600, 21_500), claimed(APRIL, 300, 10_750), paid(MARCH, 21_500)]).then_that(|journey| {
        money(journey) == (Minutes(900), Pence(32_250), Pence(21_500)) && open(journey) == [(APRIL, Pence(10_750))]
    });
}

#[test]
fn a_rejected_claim_is_claimed_no_longer_and_its_hours_can_be_claimed_again() {
    given([claimed(MARCH, 600, 21_500), rejected(MARCH), claimed(APRIL, 600, 21_500)]).then_that(|journey| {
        money(journey) == (Minutes(600), Pence(21_500), Pence(0)) && open(journey) == [(APRIL, Pence(21_500))]
    });
}

#[test]
fn what_a_claim_was_paid_before_the_rest_was_rejected_stays_claimed() {
    given([claimed(MARCH, 600, 21_500), paid(MARCH, 10_000), rejected(MARCH)])
        .then_that(|journey| money(journey) == (Minutes(0), Pence(10_000), Pence(10_000)));
}

#[test]
fn a_rejection_entered_in_error_lets_the_claim_stand_again() {
    given([claimed(MARCH, 600, 21_500), rejected(MARCH), taken_back("funding", 3)])
        .then_that(|journey| money(journey) == (Minutes(600), Pence(21_500), Pence(0)));
}

fn money(journey: &Journey) -> (Minutes, Pence, Pence) {
    (journey.minutes_claimed, journey.claimed_pence, journey.paid_pence)
}

fn open(journey: &Journey) -> Vec<(ClaimId, Pence)> {
    journey.open_claims.0.iter().map(|open| (open.claim, open.unpaid)).collect()
}

fn claimed(claim: ClaimId, minutes: u32, pence: i64) -> Fact {
    ClaimSubmitted {
        claim,
        invoice: Some(line("NF-001/2503")),
        date: date(2025, 4, 4),
        signed_by: Some(Signatory::Customer),
        act: Act::Ours,
        signed_on: None,
        payee_set_up: Some(true),
        content: ClaimContent {
            element: Element::Coaching,
            travel: Vec::new(),
            number: line("NF-001/2503"),
            award: line("ATW84347386"),
            basis: ClaimBasis::Period,
            from: date(2025, 3, 1),
            until: date(2025, 3, 31),
            lines: Vec::new(),
            minutes: Minutes(minutes),
            minutes_logged: Minutes(minutes),
            pence: Pence(pence),
        },
    }
    .into()
}

fn paid(claim: ClaimId, pence: i64) -> Fact {
    ClaimPaid { claim, date: date(2025, 5, 4), pence: Pence(pence), remittance: None }.into()
}

fn rejected(claim: ClaimId) -> Fact {
    ClaimRejected {
        claim,
        date: date(2025, 5, 4),
        reason: Some(events::funding::RejectionReason::TooLate),
        keeps: Vec::new(),
        note: None,
    }
    .into()
}
