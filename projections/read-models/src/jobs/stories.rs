//! Jobs, told as stories.

use events::outcomes::{
    Answer, Contract, EndedBy, JobEmployer, JobEndReason, JobEnded, JobOfferAnswered, JobOffered, JobStarted, JobTerms,
    SustainmentChecked, WorkStatus,
};
use events::{Fact, JobId, Line, Minutes, Pence};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use projection_kit::Undigested;
use projection_kit::scenarios::Given;
use uuid::Uuid;

use super::{Jobs, Sustained};

const CAFE: JobId = JobId(Uuid::from_u128(1));
const MUSEUM: JobId = JobId(Uuid::from_u128(2));
const MONDAY: Date = date(2025, 8, 4);

#[test]
fn an_offer_that_was_never_taken_up_is_a_row_without_a_start() {
    given([offered(CAFE, 20)]).then_that(|job| {
        job.started_on.is_none()
            && job.sixteen_hours == Some(true)
            && job.sustained_13.is_none()
            && job.known_until.is_none()
    });
}

#[test]
fn an_offer_that_was_declined_says_so() {
    let declined = JobOfferAnswered { job: CAFE, date: MONDAY, answer: Answer::Declined, reason: None, note: None };
    given([offered(CAFE, 20), declined.into()]).then_that(|job| job.answer == Some(Answer::Declined));
}

#[test]
fn a_job_of_sixteen_hours_counts_as_one_and_a_minute_less_does_not() {
    given([offered(CAFE, 16)]).then_that(|job| job.sixteen_hours == Some(true));
    let Fact::Outcomes(events::outcomes::Event::JobOffered(mut short)) = offered(CAFE, 16) else { unreachable!() };
    short.terms.weekly_minutes = Some(Minutes(16 * 60 - 1));
    given([short.into()]).then_that(|job| job.sixteen_hours == Some(false));
}

#[test]
fn a_job_of_which_nobody_knows_the_hours_or_recorded_an_offer_is_a_row() {
    let started = JobStarted { job: CAFE, date: MONDAY, terms: Some(terms(None)), minimum_wage: None };
    given([started.into(), check(13, 91, WorkStatus::InWork)]).then_that(|job| {
        job.offered_on.is_none() && job.sixteen_hours.is_none() && job.sustained_13 == Some(Sustained::Yes)
    });
}

#[test]
fn in_work_at_thirteen_weeks_is_sustained_at_thirteen_weeks_and_says_nothing_of_twenty_six() {
    job([check(13, 91, WorkStatus::InWork)]).then_that(|job| {
        job.sustained_13 == Some(Sustained::Yes) && job.sustained_26.is_none() && job.sustained_4.is_none()
    });
}

#[test]
fn nobody_reached_is_unknown_whatever_was_found_before_and_after() {
    job([
        check(13, 92, WorkStatus::NotInWork),
        check(26, 186, WorkStatus::CouldNotReach),
        check(52, 365, WorkStatus::InWork),
    ])
    .then_that(|job| {
        (job.sustained_13, job.sustained_26, job.sustained_52)
            == (Some(Sustained::No), Some(Sustained::Unknown), Some(Sustained::Yes))
    });
}

#[test]
fn a_second_try_that_reaches_them_replaces_unknown_but_not_what_is_known() {
    job([check(13, 92, WorkStatus::CouldNotReach), check(13, 99, WorkStatus::InWork)])
        .then_that(|job| job.sustained_13 == Some(Sustained::Yes));
    job([check(13, 92, WorkStatus::InWork), check(13, 99, WorkStatus::NotKnown)])
        .then_that(|job| job.sustained_13 == Some(Sustained::Yes));
}

#[test]
fn a_check_up_to_a_fortnight_early_is_the_one_that_was_meant() {
    job([check(26, 26 * 7 - 14, WorkStatus::InWork)]).then_that(|job| job.sustained_26 == Some(Sustained::Yes));
    job([check(26, 26 * 7 - 15, WorkStatus::InWork)])
        .then_that(|job| job.sustained_26.is_none() && job.sustained_13 == Some(Sustained::Yes));
}

#[test]
fn a_check_meant_for_no_milestone_answers_the_latest_that_has_passed() {
    let check = |days| SustainmentChecked { milestone: None, ..checked(0, days, WorkStatus::InWork) };
    job([check(200).into()]).then_that(|job| job.sustained_26 == Some(Sustained::Yes) && job.sustained_13.is_none());
    job([check(20).into()]).then_that(|job| job.sustained_4.is_none() && job.known_until == Some(after(20)));
}

#[test]
fn a_job_that_ended_before_the_day_was_not_sustained_and_one_that_ended_after_it_was() {
    job([ended(CAFE, 100)]).then_that(|job| {
        (job.sustained_4, job.sustained_13, job.sustained_26)
            == (Some(Sustained::Yes), Some(Sustained::Yes), Some(Sustained::No))
    });
}

#[test]
fn a_job_that_ended_on_the_very_day_was_sustained_until_then() {
    job([ended(CAFE, 91)]).then_that(|job| job.sustained_13 == Some(Sustained::Yes));
    job([ended(CAFE, 90)]).then_that(|job| job.sustained_13 == Some(Sustained::No));
}

#[test]
fn the_end_of_a_job_settles_what_a_check_in_vain_left_open() {
    job([check(26, 182, WorkStatus::CouldNotReach), ended(CAFE, 200)])
        .then_that(|job| job.sustained_26 == Some(Sustained::Yes));
}

#[test]
fn a_check_speaks_before_the_end_does() {
    job([check(13, 91, WorkStatus::InWork), ended(CAFE, 60)]).then_that(|job| job.sustained_13 == Some(Sustained::Yes));
}

#[test]
fn a_change_of_employer_within_four_weeks_is_not_an_end() {
    let (rows, _) = job([ended(CAFE, 80), offered(MUSEUM, 20), started(MUSEUM, 108)]).fold();
    // Week 13 is day 91, in the gap; week 26 is left to a check.
    assert_eq!((rows[0].sustained_13, rows[0].sustained_26), (Some(Sustained::Yes), None));
    let (rows, _) = job([ended(CAFE, 80), offered(MUSEUM, 20), started(MUSEUM, 109)]).fold();
    assert_eq!((rows[0].sustained_13, rows[0].sustained_26), (Some(Sustained::No), Some(Sustained::No)));
}

#[test]
fn when_the_next_job_ended_too_the_first_was_sustained_until_then() {
    let next = [ended(CAFE, 80), offered(MUSEUM, 20), started(MUSEUM, 100), ended(MUSEUM, 190)];
    let (rows, _) = job(next).fold();
    assert_eq!((rows[0].sustained_26, rows[0].sustained_52), (Some(Sustained::Yes), Some(Sustained::No)));
    assert_eq!((rows[1].sustained_4, rows[1].sustained_13), (Some(Sustained::Yes), Some(Sustained::No)));
}

#[test]
fn an_end_entered_in_error_never_happened() {
    job([ended(CAFE, 10), taken_back(3)]).then_that(|job| job.ended_on.is_none() && job.sustained_13.is_none());
}

#[test]
fn an_offer_entered_in_error_leaves_nothing_and_can_be_made_again() {
    job([check(13, 91, WorkStatus::InWork), taken_back(3), taken_back(2), taken_back(1)]).then_nothing();
    job([taken_back(2), taken_back(1), offered(CAFE, 12)])
        .then_that(|job| job.sixteen_hours == Some(false) && job.started_on.is_none());
}

#[test]
fn a_start_entered_in_error_leaves_the_offer() {
    job([taken_back(2)]).then_that(|job| job.started_on.is_none());
}

#[test]
fn a_job_nobody_offered_makes_no_sense() {
    given([started(CAFE, 0)]).parked(1, &Undigested::Unfounded { on: "an offer of the job" });
    given([offered(CAFE, 20), ended(CAFE, 1)]).parked(2, &Undigested::Unfounded { on: "a start of the job" });
}

fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Jobs> {
    projection_kit::scenarios::given(facts)
}

/// A job at the café, begun on a Monday, and what came after.
fn job(then: impl IntoIterator<Item = Fact>) -> Given<Jobs> {
    given([offered(CAFE, 20), started(CAFE, 0)].into_iter().chain(then))
}

fn after(days: i32) -> Date {
    MONDAY.checked_add(days.days()).unwrap()
}

fn offered(job: JobId, hours: u32) -> Fact {
    JobOffered { job, date: date(2025, 7, 1), terms: terms(Some(Minutes(hours * 60))), start: None }.into()
}

fn terms(weekly_minutes: Option<Minutes>) -> JobTerms {
    JobTerms {
        employer: JobEmployer { id: None, name: Line::new("Corner Café").unwrap() },
        role: Line::new("kitchen assistant").unwrap(),
        sector: None,
        sector_words: None,
        weekly_minutes,
        hourly_pence: Some(Pence(1221)),
        contract: Contract::Permanent,
        seasonal: None,
    }
}

fn started(job: JobId, days: i32) -> Fact {
    JobStarted { job, date: after(days), terms: None, minimum_wage: None }.into()
}

fn ended(job: JobId, days: i32) -> Fact {
    let (reason, ended_by) = (JobEndReason::Resigned, EndedBy::Employee);
    JobEnded { job, date: after(days), reason, ended_by: Some(ended_by), note: None }.into()
}

fn checked(milestone: u16, days: i32, status: WorkStatus) -> SustainmentChecked {
    SustainmentChecked {
        job: CAFE,
        date: after(days),
        weeks: u16::try_from(days / 7).unwrap(),
        milestone: Some(milestone),
        status,
        same_employer: None,
        weekly_minutes: None,
        hourly_pence: None,
        evidence: None,
    }
}

fn check(milestone: u16, days: i32, status: WorkStatus) -> Fact {
    checked(milestone, days, status).into()
}

fn taken_back(n: u128) -> Fact {
    projection_kit::scenarios::taken_back("outcomes", n)
}
