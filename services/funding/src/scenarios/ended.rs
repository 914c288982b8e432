//! H14: nothing is claimed for days after the internship ended, in whichever order the two are recorded.

use events::outcomes::JobStarted;
use events::referrals::{Completed, CompletionReason};
use events::{Fact, JobId, Minutes, Pence};
use jiff::civil::Date;
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{AnswerRefusal, Funding, LineRefusal, ListedSession, SubmitClaim};

#[test]
fn a_period_ends_with_the_internship() {
    with([left(MONDAYS[1])]).when(submit(1)).then(claimed(1, &[(event_id(4), 60), (event_id(5), 60)]));
    with([completed(MONDAYS[1])]).when(submit(1)).then(claimed(1, &[(event_id(4), 60), (event_id(5), 60)]));
    with([left(MONDAYS[1].yesterday().unwrap())]).when(submit(1)).then(claimed(1, &[(event_id(4), 60)]));
}

#[test]
fn what_is_stated_beyond_the_end_is_refused_with_what_can_be_claimed() {
    let (from, until, ended) = (AWARD_FROM, MONTH_END, MONDAYS[1]);
    let stating = |minutes| SubmitClaim { minutes: Some(Minutes(minutes)), ..submit(1) };
    let (stated, left_, pence) = (Minutes(121), Minutes(120), Pence(4300));
    let refusal = LineRefusal::MoreThanBeforeTheEnd { from, until, stated, left: left_, pence, ended };
    with([left(ended)]).when(stating(120)).accepted();
    with([left(ended)]).when(stating(121)).refused(refusal);
}

#[test]
fn a_listed_session_after_the_end_is_refused() {
    let list =
        |n| SubmitClaim { sessions: Some(vec![ListedSession { session: event_id(n), minutes: None }]), ..submit(1) };
    let (date, ended) = (MONDAYS[2], MONDAYS[1]);
    with([left(ended)]).when(list(5)).accepted();
    with([left(ended)]).when(list(6)).refused(LineRefusal::AfterTheEnd { date, ended });
}

#[test]
fn nothing_is_left_where_everything_came_after_the_end() {
    let (date, ended) = (MONDAYS[0], MONDAYS[0].yesterday().unwrap());
    with([left(ended)]).when(submit(1)).refused(LineRefusal::AfterTheEnd { date, ended });
}

#[test]
fn hours_in_a_job_after_the_internship_are_support_in_work() {
    let ended = MONDAYS[0];
    with([left(ended), job(MONDAYS[2])]).when(submit(1)).then(claimed(1, &[(event_id(4), 60), (event_id(6), 60)]));
    let after = MONDAYS[2].tomorrow().unwrap();
    with([left(ended), job(after)]).when(submit(1)).then(claimed(1, &[(event_id(4), 60)]));
}

#[test]
fn the_first_of_several_ends_counts() {
    with([completed(MONDAYS[2]), left(MONDAYS[0])]).when(submit(1)).then(claimed(1, &[(event_id(4), 60)]));
}

#[test]
fn an_end_that_is_recorded_after_the_claim_leaves_the_claim_as_it_is() {
    let all = claimed(1, &[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]);
    let history = || [all.clone().into(), left(MONDAYS[0])];
    with(history()).when(intern(payment(1, 6450))).accepted();
    let [claim, end] = history();
    // But a rejected claim does not stand again over days behind the end.
    with([claim, rejected(1), end]).when(take_back(8)).refused(AnswerRefusal::HoursGone { number: line("NF-001/1") });
}

fn with(more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    given(coached().into_iter().chain(more))
}

fn completed(date: Date) -> Fact {
    Completed { date, reason: CompletionReason::Finished, note: None }.into()
}

fn job(date: Date) -> Fact {
    JobStarted { job: JobId(uuid::Uuid::from_u128(0x0F)), date, terms: None, minimum_wage: None }.into()
}
