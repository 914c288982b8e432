//! The rules of outcomes, told as stories: jobs here, checks, destinations and errors beside.

mod afterwards;
mod errors;
mod history;
mod time;

use events::outcomes::{
    Answer, Contract, EndedBy, JobEmployer, JobEndReason, JobEnded, JobOfferAnswered, JobOffered, JobStarted,
};
use events::{Fact, Minutes, Pence};
use jiff::civil::{Date, date};

use crate::{OfferJob, Refusal};
use history::*;

#[test]
fn a_job_is_offered_by_an_employer_that_is_not_registered() {
    given([referred()]).when(offer()).then(JobOffered {
        offer: OFFER,
        date: OFFERED,
        employer: JobEmployer { id: None, name: line("Harbour Café") },
        role: line("kitchen assistant"),
        sector: None,
        weekly_minutes: Minutes(960),
        hourly: Pence(1221),
        contract: Contract::Permanent,
        seasonal: None,
        placement_employer: false,
        start: Some(STARTED),
    });
}

#[test]
fn a_registered_employer_is_written_with_the_name_it_is_registered_under() {
    given([referred()])
        .and_elsewhere(BAKERY.subject(), [bakery()])
        .when(from_the_bakery())
        .then_that(|fact| fact.data().is_ok_and(|data| data["employer"]["name"] == "Northern Bakeries"));
}

#[test]
fn a_registered_employer_has_to_be_registered() {
    given([referred()]).when(from_the_bakery()).refused(Refusal::UnknownEmployer);
}

#[test]
fn a_job_has_one_employer() {
    given([referred()]).when(OfferJob { employer_name: None, ..offer() }).refused(Refusal::EmployerUnclear);
    given([referred()])
        .and_elsewhere(BAKERY.subject(), [bakery()])
        .when(OfferJob { employer: Some(BAKERY), ..offer() })
        .refused(Refusal::EmployerUnclear);
}

#[test]
fn an_offer_says_whether_the_intern_had_a_placement_there() {
    let hosted =
        |expected: bool| move |fact: &Fact| fact.data().is_ok_and(|data| data["placementEmployer"] == expected);
    let placed = || [referred(), placed_at_the_bakery()];
    given(placed()).when(offer()).then_that(hosted(false));
    given(placed()).and_elsewhere(BAKERY.subject(), [bakery()]).when(from_the_bakery()).then_that(hosted(true));
    given([referred()]).and_elsewhere(BAKERY.subject(), [bakery()]).when(from_the_bakery()).then_that(hosted(false));
    given(placed())
        .when(OfferJob { employer_name: Some(line("northern BAKERIES")), ..offer() })
        .then_that(hosted(true));
}

#[test]
fn an_offer_is_recorded_once() {
    given(offered()).when(offer()).refused(Refusal::AlreadyOffered { date: OFFERED });
}

#[test]
fn no_job_is_offered_to_start_before_the_offer() {
    let start = date(2026, 6, 14);
    given([referred()]).when(OfferJob { start: Some(OFFERED), ..offer() }).accepted();
    given([referred()])
        .when(OfferJob { start: Some(start), ..offer() })
        .refused(Refusal::StartsBeforeOffer { start, offered: OFFERED });
}

#[test]
fn a_job_is_paid() {
    let hourly = Pence(0);
    given([referred()]).when(OfferJob { hourly, ..offer() }).refused(Refusal::NotPaid { hourly });
    let (hourly, contract) = (Pence(-1), Contract::SelfEmployed);
    given([referred()]).when(OfferJob { hourly, contract, ..offer() }).refused(Refusal::NotPaid { hourly });
}

#[test]
fn a_job_has_hours_unless_its_terms_promise_none() {
    let none = |contract| OfferJob { weekly_minutes: Minutes(0), contract, ..offer() };
    for contract in [Contract::Permanent, Contract::FixedTerm, Contract::Apprenticeship] {
        given([referred()]).when(none(contract)).refused(Refusal::NoHours { contract });
    }
    for contract in [Contract::ZeroHours, Contract::SelfEmployed] {
        given([referred()]).when(none(contract)).accepted();
    }
}

#[test]
fn an_offer_is_answered_on_the_same_day_or_later() {
    given(offered()).when(accept(OFFERED)).then(JobOfferAnswered {
        offer: OFFER,
        date: OFFERED,
        answer: Answer::Accepted,
        reason: None,
        note: None,
    });
    given(offered()).when(accept(STARTED)).accepted();
    let date = date(2026, 6, 14);
    given(offered()).when(accept(date)).refused(Refusal::AnsweredBeforeOffer { date, offered: OFFERED });
}

#[test]
fn only_an_offer_that_was_made_is_answered_and_only_once() {
    given([referred()]).when(accept(OFFERED)).refused(Refusal::NotOffered { offer: OFFER });
    let refusal = Refusal::AlreadyAnswered { answer: Answer::Declined, date: OFFERED };
    given([offered(), vec![answered(Answer::Declined)]].concat()).when(accept(STARTED)).refused(refusal);
}

#[test]
fn an_accepted_job_starts() {
    let new_access_to_work = Some(true);
    given([offered(), vec![answered(Answer::Accepted)]].concat())
        .when(intern(JobStarted { new_access_to_work, ..first_day(STARTED) }))
        .then(JobStarted { offer: OFFER, date: STARTED, new_access_to_work });
}

#[test]
fn no_job_starts_without_an_offer_that_was_accepted() {
    given([referred()]).when(start(STARTED)).refused(Refusal::NotOffered { offer: OFFER });
    given(offered()).when(start(STARTED)).refused(Refusal::NotAccepted { offered: OFFERED });
    given([offered(), vec![answered(Answer::Declined)]].concat())
        .when(start(STARTED))
        .refused(Refusal::Declined { date: OFFERED });
}

#[test]
fn no_job_starts_before_it_was_offered() {
    let accepted = || given([offered(), vec![answered(Answer::Accepted)]].concat());
    accepted().when(start(OFFERED)).accepted();
    let start_ = date(2026, 6, 14);
    accepted().when(start(start_)).refused(Refusal::StartsBeforeOffer { start: start_, offered: OFFERED });
    given(offered()).when(start(start_)).refused(Refusal::StartsBeforeOffer { start: start_, offered: OFFERED });
}

#[test]
fn no_job_starts_twice() {
    given(working()).when(start(STARTED)).refused(Refusal::AlreadyStarted { date: STARTED });
}

#[test]
fn a_job_ends_on_its_first_day_or_later() {
    let (reason, ended_by) = (JobEndReason::BetterJob, EndedBy::Employee);
    given(working()).when(end(STARTED)).then(JobEnded { offer: OFFER, date: STARTED, reason, ended_by });
    let before: Date = date(2026, 6, 30);
    given(working()).when(end(before)).refused(Refusal::EndsBeforeStart { from: STARTED, until: before });
}

#[test]
fn only_a_job_that_started_ends_and_only_once() {
    given([referred()]).when(end(ENDED)).refused(Refusal::NotOffered { offer: OFFER });
    given([offered(), vec![answered(Answer::Accepted)]].concat()).when(end(ENDED)).refused(Refusal::NotStarted);
    given([working(), vec![ended()]].concat()).when(end(ENDED)).refused(Refusal::AlreadyEnded { date: ENDED });
}
