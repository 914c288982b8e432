//! Internships, told as stories.

use events::Fact;
use events::placements::{EmployerRef, PlacementStarted};
use events::referrals::{
    Accepted, CeaseReason, Completed, CompletionReason, DeclineReason, Declined, PlanCeased, PlanVerified, Referred,
    ReviewHeld,
};
use events::{Act, EmployerId, PlacementId};
use jiff::civil::date;
use projection_kit::Undigested;
use projection_kit::scenarios::{Given, taken_back};
use uuid::Uuid;

use super::*;

const DONE: Date = date(2025, 7, 11);

#[test]
fn with_the_referral_nothing_is_known_but_the_referral() {
    given([]).then_that(|row| {
        row.programme == Some(ProgrammeId(Uuid::from_u128(7)))
            && row.reference.as_str() == "NF-001"
            && row.source == ReferralSource::Council
            && row.school_year.as_ref().is_some_and(|year| year.as_str() == "14+")
            && (row.accepted_on, row.year, row.age_on_31_august) == (None, None, None)
    });
}

#[test]
fn an_acceptance_says_what_is_planned_and_in_which_year() {
    given([accepted(None)]).then_that(|row| {
        row.year == Some(AcademicYear::of(date(2024, 9, 30)))
            && (row.accepted_on, row.planned_start, row.planned_end)
                == (Some(date(2024, 6, 22)), Some(date(2024, 9, 30)), Some(DONE))
            && (row.weekly_minutes_at_work, row.weekly_minutes_in_class) == (Some(Minutes(1260)), Some(Minutes(420)))
            && row.age_on_31_august == Some(22)
            && row.english_and_maths == Some(EnglishAndMaths::NotNeeded)
            && row.readiness_override == Some(ReadinessOverride::SupportIsInPlace)
    });
}

#[test]
fn the_programme_they_were_accepted_on_counts_before_the_one_applied_for() {
    let programme = |n| Some(ProgrammeId(Uuid::from_u128(n)));
    given([accepted(None)]).then_that(|row| row.programme == programme(7));
    given([accepted(programme(8))]).then_that(|row| row.programme == programme(8));
}

#[test]
fn it_started_with_the_first_of_its_placements() {
    given([placed(date(2024, 10, 7)), placed(date(2024, 9, 30)), placed(date(2024, 11, 4))])
        .then_that(|row| row.started_on == Some(date(2024, 9, 30)));
}

#[test]
fn what_a_later_day_says_of_the_plan_stays_when_an_earlier_one_is_recorded_late() {
    let early = PlanVerified {
        kind: PlanKind::NonEhcPilot,
        names_pathway: Some(false),
        evidence: None,
        last_review: Some(date(2024, 3, 1)),
        ..verified(date(2024, 5, 1))
    };
    given([verified(date(2024, 6, 1)).into(), early.into()]).then_that(|row| {
        (row.plan, row.plan_evidence) == (Some(PlanKind::EhcPlan), Some(PlanEvidence::SeenByAPerson))
            && row.plan_verified_on == Some(date(2024, 6, 1))
            && row.last_review_on == Some(date(2024, 3, 1))
            && (row.names_pathway, row.pathway_said_on) == (Some(true), Some(date(2024, 6, 1)))
    });
}

#[test]
fn a_review_says_whether_the_plan_names_the_pathway_and_one_that_does_not_say_changes_nothing() {
    let known = |row: &Internship| (row.last_review_on, row.names_pathway, row.pathway_said_on);
    let (june, july) = (date(2024, 6, 1), date(2024, 7, 1));
    given([verified(june).into(), reviewed(july, Some(false))])
        .then_that(|row| known(row) == (Some(july), Some(false), Some(july)));
    given([verified(june).into(), reviewed(july, None)])
        .then_that(|row| known(row) == (Some(july), Some(true), Some(june)));
}

#[test]
fn a_decline_says_why_and_where_they_went_instead() {
    let declined = Declined {
        date: date(2024, 6, 3),
        reason: DeclineReason::NoPlace,
        onward: Some(Onward::FurtherEducation),
        note: None,
    };
    given([declined.into()]).then_that(|row| {
        ended(row) == (Some(date(2024, 6, 3)), Some(End::Declined), "no-place")
            && row.onward == Some(Onward::FurtherEducation)
    });
}

#[test]
fn the_earliest_end_counts_in_either_order_and_on_one_day_leaving_does() {
    let completed: Fact = Completed { date: DONE, reason: CompletionReason::Finished, note: None }.into();
    let before = DONE.yesterday().unwrap();
    let (left, ceased) = ((DONE, End::Completed, "finished"), (before, End::PlanCeased, "too-old"));
    for (day, (on, end, reason)) in [(before, ceased), (DONE, left), (DONE.tomorrow().unwrap(), left)] {
        let plan: Fact = PlanCeased { date: day, reason: CeaseReason::TooOld, note: None }.into();
        given([plan.clone(), completed.clone()]).then_that(|row| ended(row) == (Some(on), Some(end), reason));
        given([completed.clone(), plan]).then_that(|row| ended(row) == (Some(on), Some(end), reason));
    }
}

#[test]
fn an_end_that_was_taken_back_is_no_end() {
    let completed = Completed { date: DONE, reason: CompletionReason::Finished, note: None };
    given([completed.into(), taken_back("referrals", 2)]).then_that(|row| ended(row) == (None, None, ""));
}

#[test]
fn nothing_happens_to_somebody_who_was_never_referred() {
    projection_kit::scenarios::given::<Internships>([accepted(None)])
        .parked(1, &Undigested::Unfounded { on: "a referral" });
}

fn ended(row: &Internship) -> (Option<Date>, Option<End>, &str) {
    (row.ended_on, row.ended_as, row.end_reason.as_ref().map(|Word(reason)| reason.as_ref()).unwrap_or_default())
}

/// After a referral.
fn given<const N: usize>(facts: [Fact; N]) -> Given<Internships> {
    projection_kit::scenarios::given([referred()]).and_to(1, facts)
}

fn referred() -> Fact {
    Referred {
        date: date(2024, 5, 7),
        provider: ProviderId(Uuid::from_u128(0xD)),
        programme: Some(ProgrammeId(Uuid::from_u128(7))),
        reference: Line::new("NF-001").unwrap(),
        person: PersonId(Uuid::from_u128(0xA)),
        home_authority: LocalAuthority::new("E08000006").unwrap(),
        source: ReferralSource::Council,
        school_year: Some(Line::new("14+").unwrap()),
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal: None,
    }
    .into()
}

fn accepted(programme: Option<ProgrammeId>) -> Fact {
    Accepted {
        date: date(2024, 6, 22),
        provider: ProviderId(Uuid::from_u128(0xD)),
        programme,
        planned_start: date(2024, 9, 30),
        planned_end: DONE,
        weekly_minutes_at_work: Some(Minutes(1260)),
        weekly_minutes_in_class: Some(Minutes(420)),
        age_on_31_august: 22,
        english_and_maths: Some(EnglishAndMaths::NotNeeded),
        readiness_override: Some(ReadinessOverride::SupportIsInPlace),
        note: None,
    }
    .into()
}

fn placed(date: Date) -> Fact {
    PlacementStarted {
        placement: PlacementId(Uuid::from_u128(2)),
        employer: EmployerRef { id: EmployerId(Uuid::from_u128(3)), name: Line::new("Royal Infirmary").unwrap() },
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

fn verified(date: Date) -> PlanVerified {
    PlanVerified {
        date,
        kind: PlanKind::EhcPlan,
        local_authority: None,
        last_review: Some(jiff::civil::date(2024, 2, 1)),
        names_pathway: Some(true),
        evidence: Some(PlanEvidence::SeenByAPerson),
    }
}

fn reviewed(date: Date, names_pathway: Option<bool>) -> Fact {
    ReviewHeld {
        date,
        due: None,
        school_year: None,
        who: Vec::new(),
        looks_at_adult_life: None,
        names_pathway,
        views: None,
    }
    .into()
}
