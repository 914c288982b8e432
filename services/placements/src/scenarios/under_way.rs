//! What happens while a placement runs: adjustments, reviews and interruptions.

use events::placements::{
    AdjustmentAgreed, AdjustmentKind, PlacementPaused, PlacementResumed, PlacementReviewed, PlacementViews,
};
use events::{Note, SameFields};
use service_kit::scenarios::taken_back;
use service_kit::{About, Shared};

use super::*;
use crate::ReviewPlacement;

const NOVEMBER: Date = date(2024, 11, 18);
const DECEMBER: Date = date(2024, 12, 2);

#[test]
fn an_adjustment_may_be_agreed_for_no_placement_or_for_one_that_is_known() {
    let agreed = |placement| {
        let kind = AdjustmentKind::Communication;
        about(AdjustmentAgreed { date: ACCEPTED, placement, kind, detail: None })
    };
    given([referred()]).when(agreed(None)).accepted();
    given(running()).when(agreed(Some(FIRST))).accepted();
    given(running()).when(agreed(Some(SECOND))).refused(Refusal::NotStarted);
}

#[test]
fn a_review_is_of_the_placement_that_is_named_or_of_the_only_one_of_the_day() {
    let both = || running().into_iter().chain([started(SECOND, MUSEUM, FIRST_DAY, LAST_DAY)]);
    given(running()).when(review(NOVEMBER, None)).then(reviewed(FIRST, NOVEMBER));
    given(both()).when(review(NOVEMBER, Some(SECOND))).then(reviewed(SECOND, NOVEMBER));
    given(both()).when(review(NOVEMBER, None)).refused(Refusal::SeveralPlacements { date: NOVEMBER, running: 2 });
    given([referred()]).when(review(NOVEMBER, None)).refused(Refusal::NoPlacement { date: NOVEMBER });
}

#[test]
fn a_review_may_come_after_the_end_but_not_before_the_start() {
    let over = running().into_iter().chain([ended(FIRST, NOVEMBER), withdrawn_on(NOVEMBER)]);
    given(over).when(review(DECEMBER, Some(FIRST))).accepted();
    let until = FIRST_DAY.yesterday().unwrap();
    let refusal = Shared::EndsBeforeStart { from: FIRST_DAY, until };
    given(running()).when(review(until, Some(FIRST))).refused(refusal);
    given(running()).when(review(FIRST_DAY, Some(FIRST))).accepted();
}

#[test]
fn what_the_intern_and_the_employer_think_is_sealed() {
    let intern_view = Some(Note::new("I like the archive").unwrap());
    let asked = ReviewPlacement { intern_view: intern_view.clone(), ..review(NOVEMBER, None) };
    let views = Some(PlacementViews { intern: intern_view, employer: None });
    given(running()).when(asked).then(PlacementReviewed { views, ..reviewed(FIRST, NOVEMBER) });
}

#[test]
fn a_placement_is_paused_and_goes_on_and_is_paused_again() {
    given(running()).when(pause(NOVEMBER)).then(paused(NOVEMBER));
    let once = || running().into_iter().chain([paused(NOVEMBER)]);
    given(once()).when(pause(DECEMBER)).refused(Refusal::AlreadyPaused { since: NOVEMBER });
    given(once()).when(resume(DECEMBER)).then(resumed(DECEMBER));
    given(once()).when(resume(NOVEMBER)).accepted();
    let until = NOVEMBER.yesterday().unwrap();
    given(once()).when(resume(until)).refused(Shared::EndsBeforeStart { from: NOVEMBER, until });
    let back = || once().chain([resumed(DECEMBER)]);
    given(back()).when(pause(JANUARY)).accepted();
    given(back()).when(resume(JANUARY)).refused(Refusal::NotPaused);
    given(running()).when(resume(JANUARY)).refused(Refusal::NotPaused);
}

#[test]
fn a_placement_is_paused_while_it_runs() {
    let from = FIRST_DAY;
    given(running()).when(pause(from)).accepted();
    let (date, until) = (from.yesterday().unwrap(), Until(None));
    given(running()).when(pause(date)).refused(Refusal::NotInThatPlacement { date, from, until });
    let over = || running().into_iter().chain([ended(FIRST, NOVEMBER)]);
    given(over()).when(pause(NOVEMBER)).accepted();
    let (date, until) = (DECEMBER, Until(Some(NOVEMBER)));
    given(over()).when(pause(date)).refused(Refusal::NotInThatPlacement { date, from, until });
    let left = running().into_iter().chain([withdrawn_on(NOVEMBER)]);
    given(left).when(pause(DECEMBER)).refused(Refusal::AfterTheEnd { date: DECEMBER, left: NOVEMBER });
    given([referred()]).when(pause(NOVEMBER)).refused(Refusal::NotStarted);
}

#[test]
fn a_pause_is_taken_back_after_the_day_back_was() {
    let back = || running().into_iter().chain([paused(NOVEMBER), resumed(DECEMBER)]);
    given(back()).when(service_kit::scenarios::take_back(INTERN.subject(), 4)).waits_for(&[5]);
    let still = back().chain([taken_back("placements", 5)]);
    given(still).when(resume(DECEMBER)).accepted();
}

fn about<E: SameFields>(event: E) -> About<E> {
    About::new(INTERN.subject(), event)
}

fn pausing(date: Date) -> PlacementPaused {
    PlacementPaused { placement: FIRST, date, reason: None, note: None }
}

fn resuming(date: Date) -> PlacementResumed {
    PlacementResumed { placement: FIRST, date, reason: None, note: None }
}

fn paused(date: Date) -> Fact {
    pausing(date).into()
}

fn resumed(date: Date) -> Fact {
    resuming(date).into()
}

fn pause(date: Date) -> About<PlacementPaused> {
    about(pausing(date))
}

fn resume(date: Date) -> About<PlacementResumed> {
    about(resuming(date))
}

fn reviewed(placement: PlacementId, date: Date) -> PlacementReviewed {
    PlacementReviewed { placement, date, who: Vec::new(), decision: None, views: None }
}

fn review(date: Date, placement: Option<PlacementId>) -> ReviewPlacement {
    ReviewPlacement {
        internship: INTERN,
        placement,
        date,
        who: Vec::new(),
        decision: None,
        intern_view: None,
        employer_view: None,
    }
}
