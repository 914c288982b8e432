//! The years after: checks and destinations.

use events::outcomes::{Answer, Destination, DestinationRecorded, SustainmentChecked, WorkStatus};
use events::{JobId, Minutes, NotAWord, Pence};
use jiff::civil::{Date, date};
use service_kit::Shared;

use super::history::*;
use crate::{CheckSustainment, RecordDestination, Refusal};

#[test]
fn a_check_counts_the_whole_weeks_since_the_job_started() {
    given(working()).when(check(STARTED)).then(checked(STARTED, 0));
    given(working()).when(check(date(2026, 9, 29))).then(checked(date(2026, 9, 29), 12));
    given(working()).when(check(date(2026, 9, 30))).then(checked(date(2026, 9, 30), 13));
}

#[test]
fn a_check_that_names_no_job_is_about_the_only_one_that_fits_its_day() {
    let two = || [working(), second_job(date(2026, 10, 1))].concat();
    let before = date(2026, 9, 30);
    given(two()).when(check(before)).then(checked(before, 13));
    let first = date(2026, 10, 1);
    given(two()).when(check(first)).refused(several(first, &[listed(JOB, STARTED), listed(SECOND, first)]));
    given(two()).when(CheckSustainment { job: Some(JOB), ..check(first) }).then(checked(first, 13));
    let about_second = SustainmentChecked { job: SECOND, ..checked(first, 0) };
    given(two()).when(CheckSustainment { job: Some(SECOND), ..check(first) }).then(about_second);
}

#[test]
fn a_check_for_an_older_job_is_not_taken_for_the_newer_one() {
    // 13 and 26 weeks after the first job, while the second goes on.
    let (second, thirteen, twenty_six) = (date(2026, 9, 23), date(2026, 9, 30), date(2026, 12, 30));
    let two = || given([working(), second_job(second)].concat());
    two().when(meant_for(13, thirteen)).then(SustainmentChecked { milestone: Some(13), ..checked(thirteen, 13) });
    let found = SustainmentChecked { milestone: Some(26), ..checked(twenty_six, 26) };
    two().when(meant_for(26, twenty_six)).then(found);
}

#[test]
fn two_jobs_side_by_side_each_have_their_own_checks() {
    let thirteen = date(2026, 9, 30);
    let two = || given([working(), second_job(STARTED)].concat());
    two().when(meant_for(13, thirteen)).refused(several(thirteen, &[listed(SECOND, STARTED), listed(JOB, STARTED)]));
    for job in [JOB, SECOND] {
        let named = CheckSustainment { job: Some(job), ..meant_for(13, thirteen) };
        two().when(named).then(SustainmentChecked { job, milestone: Some(13), ..checked(thirteen, 13) });
    }
}

#[test]
fn a_check_fits_its_milestone_from_a_fortnight_before_it_to_six_weeks_after() {
    // 13 weeks after the start is 30 September.
    for day in [date(2026, 9, 16), date(2026, 11, 11)] {
        given(working()).when(meant_for(13, day)).accepted();
    }
    for day in [date(2026, 9, 15), date(2026, 11, 12)] {
        given(working()).when(meant_for(13, day)).refused(none_fits(day, &listed(JOB, STARTED)));
        // Who names the job knows better, and the number of weeks stays as it was said.
        let named = CheckSustainment { job: Some(JOB), ..meant_for(13, day) };
        given(working()).when(named).then_that(|fact| fact.data().is_ok_and(|data| data["milestone"] == 13));
    }
}

#[test]
fn a_job_that_ended_fits_checks_up_to_its_last_day() {
    let history = || given([working(), vec![ended()]].concat());
    history().when(check(ENDED)).then(checked(ENDED, 21));
    let after = date(2026, 12, 1);
    let said = listed(JOB, STARTED).replace(" (", " until 2026-11-30 (");
    history().when(check(after)).refused(none_fits(after, &said));
    history().when(CheckSustainment { job: Some(JOB), ..check(after) }).accepted();
    // A job that goes on beside it is the only one that fits.
    let both = [working(), vec![ended()], second_job(date(2026, 10, 1))].concat();
    given(both).when(check(after)).then(SustainmentChecked { job: SECOND, ..checked(after, 8) });
}

#[test]
fn no_check_comes_before_the_job() {
    let day = date(2026, 6, 30);
    given([offered(), vec![answered(Answer::Accepted)]].concat())
        .when(check(STARTED))
        .refused(Refusal::NoJobYet { date: STARTED });
    given(working()).when(check(day)).refused(Refusal::NoJobYet { date: day });
    let named = |job| CheckSustainment { job: Some(job), ..check(day) };
    given(working()).when(named(JOB)).refused(Refusal::CheckedBeforeStart { date: day, started: STARTED });
    given(working()).when(named(SECOND)).refused(Refusal::NotOffered { job: SECOND });
    given(offered()).when(named(JOB)).refused(Refusal::NotStarted);
}

#[test]
fn a_check_is_meant_for_one_of_five_points_in_time_or_for_none() {
    for weeks in [4, 13, 26, 52, 104] {
        let named = CheckSustainment { job: Some(JOB), ..meant_for(weeks, ENDED) };
        given(working()).when(named).accepted();
    }
    let expected = "4, 13, 26, 52, 104".to_owned();
    given(working()).when(meant_for(12, ENDED)).refused(Refusal::NotAMilestone { found: 12, expected });
}

#[test]
fn a_check_that_found_no_work_says_nothing_of_hours_pay_or_employer() {
    let none = || CheckSustainment { status: WorkStatus::NotInWork, ..check(STARTED) };
    given(working()).when(none()).accepted();
    given(working()).when(CheckSustainment { weekly_minutes: Some(Minutes(0)), ..none() }).accepted();
    for both in [
        CheckSustainment { weekly_minutes: Some(Minutes(1)), ..none() },
        CheckSustainment { hourly_pence: Some(Pence(1200)), ..none() },
        CheckSustainment { same_employer: Some(false), ..none() },
    ] {
        given(working()).when(both.clone()).refused(Refusal::WorkWithoutWork);
        given(working()).when(CheckSustainment { status: WorkStatus::NotKnown, ..both }).accepted();
    }
}

#[test]
fn a_job_can_be_checked_again() {
    given([working(), vec![checked(ENDED, 21).into()]].concat()).when(check(ENDED)).accepted();
}

#[test]
fn a_destination_is_one_of_the_ilr_list_in_any_case() {
    let outcome = Destination::Emp1;
    for code in ["EMP1", "emp1"] {
        let fact = DestinationRecorded { outcome, from: STARTED, until: None, date: ENDED };
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

#[test]
fn a_destination_is_in_force_on_the_day_it_is_collected() {
    let (last, after) = (date(2015, 7, 31), date(2015, 8, 1));
    given([referred()]).when(destination("OTH2", last)).accepted();
    given([referred()]).when(destination("OTH4", after)).accepted();
    let refusal = Refusal::DestinationNotInForce { outcome: Destination::Oth2, date: after };
    given([referred()]).when(destination("OTH2", after)).refused(refusal);
}

#[test]
fn a_destination_does_not_end_before_it_starts() {
    let until = |until| RecordDestination { until: Some(until), ..destination("EMP1", ENDED) };
    given([referred()]).when(until(STARTED)).accepted();
    let before = date(2026, 6, 30);
    given([referred()]).when(until(before)).refused(Shared::EndsBeforeStart { from: STARTED, until: before });
}

fn destination(code: &str, date: Date) -> RecordDestination {
    RecordDestination { internship: INTERN, outcome: line(code), from: STARTED, until: None, date }
}

fn meant_for(weeks: u16, date: Date) -> CheckSustainment {
    CheckSustainment { milestone: Some(weeks), ..check(date) }
}

fn listed(job: JobId, from: Date) -> String {
    format!("kitchen assistant at Harbour Café from {from} ({job})")
}

fn several(date: Date, jobs: &[String]) -> Refusal {
    Refusal::SeveralJobsFit { date, jobs: jobs.join("; ") }
}

fn none_fits(date: Date, jobs: &str) -> Refusal {
    Refusal::NoJobFits { date, jobs: jobs.to_owned() }
}
