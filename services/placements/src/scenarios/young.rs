//! H8: an intern under 18 at an employer. She is 18 on Thursday 13 March 2025.

use jiff::ToSpan as _;
use jiff::civil::{Time, time};

use super::*;

const BIRTHDAY: Date = date(2025, 3, 13);
/// A Monday.
const MONDAY: Date = date(2025, 2, 3);

#[test]
fn eight_hours_a_day_are_allowed_over_all_placements() {
    let refusal = |total| TooYoung::LongDay { date: MONDAY, total: Minutes(total), most: Minutes(480) };
    young([]).when(at(FIRST, MONDAY, 480)).accepted();
    young([]).when(at(FIRST, MONDAY, 481)).refused(refusal(481));
    let morning = || young([there(SECOND, MONDAY, 240)]);
    morning().when(at(FIRST, MONDAY, 240)).accepted();
    morning().when(at(FIRST, MONDAY, 241)).refused(refusal(481));
}

#[test]
fn what_is_not_at_an_employer_or_before_the_birthday_or_of_no_known_age_is_not_counted() {
    let class = AttendanceRecorded { place: AttendancePlace::Class, placement: None, ..there(FIRST, MONDAY, 400) };
    young([class]).when(at(FIRST, MONDAY, 480)).accepted();
    let long_class = RecordAttendance { place: AttendancePlace::Class, placement: None, ..at(FIRST, MONDAY, 600) };
    young([]).when(long_class).accepted();
    let yesterday = BIRTHDAY.yesterday().unwrap();
    let refusal = TooYoung::LongDay { date: yesterday, total: Minutes(481), most: Minutes(480) };
    young([]).when(at(FIRST, yesterday, 481)).refused(refusal);
    young([]).when(at(FIRST, BIRTHDAY, 481)).accepted();
    born(None, []).when(at(FIRST, MONDAY, 481)).accepted();
}

#[test]
fn who_was_born_on_a_leap_day_is_of_age_on_the_first_of_march() {
    let born = || born(Some(date(2008, 2, 29)), []);
    let date = date(2026, 2, 28);
    let refusal = TooYoung::LongDay { date, total: Minutes(481), most: Minutes(480) };
    born().when(at(FIRST, date, 481)).refused(refusal);
    born().when(at(FIRST, date.tomorrow().unwrap(), 481)).accepted();
}

#[test]
fn forty_hours_a_week_are_allowed_monday_to_sunday_over_all_placements() {
    let four_days = || (0..4).map(|n| there(if n % 2 == 0 { FIRST } else { SECOND }, MONDAY + n.days(), 480));
    let refusal = TooYoung::LongWeek { monday: MONDAY, total: Minutes(2401), most: Minutes(2400) };
    let friday = MONDAY + 4.days();
    young(four_days()).when(at(FIRST, friday, 480)).accepted();
    let more = four_days().chain([there(SECOND, friday, 240)]);
    young(more).when(at(FIRST, friday, 241)).refused(TooYoung::LongDay {
        date: friday,
        total: Minutes(481),
        most: Minutes(480),
    });
    let five_days = || four_days().chain([there(FIRST, friday, 479)]);
    young(five_days()).when(at(FIRST, friday + 1.day(), 2)).refused(refusal);
    young(five_days()).when(at(FIRST, friday + 3.days(), 480)).accepted();
}

#[test]
fn days_from_the_birthday_on_do_not_count_into_the_week() {
    let week = BIRTHDAY - 3.days();
    let adult = || (0..4).map(|n| there(FIRST, BIRTHDAY + n.days(), 600));
    young(adult()).when(at(FIRST, week, 480)).accepted();
}

#[test]
fn work_lies_between_six_and_ten() {
    let hours = |start: Time, end: Time| from_to(MONDAY, start, end, 30);
    let refusal = || TooYoung::AtNight { date: MONDAY, from: time(6, 0, 0, 0), until: time(22, 0, 0, 0) };
    young([]).when(hours(time(6, 0, 0, 0), time(9, 0, 0, 0))).accepted();
    young([]).when(hours(time(5, 59, 0, 0), time(9, 0, 0, 0))).refused(refusal());
    young([]).when(hours(time(18, 0, 0, 0), time(22, 0, 0, 0))).accepted();
    young([]).when(hours(time(18, 0, 0, 0), time(22, 1, 0, 0))).refused(refusal());
    young([]).when(hours(time(21, 0, 0, 0), time(1, 0, 0, 0))).refused(refusal());
}

#[test]
fn work_is_in_the_night_where_one_known_time_is_enough_to_tell() {
    let four_hours = |start, end| RecordAttendance { start, end, ..at(FIRST, MONDAY, 240) };
    let refusal = || TooYoung::AtNight { date: MONDAY, from: time(6, 0, 0, 0), until: time(22, 0, 0, 0) };
    young([]).when(four_hours(Some(time(18, 0, 0, 0)), None)).accepted();
    young([]).when(four_hours(Some(time(18, 1, 0, 0)), None)).refused(refusal());
    young([]).when(four_hours(None, Some(time(10, 0, 0, 0)))).accepted();
    young([]).when(four_hours(None, Some(time(9, 59, 0, 0)))).refused(refusal());
    young([]).when(four_hours(None, None)).accepted();
}

#[test]
fn more_than_four_and_a_half_hours_have_a_break_of_thirty_minutes() {
    let rest = |minutes, rest: Option<u32>| {
        young([]).when(RecordAttendance { break_minutes: rest.map(Minutes), ..at(FIRST, MONDAY, minutes) })
    };
    let refusal = |minutes, rest| {
        let (total, rest, least) = (Minutes(minutes), Minutes(rest), Minutes(30));
        TooYoung::ShortBreak { date: MONDAY, total, rest, least }
    };
    rest(270, Some(0)).accepted();
    rest(271, Some(0)).refused(refusal(271, 0));
    rest(271, Some(29)).refused(refusal(271, 29));
    rest(271, Some(30)).accepted();
    rest(480, None).accepted();
}

#[test]
fn the_time_between_two_placements_is_a_break() {
    let morning = |end, rest| known(SECOND, MONDAY, time(9, 0, 0, 0), end, rest);
    let afternoon = || from_to(MONDAY, time(13, 0, 0, 0), time(16, 0, 0, 0), 0);
    young([morning(time(12, 30, 0, 0), 0)]).when(afternoon()).accepted();
    let (total, rest, least) = (Minutes(391), Minutes(29), Minutes(30));
    let refusal = TooYoung::ShortBreak { date: MONDAY, total, rest, least };
    young([morning(time(12, 31, 0, 0), 0)]).when(afternoon()).refused(refusal);
    young([morning(time(13, 0, 0, 0), 30)]).when(afternoon()).accepted();
    let unknown = AttendanceRecorded { break_minutes: None, ..morning(time(13, 0, 0, 0), 0) };
    young([unknown]).when(afternoon()).accepted();
}

#[test]
fn twelve_hours_lie_between_two_days_whichever_is_recorded_last() {
    let tuesday = MONDAY + 1.day();
    let (evening, at_nine, before) = (time(21, 0, 0, 0), time(9, 0, 0, 0), time(8, 59, 0, 0));
    let late = || known(FIRST, MONDAY, time(18, 0, 0, 0), evening, 0);
    let refusal = || TooYoung::ShortNight { date: MONDAY, rest: Minutes(719), least: Minutes(720) };
    young([late()]).when(from_to(tuesday, at_nine, time(11, 0, 0, 0), 0)).accepted();
    young([late()]).when(from_to(tuesday, before, time(11, 0, 0, 0), 0)).refused(refusal());
    let early = || known(FIRST, tuesday, before, time(11, 0, 0, 0), 0);
    young([early()]).when(from_to(MONDAY, time(18, 0, 0, 0), evening, 0)).refused(refusal());
    young([there(FIRST, tuesday, 480)]).when(from_to(MONDAY, time(18, 0, 0, 0), evening, 0)).accepted();
}

#[test]
fn a_night_in_which_the_clocks_change_is_as_long_as_it_is() {
    let born = |attended| born(Some(date(2008, 1, 1)), [attended]);
    let saturday = |date, hour| known(FIRST, date, time(16, 0, 0, 0), time(hour, 0, 0, 0), 0);
    let sunday = |date: Date, hour| from_to(date.tomorrow().unwrap(), time(hour, 0, 0, 0), time(hour + 2, 0, 0, 0), 0);
    let (spring, autumn) = (date(2025, 3, 29), date(2025, 10, 25));
    let refusal = |date| TooYoung::ShortNight { date, rest: Minutes(660), least: Minutes(720) };
    born(saturday(spring, 20)).when(sunday(spring, 8)).refused(refusal(spring));
    born(saturday(spring, 20)).when(sunday(spring, 9)).accepted();
    born(saturday(autumn, 20)).when(sunday(autumn, 7)).accepted();
    born(saturday(autumn, 21)).when(sunday(autumn, 7)).refused(refusal(autumn));
}

#[test]
fn the_night_before_the_birthday_is_not_counted() {
    let late = known(FIRST, BIRTHDAY.yesterday().unwrap(), time(18, 0, 0, 0), time(22, 0, 0, 0), 0);
    young([late]).when(from_to(BIRTHDAY, time(7, 0, 0, 0), time(11, 0, 0, 0), 0)).accepted();
}

#[test]
fn a_week_has_forty_eight_hours_free() {
    let days = |days: &[i32]| young(days.iter().map(|n| there(FIRST, MONDAY + n.days(), 300)).collect::<Vec<_>>());
    days(&[0, 1, 2, 3]).when(at(FIRST, MONDAY + 4.days(), 300)).accepted();
    days(&[0, 1, 3, 4]).when(at(FIRST, MONDAY + 5.days(), 300)).accepted();
    // From Saturday at 11:00 at the earliest until Sunday is over.
    let refusal = TooYoung::NoDaysOff { monday: MONDAY, rest: Minutes(37 * 60), least: Minutes(2880) };
    days(&[0, 1, 2, 3, 4]).when(at(FIRST, MONDAY + 5.days(), 300)).refused(refusal);
    days(&[0, 1, 2, 3, 4]).when(at(FIRST, MONDAY + 7.days(), 300)).accepted();
}

#[test]
fn forty_eight_free_hours_may_begin_in_the_middle_of_a_day() {
    let days = || [0, 1, 2, 3].map(|n| there(FIRST, MONDAY + n.days(), 300));
    let (ten, friday, sunday) = (time(10, 0, 0, 0), MONDAY + 4.days(), MONDAY + 6.days());
    let until = |end| young(days().into_iter().chain([known(FIRST, friday, time(8, 0, 0, 0), end, 0)]));
    let on_sunday = || from_to(sunday, ten, time(11, 0, 0, 0), 0);
    until(ten).when(on_sunday()).accepted();
    let refusal = TooYoung::NoDaysOff { monday: MONDAY, rest: Minutes(2879), least: Minutes(2880) };
    until(time(10, 1, 0, 0)).when(on_sunday()).refused(refusal);
}

#[test]
fn we_plan_forty_hours_a_week_at_most_over_placements_that_run_side_by_side() {
    let plan = |minutes, act| {
        let (placement, date, planned_end) = (PlacementId(Uuid::from_u128(0x13)), MONDAY, Some(MONDAY));
        let weekly_minutes = Some(Minutes(minutes));
        let plan = StartPlacement { placement, date, planned_end, weekly_minutes, act, ..starting::start() };
        given([referral(REFERRED, Some(date_of_birth())), accepted(), started(FIRST, BAKERY, FIRST_DAY, MONDAY)])
            .when(plan)
    };
    plan(1200, Act::Ours).accepted();
    let refusal = TooYoung::LongWeek { monday: MONDAY, total: Minutes(2401), most: Minutes(2400) };
    plan(1201, Act::Ours).refused(refusal);
    plan(1201, Act::Recorded).accepted();
}

#[test]
fn the_plan_of_an_adult_or_of_other_times_is_not_counted() {
    let plan = |born, date, planned_end| {
        let weekly_minutes = Some(Minutes(2400));
        let second = StartPlacement {
            placement: SECOND,
            date,
            planned_end: Some(planned_end),
            weekly_minutes,
            ..starting::start()
        };
        given([referral(REFERRED, Some(born)), accepted(), started(FIRST, BAKERY, MONDAY, LAST_DAY)]).when(second)
    };
    let before = MONDAY.yesterday().unwrap();
    plan(date_of_birth(), FIRST_DAY, before).accepted();
    let refusal = TooYoung::LongWeek { monday: MONDAY, total: Minutes(3600), most: Minutes(2400) };
    plan(date_of_birth(), FIRST_DAY, MONDAY).refused(refusal);
    plan(date(2007, 2, 3), FIRST_DAY, MONDAY).accepted();
}

fn date_of_birth() -> Date {
    date(2007, 3, 13)
}

/// An intern under 18 at two placements, with this attendance.
fn young(attended: impl IntoIterator<Item = AttendanceRecorded>) -> Given<Placements> {
    born(Some(date_of_birth()), attended)
}

fn born(born: Option<Date>, attended: impl IntoIterator<Item = AttendanceRecorded>) -> Given<Placements> {
    let until = date(2026, 7, 10);
    let placements = [started(FIRST, BAKERY, FIRST_DAY, until), started(SECOND, MUSEUM, FIRST_DAY, until)];
    let begun = [referral(REFERRED, born), accepted()].into_iter().chain(placements);
    given(begun.chain(attended.into_iter().map(Fact::from)))
}

fn at(placement: PlacementId, date: Date, minutes: u32) -> RecordAttendance {
    RecordAttendance { placement: Some(placement), ..attend(date, minutes) }
}

fn from_to(date: Date, start: Time, end: Time, rest: u32) -> RecordAttendance {
    let (start, end, break_minutes) = (Some(start), Some(end), Some(Minutes(rest)));
    RecordAttendance { minutes: None, start, end, break_minutes, ..at(FIRST, date, 0) }
}

fn known(placement: PlacementId, date: Date, start: Time, end: Time, rest: u32) -> AttendanceRecorded {
    let minutes = u32::try_from(end.duration_since(start).as_mins()).unwrap() - rest;
    let (start, end, break_minutes) = (Some(start), Some(end), Some(Minutes(rest)));
    AttendanceRecorded { start, end, break_minutes, ..there(placement, date, minutes) }
}
