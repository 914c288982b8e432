//! The rules of placements, told as stories: employers, interviews and attendance here, starting,
//! ending and taking back in the modules.

use events::placements::{
    AbsenceReason, AttendanceRecorded, EmployerRef, EmployerRegistered, InterviewHeld, InterviewResult, Place,
    PlacementEndReason, PlacementEnded, PlacementStarted,
};
use events::referrals::{Accepted, Completed, CompletionReason, ProviderRegistered, WithdrawalReason, Withdrawn};
use events::{EmployerId, Fact, InternshipId, Minutes, ProviderId, Ukprn};
use jiff::civil::{Date, date};
use service_kit::Shared;
use service_kit::scenarios::{Given, line, referred};
use uuid::Uuid;

use crate::{HoldInterview, Placements, RecordAttendance, Refusal, RegisterEmployer, StartPlacement};

mod ending;

mod starting;

mod taking_back;
mod years;

const ACCEPTED: Date = date(2024, 6, 8);
const FIRST_DAY: Date = date(2024, 9, 30);
const JANUARY: Date = date(2025, 1, 31);
const FEBRUARY: Date = date(2025, 2, 3);
const LAST_DAY: Date = date(2025, 7, 11);
const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));
const BAKERY: EmployerId = EmployerId(Uuid::from_u128(0xE));
const MUSEUM: EmployerId = EmployerId(Uuid::from_u128(0xF));

#[test]
fn an_employer_is_registered_and_whom_to_call_is_sealed() {
    let contact = Some(line("Sal Whitworth, 0161 496 0000"));
    nothing().and_elsewhere(COLLEGE.subject(), [college()]).when(RegisterEmployer { contact, ..register() }).then_that(
        |fact| {
            let (sealed, open) = (fact.sealed().expect("a contact"), fact.data().unwrap());
            sealed.to_string().contains("Whitworth") && !open.to_string().contains("Whitworth")
        },
    );
}

#[test]
fn an_employer_without_a_contact_seals_nothing() {
    nothing().and_elsewhere(COLLEGE.subject(), [college()]).today(ACCEPTED).when(register()).then(employer("Bakery"));
}

#[test]
fn an_employer_is_registered_with_a_provider_that_is_known() {
    nothing().when(register()).refused(Shared::UnknownProvider);
}

#[test]
fn an_employer_is_registered_once() {
    service_kit::scenarios::given::<Placements>([employer("Bakery")])
        .and_elsewhere(COLLEGE.subject(), [college()])
        .when(register())
        .refused(Refusal::AlreadyRegistered);
}

#[test]
fn an_interview_is_recorded_with_what_the_employer_was_called() {
    given([referred()]).when(interview_on(ACCEPTED)).then(interviewed(ACCEPTED, InterviewResult::Offered));
}

#[test]
fn nobody_is_interviewed_by_an_employer_that_is_not_known() {
    let employer = EmployerId(Uuid::from_u128(9));
    given([referred()]).when(HoldInterview { employer, ..interview_on(ACCEPTED) }).refused(Refusal::UnknownEmployer);
}

#[test]
fn attendance_says_how_long_the_intern_was_there() {
    given([referred()]).when(there_for(360)).then(attended(360, None));
}

#[test]
fn attendance_says_why_the_intern_was_not_there() {
    let absence = Some(AbsenceReason::Ill);
    given([referred()]).when(RecordAttendance { minutes: None, absence, ..there_for(0) }).then(attended(0, absence));
    given([referred()]).when(RecordAttendance { absence, ..there_for(0) }).then(attended(0, absence));
}

#[test]
fn attendance_says_one_of_the_two_and_only_one() {
    given([referred()]).when(there_for(0)).refused(Refusal::NeitherThereNorAbsent);
    given([referred()])
        .when(RecordAttendance { minutes: None, ..there_for(0) })
        .refused(Refusal::NeitherThereNorAbsent);
    given([referred()])
        .when(RecordAttendance { absence: Some(AbsenceReason::Ill), ..there_for(60) })
        .refused(Refusal::BothThereAndAbsent { minutes: Minutes(60) });
}

#[test]
fn nobody_is_there_for_longer_than_a_day() {
    given([referred()]).when(there_for(1440)).accepted();
    given([referred()]).when(there_for(1441)).refused(Refusal::MoreThanADay { date: FIRST_DAY, total: Minutes(1441) });
    let classroom = |minutes| RecordAttendance { place: Place::Classroom, ..there_for(minutes) };
    given([referred(), attended(360, None)]).when(classroom(1080)).accepted();
    given([referred(), attended(360, None)])
        .when(classroom(1081))
        .refused(Refusal::MoreThanADay { date: FIRST_DAY, total: Minutes(1441) });
}

#[test]
fn attendance_is_recorded_once_for_a_day_and_place() {
    let recorded = || given([referred(), attended(360, None)]);
    recorded().when(there_for(60)).refused(Refusal::AlreadyRecorded { date: FIRST_DAY, place: Place::Employer });
    recorded().when(RecordAttendance { place: Place::Classroom, ..there_for(60) }).accepted();
    recorded().when(RecordAttendance { date: FEBRUARY, ..there_for(60) }).accepted();
}

fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Placements> {
    service_kit::scenarios::given(facts)
        .and_elsewhere(BAKERY.subject(), [employer("Bakery")])
        .and_elsewhere(MUSEUM.subject(), [employer("Museum")])
}

fn nothing() -> Given<Placements> {
    service_kit::scenarios::given([])
}

fn college() -> Fact {
    let (ukprn, name) = (Ukprn::new("10000001").unwrap(), line("Northfield College"));
    ProviderRegistered { date: ACCEPTED, ukprn, name, local_authority: None, kind: None }.into()
}

fn employer(name: &str) -> Fact {
    let (date, provider, name) = (ACCEPTED, COLLEGE, line(name));
    EmployerRegistered { date, provider, name, sector: None, size: None, local_authority: None, personal: None }.into()
}

fn accepted() -> Fact {
    accepted_until(LAST_DAY)
}

fn accepted_until(planned_end: Date) -> Fact {
    Accepted {
        date: ACCEPTED,
        provider: COLLEGE,
        programme: None,
        planned_start: FIRST_DAY,
        planned_end,
        weekly_minutes_at_work: Some(Minutes(1200)),
        weekly_minutes_in_class: None,
        age_on_31_august: 19,
        english_and_maths: None,
        readiness_override: None,
        note: None,
    }
    .into()
}

fn withdrawn_on(date: Date) -> Fact {
    Withdrawn { date, reason: WithdrawalReason::Health, note: None }.into()
}

fn completed_on(date: Date) -> Fact {
    Completed { date, reason: CompletionReason::Finished, note: None }.into()
}

fn bakery() -> EmployerRef {
    EmployerRef { id: BAKERY, name: line("Bakery") }
}

fn interviewed(date: Date, result: InterviewResult) -> Fact {
    InterviewHeld { date, employer: bakery(), adjustments: None, result }.into()
}

fn started(rotation: u8, id: EmployerId, date: Date, planned_end: Date) -> Fact {
    let employer = EmployerRef { id, ..bakery() };
    let (role, weekly_minutes) = (line("packing"), Minutes(1200));
    PlacementStarted {
        rotation,
        employer,
        role,
        sector: None,
        date,
        planned_end,
        weekly_minutes,
        supervisor_named: None,
    }
    .into()
}

fn ended(rotation: u8, date: Date) -> Fact {
    PlacementEnded { rotation, date, reason: PlacementEndReason::RotationDone }.into()
}

fn attended(minutes: u32, absence: Option<AbsenceReason>) -> Fact {
    AttendanceRecorded { date: FIRST_DAY, place: Place::Employer, minutes: Minutes(minutes), absence }.into()
}

fn register() -> RegisterEmployer {
    RegisterEmployer {
        employer: BAKERY,
        provider: COLLEGE,
        name: line("Bakery"),
        sector: None,
        size: None,
        local_authority: None,
        contact: None,
        date: None,
    }
}

fn interview_on(date: Date) -> HoldInterview {
    let (employer, adjustments, result) = (BAKERY, Vec::new(), InterviewResult::Offered);
    HoldInterview { internship: INTERN, employer, date, adjustments, result }
}

fn there_for(minutes: u32) -> RecordAttendance {
    let (date, place, minutes) = (FIRST_DAY, Place::Employer, Some(Minutes(minutes)));
    RecordAttendance { internship: INTERN, date, place, minutes, absence: None }
}
