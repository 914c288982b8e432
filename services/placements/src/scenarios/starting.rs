//! An intern starts in a rotation.

use service_kit::Shared;

use super::*;

#[test]
fn an_intern_starts_in_a_rotation() {
    given([referred(), accepted()]).when(start()).then(started(1, BAKERY, FIRST_DAY, JANUARY));
}

#[test]
fn nobody_starts_without_an_acceptance_or_an_employer_that_is_known() {
    given([referred()]).when(start()).refused(Refusal::NotAccepted);
    let employer = EmployerId(Uuid::from_u128(9));
    given([referred(), accepted()]).when(StartPlacement { employer, ..start() }).refused(Refusal::UnknownEmployer);
}

#[test]
fn nobody_is_planned_to_work_more_than_a_week_has() {
    let weekly = |minutes| StartPlacement { weekly_minutes: Minutes(minutes), ..start() };
    given([referred(), accepted()]).when(weekly(10_080)).accepted();
    given([referred(), accepted()]).when(weekly(10_081)).refused(Shared::MoreThanAWeek { minutes: Minutes(10_081) });
}

#[test]
fn a_rotation_is_not_planned_to_end_before_it_starts() {
    let until = date(2024, 9, 29);
    given([referred(), accepted()]).when(StartPlacement { planned_end: FIRST_DAY, ..start() }).accepted();
    given([referred(), accepted()])
        .when(StartPlacement { planned_end: until, ..start() })
        .refused(Shared::EndsBeforeStart { from: FIRST_DAY, until });
}

#[test]
fn nobody_starts_before_the_acceptance() {
    let early = date(2024, 6, 7);
    given([referred(), accepted()]).when(StartPlacement { date: ACCEPTED, ..start() }).accepted();
    given([referred(), accepted()])
        .when(StartPlacement { date: early, ..start() })
        .refused(Refusal::BeforeAcceptance { date: early, accepted: ACCEPTED });
}

#[test]
fn nobody_starts_after_they_left_but_a_start_may_be_written_up_late() {
    for left in [withdrawn_on(FIRST_DAY), completed_on(FIRST_DAY)] {
        given([referred(), accepted(), left.clone()]).when(start()).accepted();
        let late = date(2024, 10, 1);
        given([referred(), accepted(), left])
            .when(StartPlacement { date: late, ..start() })
            .refused(Refusal::AfterTheEnd { date: late, left: FIRST_DAY });
    }
}

#[test]
fn rotations_are_counted_from_one_and_start_once() {
    given([referred(), accepted()]).when(StartPlacement { rotation: 0, ..start() }).refused(Refusal::NoSuchRotation);
    given([referred(), accepted(), first_rotation(), ended(1, JANUARY)])
        .when(StartPlacement { rotation: 1, ..second() })
        .refused(Refusal::AlreadyStarted { rotation: 1, since: FIRST_DAY });
}

#[test]
fn a_rotation_follows_when_the_one_before_has_ended() {
    given([referred(), accepted(), first_rotation(), ended(1, JANUARY)]).when(second()).accepted();
    let early = StartPlacement { date: date(2024, 12, 10), ..second() };
    given([referred(), accepted(), first_rotation(), ended(1, date(2024, 12, 6))]).when(early).accepted();
}

#[test]
fn no_rotation_starts_while_another_runs() {
    let early = || StartPlacement { date: date(2025, 1, 30), ..second() };
    let refusal = || Refusal::AnotherRuns { rotation: 1, until: JANUARY };
    given([referred(), accepted(), first_rotation()]).when(early()).refused(refusal());
    given([referred(), accepted(), first_rotation(), ended(1, JANUARY)]).when(early()).refused(refusal());
}

#[test]
fn one_rotation_may_end_on_the_day_the_next_one_starts_whichever_is_recorded_first() {
    let same_day = || StartPlacement { date: JANUARY, ..second() };
    given([referred(), accepted(), first_rotation(), ended(1, JANUARY)]).when(same_day()).accepted();
    given([referred(), accepted(), first_rotation()]).when(same_day()).accepted();
}

#[test]
fn a_rotation_that_nobody_ended_is_over_after_its_planned_end() {
    given([referred(), accepted(), first_rotation()]).when(second()).accepted();
}

#[test]
fn an_earlier_rotation_may_be_recorded_after_a_later_one() {
    given([referred(), accepted(), started(2, MUSEUM, FEBRUARY, LAST_DAY)]).when(start()).accepted();
}

#[test]
fn nobody_stays_with_an_employer_for_more_than_a_year() {
    let programme = || [referred(), accepted_until(date(2026, 7, 10))];
    let until = |planned_end| StartPlacement { planned_end, ..start() };
    given(programme()).when(until(date(2025, 9, 30))).accepted();
    let refusal = Refusal::OverAYear { from: FIRST_DAY, until: date(2025, 10, 1) };
    given(programme()).when(until(date(2025, 10, 1))).refused(refusal);
}

#[test]
fn the_year_with_an_employer_is_counted_over_all_rotations_there() {
    let back = |employer| {
        let second = StartPlacement { employer, planned_end: date(2025, 10, 1), ..second() };
        let programme = [referred(), accepted_until(date(2026, 7, 10)), first_rotation(), ended(1, JANUARY)];
        given(programme).when(second)
    };
    back(BAKERY).refused(Refusal::OverAYear { from: FIRST_DAY, until: date(2025, 10, 1) });
    back(MUSEUM).accepted();
}

#[test]
fn a_placement_ends_with_the_programme_or_within_a_year_of_the_first() {
    let until = |planned_end| {
        given([referred(), accepted(), first_rotation(), ended(1, JANUARY)])
            .when(StartPlacement { planned_end, ..second() })
    };
    until(date(2025, 9, 30)).accepted();
    let (planned_end, last) = (date(2025, 10, 1), date(2025, 9, 30));
    until(planned_end).refused(Refusal::BeyondTheProgramme { planned_end, last });
}

#[test]
fn nobody_starts_before_they_were_interviewed() {
    let interview = date(2024, 10, 1);
    given([referred(), accepted(), interviewed(interview, InterviewResult::Offered)])
        .when(start())
        .refused(Refusal::StartsBeforeInterview { start: FIRST_DAY, interview });
}

#[test]
fn an_interview_for_a_later_rotation_does_not_stand_in_the_way_of_an_earlier_one() {
    let offered = |date| interviewed(date, InterviewResult::Offered);
    given([referred(), accepted(), offered(ACCEPTED), offered(FEBRUARY)]).when(start()).accepted();
}

#[test]
fn nobody_starts_where_they_were_not_offered_a_placement() {
    let not_this_time = interviewed(ACCEPTED, InterviewResult::NotThisTime);
    given([referred(), accepted(), not_this_time.clone()])
        .when(start())
        .refused(Refusal::NotOffered { interviewed: ACCEPTED });
    given([referred(), accepted(), not_this_time]).when(StartPlacement { employer: MUSEUM, ..start() }).accepted();
}

#[test]
fn a_later_offer_counts_and_a_later_refusal_too() {
    let (september, offered, refused) = (date(2024, 9, 2), InterviewResult::Offered, InterviewResult::NotThisTime);
    let history =
        |first, second| [referred(), accepted(), interviewed(ACCEPTED, first), interviewed(september, second)];
    given(history(refused, offered)).when(start()).accepted();
    given(history(offered, refused)).when(start()).refused(Refusal::NotOffered { interviewed: september });
    let same_day = [referred(), accepted(), interviewed(ACCEPTED, offered), interviewed(ACCEPTED, refused)];
    given(same_day).when(start()).accepted();
}

fn first_rotation() -> Fact {
    started(1, BAKERY, FIRST_DAY, JANUARY)
}

pub(super) fn start() -> StartPlacement {
    StartPlacement {
        internship: INTERN,
        employer: BAKERY,
        rotation: 1,
        role: line("packing"),
        sector: None,
        date: FIRST_DAY,
        planned_end: JANUARY,
        weekly_minutes: Minutes(1200),
        supervisor_named: None,
    }
}

fn second() -> StartPlacement {
    StartPlacement { employer: MUSEUM, rotation: 2, date: FEBRUARY, planned_end: LAST_DAY, ..start() }
}
