//! The years after: checks and destinations.

use events::NotAWord;
use events::outcomes::{Answer, Destination, DestinationRecorded, SustainmentChecked};
use jiff::civil::{Date, date};

use super::history::*;
use crate::{CheckSustainment, RecordDestination, Refusal};

#[test]
fn a_check_counts_the_whole_weeks_since_the_job_started() {
    given(working()).when(check(STARTED)).then(checked(STARTED, 0));
    given(working()).when(check(date(2026, 9, 29))).then(checked(date(2026, 9, 29), 12));
    given(working()).when(check(date(2026, 9, 30))).then(checked(date(2026, 9, 30), 13));
}

#[test]
fn a_check_is_about_the_latest_job_that_had_started_by_then() {
    let two = || [working(), second_job(date(2026, 10, 1))].concat();
    given(two()).when(check(date(2026, 9, 30))).then(checked(date(2026, 9, 30), 13));
    let about_second = SustainmentChecked { offer: SECOND, ..checked(date(2026, 10, 8), 1) };
    given(two()).when(check(date(2026, 10, 8))).then(about_second);
    given(two()).when(CheckSustainment { offer: Some(OFFER), ..check(date(2026, 10, 8)) }).accepted();
}

#[test]
fn no_check_comes_before_the_job() {
    let day = date(2026, 6, 30);
    given([offered(), vec![answered(Answer::Accepted)]].concat())
        .when(check(STARTED))
        .refused(Refusal::NoJobYet { date: STARTED });
    given(working()).when(check(day)).refused(Refusal::NoJobYet { date: day });
    let named = |offer| CheckSustainment { offer: Some(offer), ..check(day) };
    given(working()).when(named(OFFER)).refused(Refusal::CheckedBeforeStart { date: day, started: STARTED });
    given(working()).when(named(SECOND)).refused(Refusal::NotOffered { offer: SECOND });
    given(offered()).when(named(OFFER)).refused(Refusal::NotStarted);
}

#[test]
fn a_check_is_meant_for_one_of_five_points_in_time_or_for_none() {
    let meant_for = |weeks| CheckSustainment { milestone: Some(weeks), ..check(ENDED) };
    for weeks in [4, 13, 26, 52, 104] {
        given(working()).when(meant_for(weeks)).accepted();
    }
    let expected = "4, 13, 26, 52, 104".to_owned();
    given(working()).when(meant_for(12)).refused(Refusal::NotAMilestone { found: 12, expected });
}

#[test]
fn a_job_can_be_checked_again_and_after_it_ended() {
    given([working(), vec![checked(ENDED, 21).into()]].concat()).when(check(ENDED)).accepted();
    given([working(), vec![ended()]].concat()).when(check(date(2027, 1, 4))).accepted();
}

#[test]
fn a_destination_is_one_of_the_ilr_list_in_any_case() {
    let outcome = Destination::Emp1;
    for code in ["EMP1", "emp1"] {
        let fact = DestinationRecorded { outcome, from: STARTED, date: ENDED };
        given([referred()]).when(destination(code, ENDED)).then(fact);
    }
}

#[test]
fn a_code_that_the_ilr_does_not_have_is_refused_with_those_it_has() {
    let codes: Vec<_> = Destination::ALL.iter().map(|code| code.as_str()).collect();
    let refusal = Refusal::NoSuchDestination(NotAWord::new("EMP3", &codes));
    assert!(refusal.to_string().contains("EMP1, EMP2, EMP4"));
    given([referred()]).when(destination("EMP3", ENDED)).refused(refusal);
}

fn destination(code: &str, date: Date) -> RecordDestination {
    RecordDestination { internship: INTERN, outcome: line(code), from: STARTED, date }
}
