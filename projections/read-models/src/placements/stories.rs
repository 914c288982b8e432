//! Placements, told as stories.

use events::Fact;
use events::placements::EmployerRef;
use jiff::civil::date;
use projection_kit::scenarios::{Given, taken_back};
use uuid::Uuid;

use super::*;

#[test]
fn a_placement_is_a_row_with_what_was_said_of_it() {
    given([started(1).into()]).then(row(1));
}

#[test]
fn placements_side_by_side_end_each_on_its_own_day() {
    let ended_row =
        Placement { ended_on: Some(date(2024, 11, 4)), end_reason: Some(PlacementEndReason::InternLeft), ..row(1) };
    given([started(1).into(), started(2).into(), ended(1)]).then_rows([ended_row, row(2)]);
}

#[test]
fn an_end_that_was_taken_back_is_no_end() {
    given([started(1).into(), ended(1), taken_back("placements", 2)]).then(row(1));
}

#[test]
fn a_pause_counts_its_days_once_the_placement_goes_on() {
    let paused_row = Placement { pauses: 1, paused_since: Some(date(2024, 10, 7)), ..row(1) };
    given([started(1).into(), paused(7)]).then(paused_row);
    let over = Placement { pauses: 2, days_paused: Days(7 + 3), ..row(1) };
    given([started(1).into(), paused(7), resumed(14), paused(21), resumed(24)]).then(over);
}

#[test]
fn the_latest_review_counts_whatever_was_recorded_last() {
    let reviewed_row = Placement {
        reviews: 2,
        reviewed_on: Some(date(2024, 10, 20)),
        review_decision: Some(ReviewDecision::OfferJob),
        ..row(1)
    };
    let (late, early) = (reviewed(20, Some(ReviewDecision::OfferJob)), reviewed(10, Some(ReviewDecision::Change)));
    given([started(1).into(), late.clone(), early]).then(reviewed_row.clone());
    given([started(1).into(), reviewed(10, None), late]).then(reviewed_row);
}

#[test]
fn nothing_happens_to_a_placement_that_never_started() {
    let unfounded = Undigested::Unfounded { on: "a placement that started" };
    for fact in [ended(1), paused(7), resumed(14), reviewed(10, None)] {
        given([fact]).parked(1, &unfounded);
    }
}

fn given<const N: usize>(facts: [Fact; N]) -> Given<Placements> {
    projection_kit::scenarios::given(facts)
}

fn row(placement: u128) -> Placement {
    Placement {
        internship: InternshipId(Uuid::from_u128(1)),
        placement: PlacementId(Uuid::from_u128(placement)),
        employer: EmployerId(Uuid::from_u128(0xE)),
        employer_name: Line::new("Royal Infirmary").unwrap(),
        site: Some(Line::new("main building").unwrap()),
        role: Some(Line::new("porter").unwrap()),
        opening: Some(RoleId(Uuid::from_u128(0x0F))),
        mode: Some(PlacementMode::External),
        weekly_minutes: Some(Minutes(600)),
        planned_minutes: Some(Minutes(6000)),
        supervisor_named: Some(false),
        act: Act::Recorded,
        started_on: date(2024, 9, 30),
        planned_end: Some(date(2025, 1, 31)),
        ended_on: None,
        end_reason: None,
        pauses: 0,
        paused_since: None,
        days_paused: Days(0),
        reviews: 0,
        reviewed_on: None,
        review_decision: None,
    }
}

fn started(placement: u128) -> PlacementStarted {
    let row = row(placement);
    PlacementStarted {
        placement: row.placement,
        employer: EmployerRef { id: row.employer, name: row.employer_name },
        site: row.site,
        role: row.role,
        opening: row.opening,
        date: row.started_on,
        planned_end: row.planned_end,
        weekly_minutes: row.weekly_minutes,
        planned_minutes: row.planned_minutes,
        mode: row.mode,
        supervisor_named: row.supervisor_named,
        act: row.act,
    }
}

fn ended(placement: u128) -> Fact {
    let (placement, reason) = (PlacementId(Uuid::from_u128(placement)), Some(PlacementEndReason::InternLeft));
    PlacementEnded { placement, date: date(2024, 11, 4), reason, note: None }.into()
}

fn paused(day: i8) -> Fact {
    let placement = PlacementId(Uuid::from_u128(1));
    PlacementPaused { placement, date: date(2024, 10, day), reason: None, note: None }.into()
}

fn resumed(day: i8) -> Fact {
    let placement = PlacementId(Uuid::from_u128(1));
    PlacementResumed { placement, date: date(2024, 10, day), reason: None, note: None }.into()
}

fn reviewed(day: i8, decision: Option<ReviewDecision>) -> Fact {
    let placement = PlacementId(Uuid::from_u128(1));
    PlacementReviewed { placement, date: date(2024, 10, day), who: Vec::new(), decision, views: None }.into()
}
