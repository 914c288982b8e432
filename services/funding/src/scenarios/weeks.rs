//! H6: a claim stays within the award, week by week, and claims no more weeks than were awarded.

use events::funding::{AccessToWorkDecided, Award, AwardStep, CoachingAward};
use events::{Fact, Minutes, Pence};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use service_kit::scenarios::{Given, event_id};

use super::history::*;
use crate::{Funding, LineRefusal, ListedSession, SubmitClaim};

#[test]
fn the_last_minute_of_a_weekly_limit_is_claimed_and_one_more_is_not() {
    let history = || with([logged(MONDAYS[0], session(700)), logged(MONDAYS[0], session(40))]);
    history().when(all()).then(claimed(1, &[(event_id(4), 700), (event_id(5), 20)]).logged(740));
    history().when(stating(720)).accepted();
    let (from, until) = (AWARD_FROM, MONTH_END);
    let (stated, left, pence) = (Minutes(721), Minutes(720), Pence(25_800));
    history().when(stating(721)).refused(LineRefusal::MoreThanTheAward { from, until, stated, left, pence });
    let (date, room, weekly) = (MONDAYS[0], Minutes(20), Minutes(720));
    history().when(listing(&[(4, None), (5, Some(20))])).accepted();
    history().when(listing(&[(4, None), (5, Some(21))])).refused(LineRefusal::OverTheWeek {
        date,
        stated: Minutes(21),
        room,
        weekly,
    });
}

#[test]
fn a_week_is_from_monday_to_sunday_and_counts_all_claims() {
    let sunday = MONDAYS[1].yesterday().unwrap();
    let full = || [logged(MONDAYS[0], session(720)), logged(sunday, session(60)), logged(MONDAYS[1], session(60))];
    with(full()).when(all()).then(claimed(1, &[(event_id(4), 720), (event_id(6), 60)]));
    let first = claimed(2, &[(event_id(4), 700)]).into();
    let [monday, sunday, next] = full();
    let rest = claimed(1, &[(event_id(4), 20), (event_id(6), 60)]).logged(780);
    with([monday, sunday, next, first]).when(all()).then(rest);
}

#[test]
fn each_minute_is_held_against_the_step_in_force_on_its_day() {
    // From Wednesday on the award gives 6 hours a week instead of 12.
    let wednesday = date(2025, 9, 10);
    let days = [date(2025, 9, 9), wednesday];
    let of = |tuesday, wednesday| [logged(days[0], session(tuesday)), logged(days[1], session(wednesday))];
    let history = |sessions: [Fact; 2]| {
        given(
            [referred(), applied_on(APPLIED), in_steps([step(AWARD_FROM, 720), step(wednesday, 360)])]
                .into_iter()
                .chain(sessions),
        )
    };
    history(of(300, 100)).when(all()).then(claimed(1, &[(event_id(4), 300), (event_id(5), 60)]).logged(400));
    history(of(400, 100)).when(all()).then(claimed(1, &[(event_id(4), 400)]));
    history(of(800, 100)).when(all()).then(claimed(1, &[(event_id(4), 720)]).logged(800));
}

#[test]
fn what_is_claimed_of_a_later_day_keeps_its_room() {
    let wednesday = date(2025, 9, 10);
    let sessions = [logged(date(2025, 9, 9), session(300)), logged(wednesday, session(300))];
    let steps = in_steps([step(AWARD_FROM, 720), step(wednesday, 360)]);
    let later = claimed(2, &[(event_id(5), 300)]).into();
    let history = [referred(), applied_on(APPLIED), steps].into_iter().chain(sessions).chain([later]);
    given(history).when(all()).then(claimed(1, &[(event_id(4), 60)]).logged(300));
}

#[test]
fn a_change_replaces_the_steps_from_its_day_on() {
    let history = |weekly| {
        let changed = tapered(MONDAYS[1], weekly);
        with([logged(MONDAYS[0], session(600)), logged(MONDAYS[1], session(600)), changed])
    };
    history(480).when(all()).then(claimed(1, &[(event_id(4), 600), (event_id(5), 480)]).logged(1200));
    history(600).when(all()).then(claimed(1, &[(event_id(4), 600), (event_id(5), 600)]));
}

#[test]
fn an_award_may_begin_on_a_wednesday_and_its_weeks_do_too() {
    let wednesday = date(2025, 9, 10);
    let weeks = |weeks| {
        let coaching = CoachingAward { steps: vec![step(wednesday, 720)], hourly: Pence(2150), weeks: Some(weeks) };
        let award = Award { from: wednesday, coaching: Some(coaching), ..award() };
        let decided: Fact = AccessToWorkDecided { award: Some(award), ..decided() }.into();
        let (tuesday, next) = (date(2025, 9, 16), date(2025, 9, 17));
        let sessions = [wednesday, tuesday, next].map(|day| logged(day, session(60)));
        let claim = SubmitClaim { from: Some(wednesday), ..submit(1) };
        given([referred(), applied_on(APPLIED), decided].into_iter().chain(sessions)).when(claim)
    };
    let claim = |sessions: &[(events::EventId, u32)]| {
        let mut claim = claimed(1, sessions);
        claim.content.from = wednesday;
        claim
    };
    weeks(1).then(claim(&[(event_id(4), 60), (event_id(5), 60)]));
    weeks(2).then(claim(&[(event_id(4), 60), (event_id(5), 60), (event_id(6), 60)]));
}

#[test]
fn no_more_weeks_are_claimed_than_were_awarded_and_an_extension_adds_some() {
    let until = date(2026, 6, 14);
    let claim = || SubmitClaim { until: Some(until), date: until, ..submit(1) };
    let refusal = |weeks| LineRefusal::OverTheWeeks { date: AWARD_FROM + (weeks as i32).weeks(), weeks };
    let listed = |weeks: u128| {
        let sessions = (0..weeks).map(|week| ListedSession { session: event_id(4 + week), minutes: None });
        SubmitClaim { sessions: Some(sessions.collect()), ..claim() }
    };
    weekly(26, 0, until).when(listed(26)).accepted();
    weekly(27, 0, until).when(listed(27)).refused(refusal(26));
    weekly(34, 8, until).when(listed(34)).accepted();
    weekly(35, 8, until).when(listed(35)).refused(refusal(34));
    // Without a list what is over is left out.
    weekly(27, 0, until).when(claim()).accepted();
}

#[test]
fn thirty_nine_weeks_and_more_are_claimed_where_access_to_work_gave_them() {
    let until = date(2026, 12, 27);
    let claim = SubmitClaim { until: Some(until), date: until, minutes: Some(Minutes(45 * 60)), ..submit(1) };
    weekly(45, 19, until).when(claim).accepted();
}

#[test]
fn an_award_that_says_no_weeks_is_bounded_by_its_days() {
    let coaching = CoachingAward { weeks: None, ..award().coaching.unwrap() };
    let decided: Fact =
        AccessToWorkDecided { award: Some(Award { coaching: Some(coaching), ..award() }), ..decided() }.into();
    let weeks = weeks_from(AWARD_FROM).take(26).map(|day| logged(day, session(60)));
    let claim =
        SubmitClaim { until: Some(AWARD_UNTIL), date: AWARD_UNTIL, minutes: Some(Minutes(26 * 60)), ..submit(1) };
    given([referred(), applied_on(APPLIED), decided].into_iter().chain(weeks)).when(claim).accepted();
}

trait Logged {
    fn logged(self, minutes: u32) -> Self;
}

impl Logged for events::funding::ClaimSubmitted {
    /// The claim, of sessions that lasted so long.
    fn logged(mut self, minutes: u32) -> Self {
        self.content.minutes_logged = Minutes(minutes);
        self
    }
}

fn in_steps<const N: usize>(steps: [AwardStep; N]) -> Fact {
    let coaching = CoachingAward { steps: steps.to_vec(), ..award().coaching.unwrap() };
    AccessToWorkDecided { award: Some(Award { coaching: Some(coaching), ..award() }), ..decided() }.into()
}

fn with(more: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    given(awarded().into_iter().chain(more))
}

fn all() -> SubmitClaim {
    submit(1)
}

fn stating(minutes: u32) -> SubmitClaim {
    SubmitClaim { minutes: Some(Minutes(minutes)), ..submit(1) }
}

fn listing(sessions: &[(u128, Option<u32>)]) -> SubmitClaim {
    let list =
        |&(n, minutes): &(u128, Option<u32>)| ListedSession { session: event_id(n), minutes: minutes.map(Minutes) };
    SubmitClaim { sessions: Some(sessions.iter().map(list).collect()), ..submit(1) }
}

/// An award that lasts until a day, extended by so many weeks, and an hour in each of its first weeks.
fn weekly(weeks: usize, extension: u16, until: Date) -> Given<Funding> {
    let award = AccessToWorkDecided { award: Some(Award { until, ..award() }), ..decided() };
    let mut history = vec![referred(), applied_on(APPLIED), award.into()];
    history.extend(weeks_from(AWARD_FROM).take(weeks).map(|day| logged(day, session(60))));
    if extension > 0 {
        history.push(extended(extension, until));
    }
    given(history)
}

fn weeks_from(day: Date) -> impl Iterator<Item = Date> {
    (0..).map(move |week: i32| day + week.weeks())
}
