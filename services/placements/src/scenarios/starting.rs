//! An intern starts in a placement.

use service_kit::Shared;

use super::*;

#[test]
fn an_intern_starts_in_a_placement() {
    given([referred(), accepted()]).when(start()).then(started(FIRST, BAKERY, FIRST_DAY, JANUARY));
}

#[test]
fn a_start_may_leave_out_what_nobody_said() {
    let bare = StartPlacement { role: None, planned_end: None, weekly_minutes: None, ..start() };
    given([referred(), accepted()]).when(bare).then(PlacementStarted {
        role: None,
        planned_end: None,
        weekly_minutes: None,
        ..starting(FIRST, BAKERY, FIRST_DAY, JANUARY)
    });
}

#[test]
fn nobody_starts_with_an_employer_that_is_not_known() {
    let employer = EmployerId(Uuid::from_u128(9));
    given([referred(), accepted()]).when(StartPlacement { employer, ..start() }).refused(Refusal::UnknownEmployer);
}

#[test]
fn nobody_is_planned_to_work_more_than_a_week_has() {
    let weekly = |minutes| StartPlacement { weekly_minutes: Some(Minutes(minutes)), ..start() };
    given([referred(), accepted()]).when(weekly(10_080)).accepted();
    given([referred(), accepted()]).when(weekly(10_081)).refused(Shared::MoreThanAWeek { minutes: Minutes(10_081) });
}

#[test]
fn a_placement_is_not_planned_to_end_before_it_starts() {
    let until = date(2024, 9, 29);
    given([referred(), accepted()]).when(planned_until(FIRST_DAY)).accepted();
    let refusal = Shared::EndsBeforeStart { from: FIRST_DAY, until };
    given([referred(), accepted()]).when(planned_until(until)).refused(refusal);
}

#[test]
fn nobody_is_started_without_an_acceptance_or_before_it_but_what_happened_is_recorded() {
    let on = |date, act| StartPlacement { date, act, ..start() };
    given([referred()]).when(start()).refused(Refusal::NotAccepted);
    given([referred()]).when(on(FIRST_DAY, Act::Recorded)).accepted();
    let early = date(2024, 6, 7);
    given([referred(), accepted()]).when(on(ACCEPTED, Act::Ours)).accepted();
    given([referred(), accepted()])
        .when(on(early, Act::Ours))
        .refused(Refusal::BeforeAcceptance { date: early, accepted: ACCEPTED });
    given([referred(), accepted()]).when(on(early, Act::Recorded)).accepted();
}

#[test]
fn nobody_starts_before_the_referral_whoever_did_it() {
    let on = |date| StartPlacement { date, act: Act::Recorded, ..start() };
    let early = date(2024, 4, 8);
    given([referred()]).when(on(REFERRED)).accepted();
    given([referred()]).when(on(early)).refused(Refusal::BeforeReferral { date: early, referred: REFERRED });
}

#[test]
fn nobody_starts_after_the_internship_ended_but_a_start_may_be_written_up_late() {
    let late = date(2024, 10, 1);
    for left in [withdrawn_on(FIRST_DAY), completed_on(FIRST_DAY), declined_on(FIRST_DAY)] {
        let history = || [referred(), accepted(), left.clone()];
        given(history()).when(start()).accepted();
        for act in Act::ALL {
            given(history())
                .when(StartPlacement { date: late, act: *act, ..start() })
                .refused(Refusal::AfterTheEnd { date: late, left: FIRST_DAY });
        }
    }
}

#[test]
fn a_placement_starts_once() {
    given(running())
        .when(StartPlacement { date: FEBRUARY, ..start() })
        .refused(Refusal::AlreadyStarted { since: FIRST_DAY });
}

#[test]
fn placements_follow_each_other_and_run_side_by_side_at_one_employer_or_two() {
    given(running()).when(second()).accepted();
    for employer in [BAKERY, MUSEUM] {
        given(running()).when(StartPlacement { employer, date: date(2024, 10, 3), ..second() }).accepted();
    }
}

#[test]
fn an_earlier_placement_may_be_recorded_after_a_later_one() {
    given([referred(), accepted(), started(SECOND, MUSEUM, FEBRUARY, LAST_DAY)]).when(start()).accepted();
}

#[test]
fn nobody_is_planned_to_be_with_an_employer_for_a_year() {
    let (from, last) = (date(2024, 9, 1), date(2025, 8, 30));
    let until = |planned_end| StartPlacement { date: from, ..planned_until(planned_end) };
    given(long_programme()).when(until(last)).accepted();
    for anniversary in [date(2025, 8, 31), date(2025, 9, 1)] {
        let refusal = Refusal::YearWithEmployer { from, until: anniversary, last };
        given(long_programme()).when(until(anniversary)).refused(refusal);
    }
}

#[test]
fn that_somebody_else_planned_a_year_with_an_employer_is_recorded() {
    let year = planned_until(date(2025, 10, 31));
    given(long_programme()).when(StartPlacement { act: Act::Recorded, ..year }).accepted();
}

#[test]
fn a_year_with_a_leap_day_in_it_or_at_its_beginning_is_a_year_too() {
    for (from, last) in [
        (date(2023, 9, 1), date(2024, 8, 29)),
        (date(2024, 2, 29), date(2025, 2, 26)),
        (date(2024, 3, 1), date(2025, 2, 27)),
    ] {
        let asked = |planned_end| {
            let history = [referral(from, None), accepted_from(from, date(2026, 7, 10))];
            given(history).when(StartPlacement { date: from, ..planned_until(planned_end) })
        };
        asked(last).accepted();
        let until = last.tomorrow().unwrap();
        asked(until).refused(Refusal::YearWithEmployer { from, until, last });
    }
}

#[test]
fn the_year_with_an_employer_is_counted_over_all_placements_there() {
    let (until, last) = (date(2025, 9, 29), date(2025, 9, 28));
    let back = |employer, planned_end| {
        let second = StartPlacement { employer, planned_end: Some(planned_end), ..second() };
        let first = [started(FIRST, BAKERY, FIRST_DAY, JANUARY), ended(FIRST, JANUARY)];
        given(long_programme().into_iter().chain(first)).when(second)
    };
    back(BAKERY, last).accepted();
    back(BAKERY, until).refused(Refusal::YearWithEmployer { from: FIRST_DAY, until, last });
    back(MUSEUM, until).accepted();
}

#[test]
fn a_placement_ends_with_the_programme_or_within_a_year_of_the_first() {
    let until = |planned_end| given(running()).when(StartPlacement { planned_end: Some(planned_end), ..second() });
    let (planned_end, last) = (date(2025, 9, 29), date(2025, 9, 28));
    until(last).accepted();
    until(planned_end).refused(Refusal::BeyondTheProgramme { planned_end, last });
}

#[test]
fn a_placement_may_start_whatever_an_interview_there_had_as_its_result() {
    let not_this_time = interviewed(ACCEPTED, InterviewResult::NotThisTime);
    given([referred(), accepted(), not_this_time]).when(start()).accepted();
}

fn long_programme() -> [Fact; 2] {
    [referred(), accepted_until(date(2026, 7, 10))]
}

pub(super) fn start() -> StartPlacement {
    StartPlacement {
        internship: INTERN,
        placement: FIRST,
        employer: BAKERY,
        site: None,
        role: Some(line("packing")),
        opening: None,
        date: FIRST_DAY,
        planned_end: Some(JANUARY),
        weekly_minutes: Some(Minutes(1200)),
        planned_minutes: None,
        mode: None,
        supervisor_named: None,
        act: Act::Ours,
    }
}

fn planned_until(planned_end: Date) -> StartPlacement {
    StartPlacement { planned_end: Some(planned_end), ..start() }
}

fn second() -> StartPlacement {
    StartPlacement { employer: MUSEUM, placement: SECOND, date: FEBRUARY, planned_end: Some(LAST_DAY), ..start() }
}
