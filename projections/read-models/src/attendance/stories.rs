//! Attendance, told as stories.

use events::Fact;
use jiff::civil::{Date, date};
use projection_kit::Undigested;
use projection_kit::scenarios::{given, taken_back};
use uuid::Uuid;

use super::*;

const OCTOBER: Date = date(2024, 10, 31);
const NOVEMBER: Date = date(2024, 11, 1);

#[test]
fn days_at_work_and_in_class_add_up_apart() {
    let row = AttendanceMonth {
        days_at_work: 2,
        minutes_at_work: Minutes(540),
        days_in_class: 1,
        minutes_in_class: Minutes(120),
        ..month(OCTOBER)
    };
    given::<Attendance>([
        at_work(OCTOBER, 300),
        at_work(OCTOBER, 240),
        day(OCTOBER, AttendancePlace::Class, 120, None),
    ])
    .then(row);
}

#[test]
fn each_month_is_a_row_of_its_own() {
    let row = |month| AttendanceMonth { days_at_work: 1, minutes_at_work: Minutes(300), ..month };
    given::<Attendance>([at_work(OCTOBER, 300), at_work(NOVEMBER, 300)])
        .then_rows([row(month(OCTOBER)), row(month(NOVEMBER))]);
}

#[test]
fn days_missed_are_told_apart_by_what_is_known_of_the_reason() {
    let missed = [
        Some(AbsenceReason::Ill),
        Some(AbsenceReason::Other),
        Some(AbsenceReason::Transport),
        Some(AbsenceReason::NotAuthorised),
        Some(AbsenceReason::NotKnown),
        None,
    ];
    let row = AttendanceMonth {
        days_absent: 6,
        days_absent_authorised: 3,
        days_absent_not_authorised: 1,
        days_absent_unexplained: 2,
        ..month(OCTOBER)
    };
    given::<Attendance>(missed.map(|reason| day(OCTOBER, AttendancePlace::Placement, 0, reason))).then(row);
}

#[test]
fn a_day_cut_short_is_a_day_at_work_and_not_one_missed() {
    let short = day(OCTOBER, AttendancePlace::Placement, 60, Some(AbsenceReason::Ill));
    let row = AttendanceMonth { days_at_work: 1, minutes_at_work: Minutes(60), days_cut_short: 1, ..month(OCTOBER) };
    given::<Attendance>([short]).then(row);
}

#[test]
fn a_day_that_was_taken_back_counts_nowhere() {
    let row = AttendanceMonth { days_at_work: 1, minutes_at_work: Minutes(240), ..month(OCTOBER) };
    given::<Attendance>([at_work(OCTOBER, 300), at_work(OCTOBER, 240), taken_back("placements", 1)]).then(row);
    given::<Attendance>([at_work(OCTOBER, 300), taken_back("placements", 1)]).then_nothing();
}

#[test]
fn more_time_than_the_column_holds_parks_the_internship() {
    given::<Attendance>([at_work(OCTOBER, u32::MAX), at_work(OCTOBER, 1)])
        .parked(2, &Undigested::Beyond { column: "minutes_at_work" });
}

fn at_work(date: Date, minutes: u32) -> Fact {
    day(date, AttendancePlace::Placement, minutes, None)
}

fn day(date: Date, place: AttendancePlace, minutes: u32, absence: Option<AbsenceReason>) -> Fact {
    let minutes = Minutes(minutes);
    AttendanceRecorded { date, place, placement: None, minutes, start: None, end: None, break_minutes: None, absence }
        .into()
}

fn month(day: Date) -> AttendanceMonth {
    nothing((InternshipId(Uuid::from_u128(1)), Month::of(day)))
}
