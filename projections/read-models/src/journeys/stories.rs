//! Journeys, told as stories.

use events::coaching::{Activity, HoursCorrected, HoursLogged, Mode, Session};
use events::outcomes::{
    Contract, EndedBy, JobEmployer, JobEndReason, JobEnded, JobOffered, JobStarted, JobTerms, SustainmentChecked,
    WorkStatus,
};
use events::placements::{AttendancePlace, AttendanceRecorded, EmployerRef, PlacementEnded, PlacementStarted};
use events::referrals::{
    Accepted, Completed, CompletionReason, DeclineReason, Declined, ReferralSource, Referred, TasterCompleted,
    TravelLevelChanged, WithdrawalReason, Withdrawn,
};
use events::{
    Act, CoachId, EmployerId, Fact, JobId, Line, LocalAuthority, Minutes, Pence, PersonId, PlacementId, ProviderId,
    Sector,
};
use jiff::civil::{Date, date};
use projection_kit::Undigested;
use projection_kit::scenarios::{Given, event_id, taken_back};
use uuid::Uuid;

use super::{End, Journeys, Stage};

mod claimed;

const CAFE: JobId = JobId(Uuid::from_u128(1));

#[test]
fn a_referral_begins_the_journey() {
    given([]).then_that(|journey| {
        journey.stage == Stage::Referred
            && journey.reference.as_str() == "NF-001"
            && journey.referred_on == date(2024, 5, 7)
            && journey.last_contact.is_none()
    });
}

#[test]
fn the_stage_follows_what_happens() {
    let life = [
        (accepted(), Stage::Accepted),
        (placed(1, date(2024, 9, 30)), Stage::OnPlacement),
        (left(1, date(2025, 1, 31)), Stage::Accepted),
        (placed(2, date(2025, 2, 3)), Stage::OnPlacement),
        (completed(), Stage::Completed),
        (offered(20), Stage::Completed),
        (started(date(2025, 8, 2)), Stage::InWork),
        (ended(date(2025, 12, 1)), Stage::Completed),
    ];
    for n in 1..=life.len() {
        let stage = life[n - 1].1;
        given(life[..n].iter().map(|(fact, _)| fact.clone())).then_that(|journey| journey.stage == stage);
    }
}

#[test]
fn what_was_counted_stays_countable_when_the_stage_moves_on() {
    given([accepted(), placed(1, date(2024, 9, 30)), completed(), offered(20), started(date(2025, 8, 2))]).then_that(
        |journey| {
            journey.accepted_on.is_some()
                && journey.ended_as == Some(End::Completed)
                && journey.left_on == Some(date(2025, 7, 11))
                && journey.job
                && journey.job_16h
                && journey.employer == Some(line("Royal Infirmary"))
        },
    );
}

#[test]
fn those_who_left_early_and_those_who_had_no_place_say_why() {
    let withdrawn = Withdrawn { date: date(2024, 11, 4), reason: WithdrawalReason::Health, note: None };
    given([accepted(), withdrawn.into()]).then_that(|journey| {
        journey.stage == Stage::Withdrawn && journey.end_reason.as_ref().is_some_and(|word| word.0 == "health")
    });
    let declined = Declined { date: date(2024, 6, 1), reason: DeclineReason::NoPlace, onward: None, note: None };
    given([declined.into()]).then_that(|journey| journey.stage == Stage::Declined && journey.accepted_on.is_none());
}

#[test]
fn they_are_on_placement_until_the_last_of_their_placements_ended() {
    let (autumn, february) = (date(2024, 9, 30), date(2025, 2, 2));
    let one_ended = || [accepted(), placed(1, autumn), placed(2, autumn), left(2, february)];
    given(one_ended()).then_that(|journey| journey.stage == Stage::OnPlacement && journey.placements == 2);
    let both_ended = one_ended().into_iter().chain([left(1, february)]);
    given(both_ended).then_that(|journey| journey.stage == Stage::Accepted && !journey.on_placement);
}

#[test]
fn the_same_kind_of_work_tried_twice_is_one_kind() {
    let (health, retail) = (Sector::HealthAndSocialWork, Sector::Retail);
    let tried = [tasted(health), tasted(retail), tasted(health)];
    given(tried).then_that(|journey| {
        journey.tasters == 3 && journey.sectors_tried == 2 && journey.sectors.0 == [retail, health]
    });
}

#[test]
fn hours_add_up_after_corrections() {
    given([logged(60, true), logged(90, false), corrected(2, 60, 45)]).then_that(|journey| {
        (journey.sessions, journey.minutes_logged, journey.minutes_claimable) == (2, Minutes(135), Minutes(45))
    });
}

#[test]
fn a_session_entered_in_error_is_not_counted_even_when_it_was_corrected() {
    let gone = [taken_back("coaching", 3), taken_back("coaching", 2)];
    given([logged(60, true), corrected(2, 60, 45), logged(30, true)].into_iter().chain(gone))
        .then_that(|journey| (journey.sessions, journey.minutes_logged) == (1, Minutes(30)));
}

#[test]
fn last_contact_is_the_latest_day_anything_was_done_with_them() {
    let travel = |day| TravelLevelChanged { date: day, route: line("home to work"), step: 4, next_check: None }.into();
    given([logged(60, true), travel(date(2025, 3, 1)), travel(date(2024, 7, 1))])
        .then_that(|journey| journey.last_contact == Some(date(2025, 3, 1)) && journey.travel_step == Some(4));
}

#[test]
fn to_be_absent_is_no_contact_and_neither_is_a_call_nobody_answered() {
    let absent = AttendanceRecorded {
        date: date(2025, 3, 1),
        place: AttendancePlace::Class,
        placement: None,
        minutes: Minutes(0),
        start: None,
        end: None,
        break_minutes: None,
        absence: None,
    };
    let check = checked(date(2025, 9, 4), WorkStatus::CouldNotReach);
    given([absent.into(), offered(20), started(date(2025, 8, 2)), check]).then_that(|journey| {
        journey.last_contact.is_none() && journey.days_absent == 1 && journey.stage == Stage::InWork
    });
}

#[test]
fn what_is_known_of_a_later_day_stays_when_an_earlier_check_comes_in_late() {
    let (late, early) = (date(2026, 2, 1), date(2025, 11, 1));
    given([
        offered(20),
        started(date(2025, 8, 2)),
        checked(late, WorkStatus::NotInWork),
        checked(early, WorkStatus::InWork),
    ])
    .then_that(|journey| journey.in_work == Some(false) && journey.work_known_on == Some(late));
}

#[test]
fn a_job_under_sixteen_hours_is_a_job_and_not_one_of_sixteen_hours() {
    given([offered(15), started(date(2025, 8, 2))])
        .then_that(|journey| journey.job && !journey.job_16h && journey.job_weekly_minutes == Some(Minutes(900)));
}

#[test]
fn a_job_entered_in_error_never_was() {
    given([offered(20), started(date(2025, 8, 2)), taken_back("outcomes", 3)]).then_that(|journey| {
        !journey.job && !journey.job_16h && journey.stage == Stage::Referred && journey.offers.0.len() == 1
    });
}

#[test]
fn a_referral_entered_in_error_leaves_nothing_and_can_be_made_again() {
    let gone = || [taken_back("referrals", 2), taken_back("referrals", 1)];
    given([accepted()].into_iter().chain(gone())).then_nothing();
    given([accepted()].into_iter().chain(gone()).chain([referred()]))
        .then_that(|journey| journey.stage == Stage::Referred);
}

#[test]
fn an_acceptance_entered_in_error_takes_them_back_to_where_they_were() {
    given([accepted(), taken_back("referrals", 2)])
        .then_that(|journey| journey.stage == Stage::Referred && journey.planned_start.is_none());
}

#[test]
fn nothing_happens_to_somebody_who_was_never_referred() {
    projection_kit::scenarios::given::<Journeys>([accepted()]).parked(1, &Undigested::Unfounded { on: "a referral" });
}

/// A referral, and what came after it.
fn given(then: impl IntoIterator<Item = Fact>) -> Given<Journeys> {
    projection_kit::scenarios::given([referred()].into_iter().chain(then))
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn referred() -> Fact {
    Referred {
        date: date(2024, 5, 7),
        provider: ProviderId(Uuid::from_u128(0xD)),
        programme: None,
        reference: line("NF-001"),
        person: PersonId(Uuid::from_u128(0xF)),
        home_authority: LocalAuthority::new("E08000006").unwrap(),
        source: ReferralSource::School,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal: None,
    }
    .into()
}

fn accepted() -> Fact {
    Accepted {
        date: date(2024, 6, 22),
        provider: ProviderId(Uuid::from_u128(0xD)),
        programme: None,
        planned_start: date(2024, 9, 30),
        planned_end: date(2025, 7, 11),
        weekly_minutes_at_work: Some(Minutes(1200)),
        weekly_minutes_in_class: None,
        age_on_31_august: 19,
        english_and_maths: None,
        readiness_override: None,
        note: None,
    }
    .into()
}

fn completed() -> Fact {
    Completed { date: date(2025, 7, 11), reason: CompletionReason::Finished, note: None }.into()
}

fn placed(n: u128, date: Date) -> Fact {
    PlacementStarted {
        placement: PlacementId(Uuid::from_u128(n)),
        employer: EmployerRef { id: EmployerId(Uuid::from_u128(7)), name: line("Royal Infirmary") },
        site: None,
        role: None,
        opening: None,
        date,
        planned_end: None,
        weekly_minutes: None,
        planned_minutes: None,
        mode: None,
        supervisor_named: None,
        act: Act::Ours,
    }
    .into()
}

fn left(n: u128, date: Date) -> Fact {
    PlacementEnded { placement: PlacementId(Uuid::from_u128(n)), date, reason: None, note: None }.into()
}

fn tasted(sector: Sector) -> Fact {
    TasterCompleted { date: date(2024, 3, 1), sector: Some(sector), sector_words: None, employer: None, rating: None }
        .into()
}

fn session(minutes: u32, claimable: bool) -> Session {
    Session::of(Minutes(minutes), Activity::SystematicInstruction, claimable)
}

fn logged(minutes: u32, claimable: bool) -> Fact {
    let coach = CoachId(Uuid::from_u128(0xC));
    HoursLogged { coach, date: date(2024, 10, 1), mode: Some(Mode::InPerson), session: session(minutes, claimable) }
        .into()
}

fn corrected(n: u128, was: u32, is: u32) -> Fact {
    HoursCorrected {
        corrects: event_id(n),
        coach: CoachId(Uuid::from_u128(0xC)),
        date: date(2024, 10, 1),
        was: session(was, true),
        session: session(is, true),
        claim: None,
        reason: events::coaching::CorrectionReason::EnteredWrongly,
        note: None,
    }
    .into()
}

fn offered(hours: u32) -> Fact {
    let terms = JobTerms {
        employer: JobEmployer { id: None, name: line("Corner Café") },
        role: line("kitchen assistant"),
        sector: None,
        sector_words: None,
        weekly_minutes: Some(Minutes(hours * 60)),
        hourly_pence: Some(Pence(1221)),
        contract: Contract::Permanent,
        seasonal: None,
    };
    JobOffered { job: CAFE, date: date(2025, 6, 25), terms, start: None }.into()
}

fn started(date: Date) -> Fact {
    JobStarted { job: CAFE, date, terms: None, minimum_wage: None }.into()
}

fn ended(date: Date) -> Fact {
    JobEnded { job: CAFE, date, reason: JobEndReason::Resigned, ended_by: Some(EndedBy::Employee), note: None }.into()
}

fn checked(date: Date, status: WorkStatus) -> Fact {
    SustainmentChecked {
        job: CAFE,
        date,
        weeks: 13,
        milestone: None,
        status,
        same_employer: None,
        weekly_minutes: None,
        hourly_pence: None,
        evidence: None,
    }
    .into()
}
