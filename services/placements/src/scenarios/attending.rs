//! Whether the intern was there.

use events::placements::AbsenceReason;
use jiff::civil::{Time, time};

use super::*;

const NINE: Time = time(9, 0, 0, 0);
const THREE: Time = time(15, 0, 0, 0);

#[test]
fn attendance_says_how_long_the_intern_was_there_and_at_which_placement() {
    given(running()).when(attend(FIRST_DAY, 360)).then(there(FIRST, FIRST_DAY, 360));
}

#[test]
fn attendance_says_why_the_intern_was_not_there() {
    let absence = Some(AbsenceReason::Ill);
    let expected = || AttendanceRecorded { absence, ..there(FIRST, FIRST_DAY, 0) };
    given(running()).when(RecordAttendance { minutes: None, absence, ..attend(FIRST_DAY, 0) }).then(expected());
    given(running()).when(RecordAttendance { absence, ..attend(FIRST_DAY, 0) }).then(expected());
}

#[test]
fn attendance_says_one_of_the_two_and_only_one() {
    let (none, ill) = (attend(FIRST_DAY, 0), Some(AbsenceReason::Ill));
    given(running()).when(none.clone()).refused(Refusal::NeitherThereNorAbsent);
    given(running())
        .when(RecordAttendance { start: Some(NINE), ..none.clone() })
        .refused(Refusal::NeitherThereNorAbsent);
    for both in [
        RecordAttendance { absence: ill, ..attend(FIRST_DAY, 60) },
        RecordAttendance { absence: ill, start: Some(NINE), ..none.clone() },
        RecordAttendance { absence: ill, end: Some(NINE), ..none.clone() },
        RecordAttendance { absence: ill, break_minutes: Some(Minutes(0)), ..none },
    ] {
        given(running()).when(both).refused(Refusal::BothThereAndAbsent);
    }
}

#[test]
fn the_minutes_follow_from_start_end_and_break() {
    let (start, end, break_minutes) = (Some(NINE), Some(THREE), Some(Minutes(30)));
    let hours = RecordAttendance { minutes: None, start, end, break_minutes, ..attend(FIRST_DAY, 0) };
    given(running()).when(hours.clone()).then(AttendanceRecorded {
        start,
        end,
        break_minutes,
        ..there(FIRST, FIRST_DAY, 330)
    });
    let all_break = RecordAttendance { break_minutes: Some(Minutes(360)), ..hours };
    let (minutes, rest) = (Minutes(0), Minutes(360));
    given(running()).when(all_break).refused(Refusal::HoursDoNotFit { minutes, rest, start: NINE, end: THREE });
}

#[test]
fn the_minutes_fit_between_start_and_end_with_the_break() {
    let (start, end, rest) = (Some(NINE), Some(THREE), Minutes(30));
    let hours = |minutes| RecordAttendance { start, end, break_minutes: Some(rest), ..attend(FIRST_DAY, minutes) };
    given(running()).when(hours(330)).accepted();
    given(running()).when(hours(300)).accepted();
    let minutes = Minutes(331);
    given(running()).when(hours(331)).refused(Refusal::HoursDoNotFit { minutes, rest, start: NINE, end: THREE });
}

#[test]
fn a_night_shift_ends_on_the_day_after_and_is_as_long_as_the_clocks_make_it() {
    let (start, end) = (Some(time(23, 0, 0, 0)), Some(time(3, 0, 0, 0)));
    let none = Some(Minutes(0));
    let shift = |date| {
        let shift = RecordAttendance { minutes: None, start, end, break_minutes: none, ..attend(date, 0) };
        given([referred(), accepted(), started(FIRST, BAKERY, FIRST_DAY, LAST_DAY)]).when(shift)
    };
    let expected =
        |date, minutes| AttendanceRecorded { start, end, break_minutes: none, ..there(FIRST, date, minutes) };
    shift(date(2024, 10, 25)).then(expected(date(2024, 10, 25), 240));
    shift(date(2024, 10, 26)).then(expected(date(2024, 10, 26), 300));
    shift(date(2025, 3, 29)).then(expected(date(2025, 3, 29), 180));
}

#[test]
fn the_break_is_not_guessed() {
    let (start, end) = (Some(NINE), Some(THREE));
    let unsaid = RecordAttendance { minutes: None, start, end, ..attend(FIRST_DAY, 0) };
    given(running()).when(unsaid.clone()).refused(Refusal::BreakNotSaid { start: NINE, end: THREE });
    let none = RecordAttendance { break_minutes: Some(Minutes(0)), ..unsaid.clone() };
    given(running()).when(none).accepted();
    let said = RecordAttendance { minutes: Some(Minutes(330)), ..unsaid };
    given(running()).when(said).then(AttendanceRecorded { start, end, ..there(FIRST, FIRST_DAY, 330) });
}

#[test]
fn nobody_is_in_two_places_at_overlapping_times() {
    let late = time(22, 0, 0, 0);
    let stretch = |start, end| (Some(start), Some(end));
    let attended = |date, start, end| {
        let (start, end) = stretch(start, end);
        AttendanceRecorded { start, end, ..there(FIRST, date, 60) }
    };
    let class = |start, end| {
        let (start, end) = stretch(start, end);
        RecordAttendance { start, end, ..in_class(FIRST_DAY, 60) }
    };
    let beside = |other: AttendanceRecorded| given(running().into_iter().chain([other.into()]));
    let refusal = |date, start| Refusal::TwoPlacesAtOnce { date, start };
    let today = || beside(attended(FIRST_DAY, NINE, THREE));
    today().when(class(time(14, 59, 0, 0), late)).refused(refusal(FIRST_DAY, NINE));
    today().when(class(THREE, late)).accepted();
    today().when(class(time(7, 0, 0, 0), time(9, 1, 0, 0))).refused(refusal(FIRST_DAY, NINE));
    today().when(class(time(7, 0, 0, 0), NINE)).accepted();
    today().when(RecordAttendance { end: None, ..class(time(10, 0, 0, 0), THREE) }).accepted();
    let night = || beside(attended(FIRST_DAY.yesterday().unwrap(), late, NINE));
    night().when(class(time(8, 59, 0, 0), THREE)).refused(refusal(FIRST_DAY.yesterday().unwrap(), late));
    night().when(class(NINE, THREE)).accepted();
    let tomorrow = || beside(attended(FIRST_DAY.tomorrow().unwrap(), time(0, 30, 0, 0), NINE));
    let refused = refusal(FIRST_DAY.tomorrow().unwrap(), time(0, 30, 0, 0));
    tomorrow().when(class(late, time(0, 31, 0, 0))).refused(refused);
    tomorrow().when(class(late, time(0, 30, 0, 0))).accepted();
}

#[test]
fn nobody_is_there_for_longer_than_a_day() {
    let refusal = || Refusal::MoreThanADay { date: FIRST_DAY, total: Minutes(1441) };
    given(running()).when(attend(FIRST_DAY, 1440)).accepted();
    given(running()).when(attend(FIRST_DAY, 1441)).refused(refusal());
    let attended = || running().into_iter().chain([there(FIRST, FIRST_DAY, 360).into()]);
    given(attended()).when(in_class(FIRST_DAY, 1080)).accepted();
    given(attended()).when(in_class(FIRST_DAY, 1081)).refused(refusal());
}

#[test]
fn attendance_is_recorded_once_for_a_day_and_place_or_for_each_known_start() {
    let attended = || running().into_iter().chain([there(FIRST, FIRST_DAY, 60).into()]);
    let already = || Refusal::AlreadyRecorded { date: FIRST_DAY };
    let from = |start| RecordAttendance { start: Some(start), ..attend(FIRST_DAY, 60) };
    given(attended()).when(attend(FIRST_DAY, 60)).refused(already());
    given(attended()).when(from(NINE)).refused(already());
    given(attended()).when(in_class(FIRST_DAY, 60)).accepted();
    given(attended()).when(attend(JANUARY, 60)).accepted();
    let at_nine = AttendanceRecorded { start: Some(NINE), ..there(FIRST, FIRST_DAY, 60) };
    let attended = || running().into_iter().chain([at_nine.clone().into()]);
    given(attended()).when(from(NINE)).refused(already());
    given(attended()).when(attend(FIRST_DAY, 60)).refused(already());
    given(attended()).when(from(THREE)).accepted();
}

#[test]
fn where_several_placements_run_attendance_names_the_one_that_is_meant() {
    let both = || running().into_iter().chain([started(SECOND, MUSEUM, date(2024, 10, 1), LAST_DAY)]);
    let day = date(2024, 10, 2);
    given(both()).when(attend(FIRST_DAY, 60)).then(there(FIRST, FIRST_DAY, 60));
    given(both()).when(attend(day, 60)).refused(Refusal::SeveralPlacements { date: day, running: 2 });
    given(both()).when(at(SECOND, day)).then(there(SECOND, day, 60));
    given(both()).when(attend(FEBRUARY, 60)).then(there(SECOND, FEBRUARY, 60));
    let ended = both().chain([ended(FIRST, FIRST_DAY)]);
    given(ended).when(attend(day, 60)).then(there(SECOND, day, 60));
}

#[test]
fn attendance_at_a_placement_needs_one_that_runs_on_that_day() {
    let late = date(2025, 2, 1);
    given([referred(), accepted()]).when(attend(FIRST_DAY, 60)).refused(Refusal::NoPlacement { date: FIRST_DAY });
    given(running()).when(attend(JANUARY, 60)).accepted();
    given(running()).when(attend(late, 60)).refused(Refusal::NoPlacement { date: late });
    given([referred(), accepted()]).when(at(FIRST, FIRST_DAY)).refused(Refusal::NotStarted);
}

#[test]
fn a_placement_that_is_named_may_go_on_beyond_its_plan_but_not_beyond_its_end() {
    let (early, from) = (date(2024, 9, 29), FIRST_DAY);
    given(running()).when(at(FIRST, FEBRUARY)).accepted();
    let until = Until(None);
    given(running()).when(at(FIRST, early)).refused(Refusal::NotInThatPlacement { date: early, from, until });
    let ended = || running().into_iter().chain([ended(FIRST, JANUARY)]);
    given(ended()).when(at(FIRST, JANUARY)).accepted();
    let (date, until) = (FEBRUARY, Until(Some(JANUARY)));
    given(ended()).when(at(FIRST, date)).refused(Refusal::NotInThatPlacement { date, from, until });
}

#[test]
fn a_class_needs_no_placement_and_has_none() {
    let class = || in_class(ACCEPTED, 60);
    let expected = AttendanceRecorded { place: AttendancePlace::Class, placement: None, ..there(FIRST, ACCEPTED, 60) };
    given([referred()]).when(class()).then(expected);
    given(running()).when(RecordAttendance { placement: Some(FIRST), ..class() }).refused(Refusal::ClassAtAPlacement);
}

#[test]
fn nobody_attends_before_the_referral_or_after_the_internship_ended() {
    let early = date(2024, 4, 8);
    given([referred()]).when(in_class(REFERRED, 60)).accepted();
    let refusal = Refusal::BeforeReferral { date: early, referred: REFERRED };
    given([referred()]).when(in_class(early, 60)).refused(refusal);
    let (left, date) = (FIRST_DAY, FIRST_DAY.tomorrow().unwrap());
    for end in [withdrawn_on(left), completed_on(left), declined_on(left)] {
        let history = || running().into_iter().chain([end.clone()]);
        given(history()).when(attend(left, 60)).accepted();
        given(history()).when(attend(date, 60)).refused(Refusal::AfterTheEnd { date, left });
        given(history()).when(in_class(date, 60)).refused(Refusal::AfterTheEnd { date, left });
    }
}

fn in_class(date: Date, minutes: u32) -> RecordAttendance {
    RecordAttendance { place: AttendancePlace::Class, ..attend(date, minutes) }
}

fn at(placement: PlacementId, date: Date) -> RecordAttendance {
    RecordAttendance { placement: Some(placement), ..attend(date, 60) }
}
