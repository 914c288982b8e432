//! Jobs that start, change and end, and the minimum wage on the first day.

use events::outcomes::{Answer, Contract, EndedBy, JobChanged, JobEndReason, JobEnded, JobStarted, JobTerms};
use events::{Fact, Minutes, Pence};
use jiff::civil::{Date, date};

use super::history::*;
use crate::{Refusal, StartJob};

#[test]
fn an_accepted_job_starts_and_so_does_one_whose_answer_nobody_recorded() {
    given([offered(), vec![answered(Answer::Accepted)]].concat()).when(start(STARTED)).then(first_day(STARTED));
    given(offered()).when(start(STARTED)).then(first_day(STARTED));
    given([offered(), vec![answered(Answer::Declined)]].concat())
        .when(start(STARTED))
        .refused(Refusal::Declined { date: OFFERED });
}

#[test]
fn a_job_that_nobody_offered_says_with_its_start_what_an_offer_would() {
    let terms = JobTerms { weekly_minutes: None, hourly_pence: None, ..terms() };
    given([referred()])
        .when(start_without_offer(STARTED))
        .then(JobStarted { terms: Some(terms), ..first_day(STARTED) });
    given([referred()]).when(start(STARTED)).refused(Refusal::NotOffered { job: JOB });
    for part in [
        StartJob { role: None, ..start_without_offer(STARTED) },
        StartJob { contract: None, ..start_without_offer(STARTED) },
        StartJob { hourly_pence: Some(Pence(1221)), ..start(STARTED) },
    ] {
        given([referred()]).when(part).refused(Refusal::TermsMissing);
    }
    given([referred()])
        .when(StartJob { employer_name: None, ..start_without_offer(STARTED) })
        .refused(Refusal::EmployerUnclear);
}

#[test]
fn what_a_job_is_is_said_once() {
    given(offered()).when(start_without_offer(STARTED)).refused(Refusal::OfferSaysIt);
    let started = given([referred(), started_without_offer()]);
    started.when(offer()).refused(Refusal::AlreadyStarted { date: STARTED });
}

#[test]
fn a_job_without_an_offer_has_no_answer_and_goes_on_like_any_other() {
    let history = || given([referred(), started_without_offer()]);
    history().when(accept(STARTED)).refused(Refusal::NotOffered { job: JOB });
    history().when(intern(more_hours(ENDED))).accepted();
    history().when(check(ENDED)).then(checked(ENDED, 21));
    history().when(end(ENDED)).accepted();
}

#[test]
fn no_job_starts_before_it_was_offered() {
    let accepted = || given([offered(), vec![answered(Answer::Accepted)]].concat());
    accepted().when(start(OFFERED)).accepted();
    let start_ = date(2026, 6, 14);
    accepted().when(start(start_)).refused(Refusal::StartsBeforeOffer { start: start_, offered: OFFERED });
    given([referred()]).when(start_without_offer(start_)).accepted();
}

#[test]
fn no_job_starts_twice() {
    given(working()).when(start(STARTED)).refused(Refusal::AlreadyStarted { date: STARTED });
}

#[test]
fn a_start_says_the_minimum_wage_of_its_day_and_the_age_then() {
    let wage = |born, contract| {
        let offered = offer_with(contract);
        given([born_on(born), offered])
            .when(start(STARTED))
            .then_that(move |fact| wage_of(fact) == expected(born, contract));
    };
    // 21 on the first day, and one day short of it.
    wage(date(2005, 7, 1), Contract::Permanent);
    wage(date(2005, 7, 2), Contract::Permanent);
    wage(date(2005, 7, 1), Contract::Apprenticeship);
    wage(date(2005, 7, 1), Contract::SelfEmployed);

    fn expected(born: Date, contract: Contract) -> Option<i64> {
        match (contract, born == date(2005, 7, 1)) {
            (Contract::Apprenticeship, _) => Some(800),
            (Contract::SelfEmployed, _) => None,
            (_, true) => Some(1271),
            (_, false) => Some(1085),
        }
    }
}

#[test]
fn a_minimum_wage_that_is_not_known_is_left_out() {
    given(offered()).when(start(STARTED)).then_that(|fact| wage_of(fact).is_none());
    let early = |day| StartJob { date: day, ..start_without_offer(day) };
    let born = || given([born_on(date(1999, 1, 1))]);
    born().when(early(date(2020, 4, 1))).then_that(|fact| wage_of(fact) == Some(820));
    born().when(early(date(2020, 3, 31))).then_that(|fact| wage_of(fact).is_none());
}

#[test]
fn a_job_changes_between_its_first_and_its_last_day() {
    let history = || given([working(), vec![ended()]].concat());
    for day in [STARTED, ENDED] {
        history().when(intern(more_hours(day))).then(more_hours(day));
    }
    let (before, after) = (date(2026, 6, 30), date(2026, 12, 1));
    let refusal = Refusal::ChangesBeforeStart { date: before, started: STARTED };
    history().when(intern(more_hours(before))).refused(refusal);
    history().when(intern(more_hours(after))).refused(Refusal::AlreadyEnded { date: ENDED });
    given(offered()).when(intern(more_hours(STARTED))).refused(Refusal::NotStarted);
}

#[test]
fn a_change_changes_something_that_a_job_can_have() {
    let nothing = JobChanged { weekly_minutes: None, ..more_hours(ENDED) };
    let change = |change| given(working()).when(intern(change));
    change(nothing.clone()).refused(Refusal::NothingChanged);
    change(JobChanged { role: Some(line("chef")), ..nothing.clone() }).accepted();
    change(JobChanged { hourly_pence: Some(Pence(1)), ..nothing.clone() }).accepted();
    change(JobChanged { hourly_pence: Some(Pence(0)), ..nothing.clone() })
        .refused(Refusal::NotPaid { hourly: Pence(0) });
    change(JobChanged { weekly_minutes: Some(Minutes(0)), ..nothing })
        .refused(Refusal::NoHours { contract: Contract::Permanent });
}

#[test]
fn a_job_ends_on_its_first_day_or_later() {
    let (reason, ended_by) = (JobEndReason::BetterJob, Some(EndedBy::Employee));
    given(working()).when(end(STARTED)).then(JobEnded { job: JOB, date: STARTED, reason, ended_by, note: None });
    let before: Date = date(2026, 6, 30);
    given(working()).when(end(before)).refused(Refusal::EndsBeforeStart { from: STARTED, until: before });
}

#[test]
fn a_job_does_not_end_before_it_changed() {
    let changed = date(2026, 10, 1);
    let history = || given([working(), vec![more_hours(changed).into()]].concat());
    history().when(end(changed)).accepted();
    let until = date(2026, 9, 30);
    history().when(end(until)).refused(Refusal::EndsBeforeChange { changed, until });
}

#[test]
fn only_a_job_that_started_ends_and_only_once() {
    given([referred()]).when(end(ENDED)).refused(Refusal::NotOffered { job: JOB });
    given([offered(), vec![answered(Answer::Accepted)]].concat()).when(end(ENDED)).refused(Refusal::NotStarted);
    given([working(), vec![ended()]].concat()).when(end(ENDED)).refused(Refusal::AlreadyEnded { date: ENDED });
}

fn offer_with(contract: Contract) -> Fact {
    let terms = JobTerms { contract, ..terms() };
    events::outcomes::JobOffered { job: JOB, date: OFFERED, terms, start: None }.into()
}

fn wage_of(fact: &Fact) -> Option<i64> {
    fact.data().ok()?["minimumWage"].as_i64()
}
