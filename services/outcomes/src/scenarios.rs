//! The rules of outcomes, told as stories: offers here, work, checks, destinations and errors beside.

mod afterwards;
mod errors;
mod history;
mod support;
mod time;
mod work;

use events::outcomes::{Answer, Contract, JobOfferAnswered, JobOffered, JobTerms};
use events::{Minutes, Pence};
use jiff::civil::date;
use service_kit::Shared;

use crate::{OfferJob, Refusal};
use history::*;

#[test]
fn a_job_is_offered_by_an_employer_that_is_not_registered() {
    given([referred()]).when(offer()).then(JobOffered {
        job: JOB,
        date: OFFERED,
        terms: terms(),
        start: Some(STARTED),
    });
}

#[test]
fn a_registered_employer_is_written_with_the_name_it_is_registered_under() {
    given([referred()])
        .and_elsewhere(BAKERY.subject(), [bakery()])
        .when(from_the_bakery())
        .then_that(|fact| fact.data().is_ok_and(|data| data["terms"]["employer"]["name"] == "Northern Bakeries"));
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
    let paid = |pence| OfferJob { hourly_pence: Some(Pence(pence)), ..offer() };
    given([referred()]).when(paid(1)).accepted();
    given([referred()]).when(paid(0)).refused(Refusal::NotPaid { hourly: Pence(0) });
    given([referred()])
        .when(OfferJob { contract: Contract::SelfEmployed, ..paid(-1) })
        .refused(Refusal::NotPaid { hourly: Pence(-1) });
}

#[test]
fn a_job_whose_pay_and_hours_nobody_knows_is_recorded() {
    given([referred()]).when(OfferJob { hourly_pence: None, weekly_minutes: None, ..offer() }).then(JobOffered {
        job: JOB,
        date: OFFERED,
        terms: JobTerms { hourly_pence: None, weekly_minutes: None, ..terms() },
        start: Some(STARTED),
    });
}

#[test]
fn a_week_has_168_hours() {
    let hours = |hours: u32| OfferJob { weekly_minutes: Some(Minutes(hours * 60)), ..offer() };
    given([referred()]).when(hours(168)).accepted();
    given([referred()]).when(hours(169)).refused(Shared::MoreThanAWeek { minutes: Minutes(169 * 60) });
}

#[test]
fn a_job_has_hours_unless_its_terms_promise_none() {
    let none = |contract| OfferJob { weekly_minutes: Some(Minutes(0)), contract, ..offer() };
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
        job: JOB,
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
fn an_offer_whose_job_has_started_was_not_declined() {
    let started = || given([offered(), vec![first_day(STARTED).into()]].concat());
    started().when(accept(STARTED)).accepted();
    started().when(answer(JOB, STARTED, Answer::Declined)).refused(Refusal::AlreadyStarted { date: STARTED });
}

#[test]
fn only_an_offer_that_was_made_is_answered_and_only_once() {
    given([referred()]).when(accept(OFFERED)).refused(Refusal::NotOffered { job: JOB });
    let refusal = Refusal::AlreadyAnswered { answer: Answer::Declined, date: OFFERED };
    given([offered(), vec![answered(Answer::Declined)]].concat()).when(accept(STARTED)).refused(refusal);
}
