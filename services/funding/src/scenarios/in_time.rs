//! H4: an application is not too early for the placement, whichever of the two is recorded first.

use events::Fact;
use jiff::civil::{Date, date};
use service_kit::scenarios::Given;

use super::apply_on;
use super::history::*;
use crate::{AwardRefusal, Funding};

#[test]
fn six_months_before_a_day_that_the_month_lacks_is_the_last_day_it_has() {
    let first_day_for = |start: Date, earliest: Date| {
        let too_early = earliest.yesterday().unwrap();
        given([referred(), accepted(start)]).when(apply_on(earliest)).accepted();
        given([referred(), accepted(start)]).when(apply_on(too_early)).refused(AwardRefusal::AppliedTooEarly {
            date: too_early,
            earliest,
            start,
        });
    };
    for start in [28, 29, 30, 31] {
        first_day_for(date(2026, 8, start), date(2026, 2, 28));
    }
    first_day_for(date(2026, 9, 1), date(2026, 3, 1));
    first_day_for(date(2028, 8, 29), date(2028, 2, 29));
    first_day_for(date(2028, 8, 31), date(2028, 2, 29));
    first_day_for(date(2026, 3, 31), date(2025, 9, 30));
    first_day_for(date(2028, 2, 29), date(2027, 8, 29));
}

#[test]
fn a_placement_that_starts_later_than_planned_takes_nothing_from_an_application_in_time() {
    let (applied, planned, started_on) = (date(2025, 3, 9), date(2025, 9, 9), date(2025, 9, 10));
    let history = [accepted(planned), applied_on(applied), decided().into(), started(1, started_on)];
    claim(history).accepted();
}

#[test]
fn an_application_before_there_was_a_plan_is_not_held_against_it_by_a_claim() {
    let (applied, start) = (date(2025, 3, 7), date(2025, 9, 8));
    claim([applied_on(applied), decided().into(), accepted(start)]).accepted();
    claim([applied_on(applied), decided().into(), started(1, start)]).accepted();
}

/// Claims an hour logged in an internship in which all this happened.
fn claim(facts: impl IntoIterator<Item = Fact>) -> service_kit::scenarios::When<Funding> {
    let history: Given<Funding> = given([referred()].into_iter().chain(facts).chain([logged(MONDAYS[1], session(60))]));
    history.when(submit(1))
}
