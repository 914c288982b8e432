//! A claim that is prepared holds its hours until it is submitted or taken back.

use events::funding::ClaimSubmitted;
use events::{Fact, Minutes};
use jiff::civil::{Date, date};
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{AnswerRefusal, ClaimRefusal, Funding, LineRefusal, PrepareClaim, SubmitClaim};

#[test]
fn a_claim_is_prepared_without_papers() {
    given(coached()).when(prepare(1)).then(prepared(1, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]));
}

#[test]
fn what_is_prepared_is_held_against_the_next_claim() {
    let (from, until, numbers) = (AWARD_FROM, MONTH_END, "NF-001/1".to_owned());
    let all = prepared(1, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]);
    with([all.into()]).when(submit(2)).refused(LineRefusal::ClaimedAlready { from, until, numbers });
    with([prepared(1, &[(event_id(4), 60)]).into()])
        .when(prepare(2))
        .then(prepared(2, &[(event_id(5), 60), (event_id(6), 60)]));
}

#[test]
fn a_prepared_claim_is_submitted_as_it_was_prepared() {
    let papers = || SubmitClaim { number: None, award: None, from: None, until: None, ..submit(1) };
    let history = || with([prepared(1, &[(event_id(4), 30)]).into()]);
    history().when(papers()).then(claimed(1, &[(event_id(4), 30)]));
    history().when(submit(1)).then(claimed(1, &[(event_id(4), 30)]));
    let number = || line("NF-001/1");
    for (other, field) in [
        (SubmitClaim { number: Some(line("NF-001/9")), ..papers() }, "number"),
        (SubmitClaim { award: Some(line("ATW9")), ..papers() }, "award"),
        (SubmitClaim { from: Some(MONDAYS[1]), ..papers() }, "first day"),
        (SubmitClaim { until: Some(MONDAYS[1]), ..papers() }, "last day"),
        (SubmitClaim { minutes: Some(Minutes(31)), ..papers() }, "minutes"),
        (SubmitClaim { pence: Some(events::Pence(1)), ..papers() }, "pence"),
        (SubmitClaim { element: Some(events::funding::Element::Travel), ..papers() }, "element"),
        (SubmitClaim { sessions: Some(Vec::new()), ..papers() }, "sessions"),
        (SubmitClaim { travel: Some(Vec::new()), ..papers() }, "travel"),
    ] {
        history().when(other).refused(ClaimRefusal::OtherThanPrepared { number: number(), field });
    }
    history().when(SubmitClaim { signed_by: None, ..papers() }).refused(ClaimRefusal::NotSigned);
}

#[test]
fn a_prepared_claim_is_sent_only_while_the_award_still_bears_it() {
    let history = |weekly| with([prepared(1, &[(event_id(4), 60)]).into(), tapered(MONDAYS[0], weekly)]);
    let (number, award) = (line("NF-001/1"), line("ATW1"));
    history(60).when(submit(1)).then(claimed(1, &[(event_id(4), 60)]));
    history(59).when(submit(1)).refused(ClaimRefusal::PreparedOverTheAward { number, award });
    // What another claim has of the week counts.
    let sessions = [logged(MONDAYS[0], session(60)), claimed(2, &[(event_id(7), 30)]).into()];
    let history = |weekly| {
        let prepared = [prepared(1, &[(event_id(4), 60)]).into(), tapered(MONDAYS[0], weekly)];
        with(sessions.clone().into_iter().chain(prepared))
    };
    history(90).when(submit(1)).accepted();
    let (number, award) = (line("NF-001/1"), line("ATW1"));
    history(89).when(submit(1)).refused(ClaimRefusal::PreparedOverTheAward { number, award });
}

#[test]
fn a_prepared_claim_is_not_sent_for_days_after_the_internship_ended() {
    let history = |ended| with([prepared(1, &[(event_id(5), 60)]).into(), left(ended)]);
    history(MONDAYS[1]).when(submit(1)).accepted();
    let ended = MONDAYS[1].yesterday().unwrap();
    history(ended).when(submit(1)).refused(LineRefusal::AfterTheEnd { date: MONDAYS[1], ended });
}

#[test]
fn a_claim_is_sent_after_it_was_prepared() {
    let date = date(2025, 10, 5);
    with([prepared(1, &[(event_id(4), 30)]).into()])
        .when(SubmitClaim { date, ..submit(1) })
        .refused(ClaimRefusal::BeforePreparation { date, prepared: SUBMITTED });
}

#[test]
fn a_prepared_claim_is_not_paid_and_not_prepared_again() {
    let history = || with([prepared(1, &[(event_id(4), 30)]).into()]);
    history().when(intern(payment(1, 100))).refused(AnswerRefusal::NotSubmitted { number: line("NF-001/1") });
    let (number, date) = (line("NF-001/1"), SUBMITTED);
    history().when(prepare(1)).refused(ClaimRefusal::AlreadyKnown { number, date });
}

#[test]
fn a_prepared_claim_is_taken_back_until_it_is_submitted() {
    let claim = || prepared(1, &[(event_id(4), 30)]).into();
    with([claim()]).when(take_back(7)).accepted();
    let sent: ClaimSubmitted = claimed(1, &[(event_id(4), 30)]);
    with([claim(), sent.into()]).when(take_back(7)).waits_for(&[8]);
}

fn with(more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    given(coached().into_iter().chain(more))
}

fn prepare(n: u128) -> PrepareClaim {
    PrepareClaim {
        internship: INTERN,
        claim: claim_id(n),
        number: line(&format!("NF-001/{n}")),
        award: line("ATW1"),
        element: None,
        date: SUBMITTED,
        from: AWARD_FROM,
        until: MONTH_END,
        minutes: None,
        pence: None,
        sessions: None,
        travel: None,
    }
}

pub(super) fn prepare_days(n: u128, from: Date, until: Date) -> PrepareClaim {
    PrepareClaim { from, until, ..prepare(n) }
}
