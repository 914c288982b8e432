//! The rules of placements, told as stories: employers and interviews here, placements and attendance
//! in the modules.

use events::placements::{
    AttendancePlace, AttendanceRecorded, EmployerRef, InterviewHeld, InterviewResult, PlacementEndReason,
    PlacementEnded, PlacementStarted,
};
use events::referrals::{
    Accepted, Completed, CompletionReason, DeclineReason, Declined, Event as Referral, PersonDetails,
    ProviderRegistered, WithdrawalReason, Withdrawn,
};
use events::{Act, EmployerId, Fact, InternshipId, Minutes, PlacementId, ProviderId, Ukprn};
use jiff::civil::{Date, date};
use service_kit::Shared;
use service_kit::scenarios::{Given, employer, line, placed, referred};
use uuid::Uuid;

use crate::{HoldInterview, Placements, RecordAttendance, Refusal, RegisterEmployer, StartPlacement, TooYoung, Until};

mod employers;

mod starting;

mod attending;

mod under_way;

mod ending;

mod young;

mod taking_back;
mod years;

const REFERRED: Date = date(2024, 4, 9);
const ACCEPTED: Date = date(2024, 6, 8);
const FIRST_DAY: Date = date(2024, 9, 30);
const JANUARY: Date = date(2025, 1, 31);
const FEBRUARY: Date = date(2025, 2, 3);
const LAST_DAY: Date = date(2025, 7, 11);
const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));
const BAKERY: EmployerId = EmployerId(Uuid::from_u128(0xE));
const MUSEUM: EmployerId = EmployerId(Uuid::from_u128(0xF));
const FIRST: PlacementId = PlacementId(Uuid::from_u128(0x11));
const SECOND: PlacementId = PlacementId(Uuid::from_u128(0x12));

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
    nothing().and_elsewhere(COLLEGE.subject(), [college()]).today(REFERRED).when(register()).then(employer("Bakery"));
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

fn accepted() -> Fact {
    accepted_until(LAST_DAY)
}

fn accepted_until(planned_end: Date) -> Fact {
    accepted_from(ACCEPTED, planned_end)
}

fn accepted_from(date: Date, planned_end: Date) -> Fact {
    Accepted {
        date,
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

/// A referral on a day, of somebody whose date of birth is known or not.
fn referral(date: Date, born: Option<Date>) -> Fact {
    let mut fact = referred();
    if let Fact::Referrals(Referral::Referred(referred)) = &mut fact {
        referred.date = date;
        let details = |date_of_birth| {
            let (name, contacts) = (line("Bethany Rigby"), Vec::new());
            PersonDetails { name, date_of_birth, contacts, uln: None, upn: None, nino: None }
        };
        referred.personal = born.map(details);
    }
    fact
}

fn withdrawn_on(date: Date) -> Fact {
    Withdrawn { date, reason: WithdrawalReason::Health, note: None }.into()
}

fn declined_on(date: Date) -> Fact {
    Declined { date, reason: DeclineReason::NoPlace, onward: None, note: None }.into()
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

fn starting(placement: PlacementId, id: EmployerId, date: Date, planned_end: Date) -> PlacementStarted {
    let started = placed(0, EmployerRef { id, ..bakery() }, date);
    let (role, weekly_minutes) = (Some(line("packing")), Some(Minutes(1200)));
    PlacementStarted { placement, role, planned_end: Some(planned_end), weekly_minutes, ..started }
}

fn started(placement: PlacementId, employer: EmployerId, date: Date, planned_end: Date) -> Fact {
    starting(placement, employer, date, planned_end).into()
}

/// At the bakery until the end of January.
fn running() -> [Fact; 3] {
    [referred(), accepted(), started(FIRST, BAKERY, FIRST_DAY, JANUARY)]
}

fn ended(placement: PlacementId, date: Date) -> Fact {
    PlacementEnded { placement, date, reason: Some(PlacementEndReason::Finished), note: None }.into()
}

/// Attendance at a placement, without its hours.
fn there(placement: PlacementId, date: Date, minutes: u32) -> AttendanceRecorded {
    AttendanceRecorded {
        date,
        place: AttendancePlace::Placement,
        placement: Some(placement),
        minutes: Minutes(minutes),
        start: None,
        end: None,
        break_minutes: None,
        absence: None,
    }
}

fn register() -> RegisterEmployer {
    RegisterEmployer {
        employer: BAKERY,
        provider: COLLEGE,
        name: line("Bakery"),
        sector: None,
        sector_words: None,
        size: None,
        local_authority: None,
        postcode_district: None,
        employer_number: None,
        contact: None,
        date: None,
    }
}

fn interview_on(date: Date) -> HoldInterview {
    let (employer, adjustments, result) = (BAKERY, Vec::new(), InterviewResult::Offered);
    HoldInterview { internship: INTERN, employer, date, adjustments, result }
}

/// Asks for attendance at the only placement of the day.
fn attend(date: Date, minutes: u32) -> RecordAttendance {
    let (place, minutes) = (AttendancePlace::Placement, Some(Minutes(minutes)));
    RecordAttendance {
        internship: INTERN,
        date,
        place,
        placement: None,
        minutes,
        start: None,
        end: None,
        break_minutes: None,
        absence: None,
    }
}
