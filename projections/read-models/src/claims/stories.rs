//! Claims, told as stories.

use events::coaching::{Activity, HoursCorrected, HoursLogged, Mode, Session};
use events::funding::{
    ClaimAnswered, ClaimBasis, ClaimContent, ClaimLine, ClaimLineDisallowed, ClaimPaid, ClaimPrepared, ClaimQueried,
    ClaimQuestion, ClaimRejected, ClaimSubmitted, Element, RejectionReason, RepaymentMade, Signatory,
};
use events::{Act, ClaimId, CoachId, Fact, InternshipId, Line, Minutes, Pence};
use jiff::civil::{Date, date};
use projection_kit::scenarios::{Given, event_id};
use projection_kit::{Days, Undigested};
use uuid::Uuid;

use super::{Claim, Claims, Status};

const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xE));
const SUBMITTED: Date = date(2025, 4, 1);

#[test]
fn a_claim_waits_until_it_is_paid() {
    given([submitted()]).then(row());
}

#[test]
fn a_claim_paid_in_two_parts_is_paid_with_the_second() {
    given([submitted(), paid(10, 3000)]).then_that(|claim| {
        claim.status == Status::PartPaid && claim.days_to_pay.is_none() && claim.paid_pence == Pence(3000)
    });
    let both = Claim {
        paid_pence: Pence(6450),
        paid_on: Some(date(2025, 5, 20)),
        status: Status::Paid,
        open_pence: Pence(0),
        days_to_pay: Some(Days(49)),
        ..row()
    };
    given([submitted(), paid(10, 3000), paid(20, 3450)]).then(both);
}

#[test]
fn a_claim_that_will_not_be_paid_says_why() {
    given([submitted(), rejected()]).then_that(|claim| {
        claim.status == Status::Rejected && claim.reject_reason == Some(RejectionReason::OutsideAward)
    });
}

#[test]
fn a_claim_that_was_paid_after_all_is_paid() {
    given([submitted(), rejected(), paid(20, 6450)]).then_that(|claim| claim.status == Status::Paid);
}

#[test]
fn a_session_that_is_corrected_changes_what_was_logged_and_not_what_was_claimed() {
    given([logged(), submitted(), corrected(120)])
        .then_that(|claim| claim.minutes_logged == Minutes(120) && claim.minutes_claimed == Minutes(180));
}

#[test]
fn a_claim_entered_in_error_is_gone_after_its_payments() {
    given([submitted(), paid(20, 6450), taken_back(2), taken_back(1)]).then_nothing();
    given([submitted(), paid(20, 6450), taken_back(2), taken_back(1), submitted()]).then(row());
}

#[test]
fn a_payment_entered_in_error_was_never_made() {
    given([submitted(), paid(20, 6450), taken_back(2)]).then(row());
}

#[test]
fn a_correction_outlives_the_claim_that_it_names() {
    given([logged(), submitted(), corrected(120), taken_back(2)]).then_nothing();
}

#[test]
fn a_claim_is_prepared_before_it_is_submitted() {
    let before = Claim {
        prepared_on: Some(SUBMITTED),
        submitted_on: None,
        invoice: None,
        signed_by: None,
        payee_set_up: None,
        status: Status::Prepared,
        open_pence: Pence(0),
        ..row()
    };
    given([prepared()]).then(before);
    given([prepared(), submitted()]).then(Claim { prepared_on: Some(SUBMITTED), ..row() });
}

#[test]
fn a_question_is_open_until_it_is_answered() {
    let asked = |day| {
        ClaimQueried { claim: CLAIM, date: date(2025, 5, day), question: ClaimQuestion::Hours, note: None }.into()
    };
    let answered = |day| ClaimAnswered { claim: CLAIM, date: date(2025, 5, day), note: None }.into();
    given([submitted(), asked(1)]).then_that(|claim| claim.status == Status::Queried);
    given([submitted(), asked(1), answered(2)]).then_that(|claim| claim.status == Status::Waiting);
    given([submitted(), asked(1), answered(2), asked(3)]).then_that(|claim| claim.status == Status::Queried);
}

#[test]
fn a_claim_is_paid_when_all_but_what_was_disallowed_is() {
    given([submitted(), disallowed(60, 2150), paid(20, 4299)])
        .then_that(|claim| claim.status == Status::PartPaid && claim.open_pence == Pence(1));
    given([submitted(), disallowed(60, 2150), paid(20, 4300)]).then_that(|claim| {
        claim.status == Status::Paid && claim.open_pence == Pence(0) && claim.minutes_disallowed == Minutes(60)
    });
    given([submitted(), paid(20, 4300), disallowed(60, 2150)]).then_that(|claim| claim.status == Status::Paid);
}

#[test]
fn what_is_paid_beyond_the_claim_is_shown_until_it_is_paid_back() {
    let repaid = RepaymentMade { claim: CLAIM, date: date(2025, 6, 1), pence: Pence(50) }.into();
    given([submitted(), paid(20, 6500)]).then_that(|claim| claim.overpaid_pence == Pence(50));
    given([submitted(), paid(20, 6500), repaid])
        .then_that(|claim| claim.overpaid_pence == Pence(0) && claim.paid_pence == Pence(6450));
}

#[test]
fn nothing_is_owed_on_a_rejected_claim() {
    given([submitted(), paid(10, 1000), rejected()])
        .then_that(|claim| claim.status == Status::Rejected && claim.open_pence == Pence(0));
}

#[test]
fn a_payment_for_a_claim_nobody_made_makes_no_sense() {
    given([paid(20, 6450)]).parked(1, &Undigested::Unfounded { on: "a claim" });
}

#[test]
fn more_money_than_can_be_counted_parks_the_intern() {
    given([submitted(), paid(20, 1), paid(20, i64::MAX)]).parked(3, &Undigested::Beyond { column: "paid_pence" });
}

fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Claims> {
    projection_kit::scenarios::given(facts)
}

fn row() -> Claim {
    Claim {
        internship: InternshipId(Uuid::from_u128(1)),
        claim: CLAIM,
        number: line("NF-001/2503"),
        award: line("ATW1"),
        element: Element::Coaching,
        invoice: Some(line("INV-7")),
        prepared_on: None,
        signed_by: Some(Signatory::Customer),
        signed_on: None,
        payee_set_up: Some(true),
        minutes_disallowed: Minutes(0),
        disallowed_pence: Pence(0),
        open_pence: Pence(6450),
        overpaid_pence: Pence(0),
        queried_on: None,
        answered_on: None,
        period_from: date(2025, 3, 1),
        period_until: date(2025, 3, 31),
        submitted_on: Some(SUBMITTED),
        sessions: 1,
        minutes_logged: Minutes(180),
        minutes_claimed: Minutes(180),
        claimed_pence: Pence(6450),
        paid_pence: Pence(0),
        paid_on: None,
        rejected_on: None,
        reject_reason: None,
        status: Status::Waiting,
        days_to_pay: None,
    }
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn session(minutes: u32) -> Session {
    Session::of(Minutes(minutes), Activity::SystematicInstruction, true)
}

fn logged() -> Fact {
    let coach = CoachId(Uuid::from_u128(0xC));
    HoursLogged { coach, date: date(2025, 3, 10), mode: Some(Mode::InPerson), session: session(180) }.into()
}

fn corrected(minutes: u32) -> Fact {
    HoursCorrected {
        corrects: event_id(1),
        coach: CoachId(Uuid::from_u128(0xC)),
        date: date(2025, 3, 10),
        was: session(180),
        session: session(minutes),
        claim: Some(CLAIM),
        reason: events::coaching::CorrectionReason::EnteredWrongly,
        note: None,
    }
    .into()
}

fn submitted() -> Fact {
    ClaimSubmitted {
        claim: CLAIM,
        date: SUBMITTED,
        act: Act::Ours,
        content: content(),
        invoice: Some(line("INV-7")),
        signed_by: Some(Signatory::Customer),
        signed_on: None,
        payee_set_up: Some(true),
    }
    .into()
}

fn prepared() -> Fact {
    ClaimPrepared { claim: CLAIM, date: SUBMITTED, content: content() }.into()
}

fn content() -> ClaimContent {
    ClaimContent {
        number: line("NF-001/2503"),
        award: line("ATW1"),
        element: Element::Coaching,
        from: date(2025, 3, 1),
        until: date(2025, 3, 31),
        basis: ClaimBasis::Listed,
        lines: vec![ClaimLine { session: event_id(1), minutes: Minutes(180), pence: Pence(6450) }],
        travel: Vec::new(),
        minutes_logged: Minutes(180),
        minutes: Minutes(180),
        pence: Pence(6450),
    }
}

fn disallowed(minutes: u32, pence: i64) -> Fact {
    let (minutes, pence, session) = (Minutes(minutes), Pence(pence), event_id(1));
    ClaimLineDisallowed { claim: CLAIM, session, date: date(2025, 5, 2), minutes, pence, reason: None, note: None }
        .into()
}

fn paid(day: i8, pence: i64) -> Fact {
    ClaimPaid { claim: CLAIM, date: date(2025, 5, day), pence: Pence(pence), remittance: None }.into()
}

fn rejected() -> Fact {
    ClaimRejected {
        claim: CLAIM,
        date: date(2025, 5, 2),
        reason: Some(events::funding::RejectionReason::OutsideAward),
        keeps: Vec::new(),
        note: None,
    }
    .into()
}

fn taken_back(n: u128) -> Fact {
    projection_kit::scenarios::taken_back("funding", n)
}
