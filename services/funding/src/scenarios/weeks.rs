//! H6: how many weeks are claimed, over all awards of an internship.

use events::funding::{AccessToWorkApplied, AccessToWorkDecided, Award, AwardExtended};
use events::{Fact, Minutes};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{ClaimRefusal, Funding, Refusal, SubmitClaim};

#[test]
fn twenty_six_weeks_of_an_award_are_claimed_and_up_to_thirteen_more_when_it_is_extended() {
    let allowed = |weeks, allowed| ClaimRefusal::TooManyWeeks { weeks, allowed };
    let until = date(2026, 6, 14);
    weekly(26, 0, until).when(all(until)).accepted();
    weekly(27, 0, until).when(all(until)).refused(allowed(27, 26));
    weekly(34, 8, until).when(all(until)).accepted();
    weekly(35, 8, until).when(all(until)).refused(allowed(35, 34));
}

#[test]
fn weeks_are_counted_over_all_claims_that_stand() {
    let until = date(2026, 6, 14);
    let first: Vec<_> = (0..25).map(|week| (event_id(4 + week), 60)).collect();
    let rest = || SubmitClaim { claim: claim_id(2), ..all(until) };
    let history = |more: Vec<Fact>| given([weeks_logged(27, 0, until), vec![claimed(1, &first).into()], more].concat());
    history(Vec::new()).when(rest()).refused(ClaimRefusal::TooManyWeeks { weeks: 27, allowed: 26 });
    history(Vec::new()).when(SubmitClaim { minutes: Some(Minutes(60)), ..rest() }).accepted();
    history(vec![rejected(1)]).when(SubmitClaim { minutes: Some(Minutes(26 * 60)), ..rest() }).accepted();
}

#[test]
fn two_sessions_in_a_week_are_one_week_claimed() {
    let until = date(2026, 6, 14);
    let tuesdays = weeks_from(date(2025, 9, 9)).take(26).map(|day| logged(day, session(60)));
    given(weeks_logged(26, 0, until).into_iter().chain(tuesdays)).when(all(until)).accepted();
}

#[test]
fn a_week_of_an_award_begins_on_the_weekday_of_its_first_day() {
    let until = date(2026, 6, 14);
    let more = |day| {
        let sessions = weeks_logged(26, 0, until).into_iter().chain([logged(day, session(60))]);
        given(sessions).when(all(until))
    };
    let sunday = AWARD_FROM + 25.weeks() + 6.days();
    more(sunday).accepted();
    more(sunday.tomorrow().unwrap()).refused(ClaimRefusal::TooManyWeeks { weeks: 27, allowed: 26 });
}

#[test]
fn a_second_award_is_not_another_twenty_six_weeks() {
    let first: Vec<_> = (0..20).map(|week| (event_id(4 + week), 60)).collect();
    let history = |weeks: usize| {
        let more = weeks_from(date(2026, 3, 9)).take(weeks).map(|day| logged(day, session(60)));
        let awarded = [weeks_logged(20, 0, AWARD_UNTIL), vec![claimed(1, &first).into()], second_award()].concat();
        given(awarded.into_iter().chain(more))
    };
    history(6).when(of_second()).accepted();
    history(7).when(of_second()).refused(ClaimRefusal::TooManyWeeks { weeks: 27, allowed: 26 });
}

#[test]
fn extensions_of_two_awards_add_thirteen_weeks_together() {
    let extend = |weeks| {
        let (date, until) = (date(2026, 6, 1), date(2026, 12, 6));
        intern(AwardExtended { date, reference: line("ATW2"), ..extension(weeks, until) })
    };
    let history = || given([awarded(), vec![extended(8, date(2026, 5, 3))], second_award()].concat());
    history().when(extend(5)).accepted();
    history().when(extend(6)).refused(Refusal::ExtensionTooLong { weeks: 6, total: 14, most: 13 });
}

/// An award that lasts until a day, extended by so many weeks, and an hour in each of its first weeks.
fn weekly(weeks: usize, extended: u16, until: Date) -> Given<Funding> {
    given(weeks_logged(weeks, extended, until))
}

fn weeks_logged(weeks: usize, extension: u16, until: Date) -> Vec<Fact> {
    let mut award = awarded();
    if let Some(Fact::Funding(events::funding::Event::AccessToWorkDecided(decided))) = award.last_mut() {
        decided.award = decided.award.take().map(|award| events::funding::Award { until, ..award });
    }
    award.extend(weeks_from(AWARD_FROM).take(weeks).map(|day| logged(day, session(60))));
    if extension > 0 {
        award.push(extended(extension, until));
    }
    award
}

fn weeks_from(day: Date) -> impl Iterator<Item = Date> {
    (0..).map(move |week: i32| day + week.weeks())
}

fn all(until: Date) -> SubmitClaim {
    SubmitClaim { until, date: until, ..submit(1) }
}

/// Applied for and awarded for the half year after the first award.
fn second_award() -> Vec<Fact> {
    let (from, until) = (date(2026, 3, 9), date(2026, 9, 6));
    let award = Some(Award { reference: line("ATW2"), from, until, ..award() });
    let application = AccessToWorkApplied { application: SECOND, ..application(date(2026, 2, 16)) };
    let decided =
        AccessToWorkDecided { application: SECOND, date: date(2026, 3, 6), award, working_days: 14, ..decided() };
    vec![application.into(), decided.into()]
}

fn of_second() -> SubmitClaim {
    let (from, until) = (date(2026, 3, 9), date(2026, 9, 6));
    SubmitClaim { award: line("ATW2"), from, until, date: until, ..submit(2) }
}
