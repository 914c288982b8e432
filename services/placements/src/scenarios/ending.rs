//! A placement ends.

use service_kit::{About, Shared};

use super::*;

#[test]
fn a_placement_ends() {
    given(running()).when(end_on(JANUARY)).then(ended(FIRST, JANUARY));
}

#[test]
fn a_placement_may_end_early_late_or_on_its_first_day() {
    for day in [FIRST_DAY, date(2024, 11, 4), LAST_DAY] {
        given(running()).when(end_on(day)).accepted();
    }
}

#[test]
fn a_placement_ends_with_the_internship_at_the_latest() {
    let left = || running().into_iter().chain([withdrawn_on(JANUARY)]);
    given(left()).when(end_on(date(2025, 1, 24))).accepted();
    given(left()).when(end_on(JANUARY)).accepted();
    given(left()).when(end_on(FEBRUARY)).refused(Refusal::AfterTheEnd { date: FEBRUARY, left: JANUARY });
}

#[test]
fn only_a_placement_that_started_ends() {
    given([referred(), accepted()]).when(end_on(JANUARY)).refused(Refusal::NotStarted);
}

#[test]
fn a_placement_ends_once_and_another_is_not_ended_by_it() {
    let [referred, accepted, first] = running();
    let both = [referred, accepted, first, started(SECOND, MUSEUM, FIRST_DAY, JANUARY), ended(SECOND, JANUARY)];
    given(both.clone()).when(end_on(FEBRUARY)).accepted();
    let both = both.into_iter().chain([ended(FIRST, JANUARY)]);
    given(both).when(end_on(FEBRUARY)).refused(Refusal::AlreadyEnded { on: JANUARY });
}

#[test]
fn a_placement_does_not_end_before_it_started() {
    let until = date(2024, 9, 29);
    given(running()).when(end_on(until)).refused(Shared::EndsBeforeStart { from: FIRST_DAY, until });
}

#[test]
fn that_a_placement_lasted_more_than_a_year_is_recorded() {
    given(running()).when(end_on(date(2025, 10, 1))).accepted();
}

fn end_on(date: Date) -> About<PlacementEnded> {
    let reason = Some(PlacementEndReason::Finished);
    About::new(INTERN.subject(), PlacementEnded { placement: FIRST, date, reason, note: None })
}
