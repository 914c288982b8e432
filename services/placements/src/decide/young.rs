//! H8: what the law allows at an employer under 18 (Working Time Regulations 1998, for young workers).
//! Decided only from what is known: where a start, an end or a break is not said, the most favourable
//! one is assumed.

use events::Minutes;
use events::placements::AttendancePlace;
use events::rule_table::{
    ADULT_AGE, Figure, YOUNG_BREAK, YOUNG_BREAK_AFTER, YOUNG_DAILY_REST, YOUNG_DAY, YOUNG_EVENING, YOUNG_MORNING,
    YOUNG_WEEK, YOUNG_WEEKLY_REST,
};
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

use crate::placements::Attended;
use crate::refusal::TooYoung;
use crate::{Placements, StartPlacement};

/// Whether the law allows attendance, beside what is known of the days around it.
pub(super) fn may_work(state: &Placements, date: Date, attended: Attended) -> Result<(), TooYoung> {
    let work = Work { state, adult: adult(state), day: date, attended };
    if attended.place != AttendancePlace::Placement || attended.minutes == Minutes(0) || !work.young(date) {
        return Ok(());
    }
    by_day(&work)?;
    long_enough_break(&work)?;
    let monday = monday(date);
    let (total, most) = (work.week(monday).map(|(_, work)| minutes(&work)).sum(), limit(YOUNG_WEEK, date));
    if total > most {
        return Err(TooYoung::LongWeek { monday, total, most });
    }
    for day in [date.yesterday().unwrap_or(date), date] {
        rested(&work, day)?;
    }
    days_off(&work, monday)
}

/// Whether the law allows the planned hours, with those of the placements that run beside it.
pub(super) fn may_plan(state: &Placements, command: &StartPlacement) -> Result<(), TooYoung> {
    let Some(adult) = adult(state) else { return Ok(()) };
    let runs = |on: Date, from: Date, until: Option<Date>| from <= on && until.is_none_or(|until| on <= until);
    let beside = state.placements.values().map(|other| other.from);
    let beside = beside.filter(|on| runs(*on, command.date, command.planned_end));
    for on in beside.chain([command.date]).filter(|on| *on < adult) {
        let others = state.placements.values().filter(|other| runs(on, other.from, other.until()));
        let total = others.map(|other| other.weekly_minutes).chain(command.weekly_minutes).sum();
        let most = limit(YOUNG_WEEK, on);
        if total > most {
            return Err(TooYoung::LongWeek { monday: monday(on), total, most });
        }
    }
    Ok(())
}

/// How long it is from one time to another on the clocks of England; to an earlier one, on the day after.
pub(super) fn between(date: Date, start: Time, end: Time) -> Minutes {
    let next = if end < start { date.tomorrow().unwrap_or(date) } else { date };
    elapsed(date.to_datetime(start), next.to_datetime(end))
}

/// What is known of an intern's work, with the attendance that is asked for.
struct Work<'s> {
    state: &'s Placements,
    /// The 18th birthday.
    adult: Option<Date>,
    day: Date,
    attended: Attended,
}

impl Work<'_> {
    fn young(&self, date: Date) -> bool {
        self.adult.is_some_and(|adult| date < adult)
    }

    /// The work of a day, at all placements.
    fn on(&self, date: Date) -> Vec<Attended> {
        let known = self.state.attendance.get(&date).into_iter().flatten().copied();
        let asked = Some(self.attended).filter(|_| date == self.day);
        let work =
            |one: &Attended| one.place == AttendancePlace::Placement && one.minutes > Minutes(0) && self.young(date);
        known.chain(asked).filter(work).collect()
    }

    /// The days of a week with work, in their order.
    fn week(&self, monday: Date) -> impl Iterator<Item = (Date, Vec<Attended>)> {
        let days = monday.series(1.day()).take(7);
        days.map(|day| (day, self.on(day))).filter(|(_, work)| !work.is_empty())
    }
}

fn by_day(work: &Work<'_>) -> Result<(), TooYoung> {
    let (date, today) = (work.day, work.on(work.day));
    let (total, most) = (minutes(&today), limit(YOUNG_DAY, date));
    if total > most {
        return Err(TooYoung::LongDay { date, total, most });
    }
    let (morning, evening) = (clock(YOUNG_MORNING, date), clock(YOUNG_EVENING, date));
    let early = latest_start(date, &work.attended).is_some_and(|start| start < morning);
    let late = earliest_end(date, &work.attended).is_some_and(|end| end > evening);
    let (from, until) = (morning.time(), evening.time());
    if early || late { Err(TooYoung::AtNight { date, from, until }) } else { Ok(()) }
}

/// The time between two placements of a day is a break too.
fn long_enough_break(work: &Work<'_>) -> Result<(), TooYoung> {
    let (date, today) = (work.day, work.on(work.day));
    let total = minutes(&today);
    if total <= limit(YOUNG_BREAK_AFTER, date) {
        return Ok(());
    }
    let rest = match today.as_slice() {
        [one] => one.break_minutes,
        several => known_break(date, several, total),
    };
    let least = limit(YOUNG_BREAK, date);
    match rest.filter(|rest| *rest < least) {
        Some(rest) => Err(TooYoung::ShortBreak { date, total, rest, least }),
        None => Ok(()),
    }
}

/// What lies between the first start and the last end of a day, apart from work, where all of it is known.
fn known_break(date: Date, work: &[Attended], total: Minutes) -> Option<Minutes> {
    let known = |one: &Attended| one.stretch(date).filter(|_| one.break_minutes.is_some());
    let (starts, ends): (Vec<_>, Vec<_>) = work.iter().map(known).collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let whole = elapsed(starts.into_iter().min()?, ends.into_iter().max()?);
    Some(Minutes(whole.0.saturating_sub(total.0)))
}

/// Between the work of a day and that of the day after.
fn rested(work: &Work<'_>, date: Date) -> Result<(), TooYoung> {
    let Ok(next) = date.tomorrow() else { return Ok(()) };
    let end = work.on(date).iter().filter_map(|one| earliest_end(date, one)).max();
    let start = work.on(next).iter().filter_map(|one| latest_start(next, one)).min();
    let least = limit(YOUNG_DAILY_REST, next);
    match end.zip(start).map(|(end, start)| elapsed(end, start)).filter(|rest| *rest < least) {
        Some(rest) => Err(TooYoung::ShortNight { date, rest, least }),
        None => Ok(()),
    }
}

/// The free time of a week, Monday to Sunday, need not be in one piece, but each piece has a whole day
/// in it: nights are not days off.
fn days_off(work: &Work<'_>, monday: Date) -> Result<(), TooYoung> {
    let next_monday = monday.saturating_add(7.days());
    let mut last = (monday, monday.to_datetime(Time::midnight()));
    let mut rest = Vec::new();
    let mut count = |(free, since): (Date, DateTime), day: Date, until| {
        if free < day {
            rest.push(elapsed(since, until));
        }
    };
    for (date, day) in work.week(monday) {
        let start = day.iter().map(|one| latest_start(date, one).unwrap_or_else(|| late_start(date, one))).min();
        let end = day.iter().map(|one| earliest_end(date, one).unwrap_or_else(|| early_end(date, one))).max();
        count(last, date, start.unwrap_or(last.1));
        last = (date.tomorrow().unwrap_or(date), end.unwrap_or(last.1));
    }
    count(last, next_monday, next_monday.to_datetime(Time::midnight()));
    let (rest, least) = (rest.into_iter().sum(), limit(YOUNG_WEEKLY_REST, monday));
    if rest < least { Err(TooYoung::NoDaysOff { monday, rest, least }) } else { Ok(()) }
}

fn limit(figure: Figure, day: Date) -> Minutes {
    Minutes(u32::try_from(figure.on(day)).unwrap_or_default())
}

/// The time of day that a figure gives as minutes after midnight.
fn clock(figure: Figure, day: Date) -> DateTime {
    day.to_datetime(Time::midnight()).saturating_add(figure.on(day).minutes())
}

fn minutes(work: &[Attended]) -> Minutes {
    work.iter().map(|one| one.minutes).sum()
}

/// The latest moment at which work can have begun, where a start or an end is known.
fn latest_start(date: Date, one: &Attended) -> Option<DateTime> {
    let start = one.start.map(|start| date.to_datetime(start));
    start.or_else(|| one.end.map(|end| date.to_datetime(end).saturating_sub(length(one))))
}

/// The earliest moment at which work can have been over, where a start or an end is known.
fn earliest_end(date: Date, one: &Attended) -> Option<DateTime> {
    let end = one.stretch(date).map(|(_, end)| end).or(one.end.map(|end| date.to_datetime(end)));
    end.or_else(|| one.start.map(|start| date.to_datetime(start).saturating_add(length(one))))
}

fn late_start(date: Date, one: &Attended) -> DateTime {
    clock(YOUNG_EVENING, date).saturating_sub(length(one))
}

fn early_end(date: Date, one: &Attended) -> DateTime {
    clock(YOUNG_MORNING, date).saturating_add(length(one))
}

/// Work and the break that is known.
fn length(one: &Attended) -> Span {
    let minutes: Minutes = [Some(one.minutes), one.break_minutes].into_iter().flatten().sum();
    i64::from(minutes.0).minutes()
}

fn elapsed(from: DateTime, until: DateTime) -> Minutes {
    let minutes = instant(until).duration_since(instant(from)).as_mins();
    Minutes(u32::try_from(minutes).unwrap_or(0))
}

/// The clocks of England go forward on the last Sunday of March and back on that of October, both at
/// 01:00 UTC: since 1996.
fn instant(at: DateTime) -> Timestamp {
    let england = TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0").unwrap_or(TimeZone::UTC);
    at.to_zoned(england).map_or(Timestamp::MAX, |at| at.timestamp())
}

fn monday(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().since(Weekday::Monday)).days())
}

/// The 18th birthday, where the date of birth is known. Who was born on 29 February comes of age on
/// 1 March.
fn adult(state: &Placements) -> Option<Date> {
    let born = state.born?;
    let age = i16::try_from(ADULT_AGE.on(born)).unwrap_or_default();
    let year = born.year().saturating_add(age);
    Date::new(year, born.month(), born.day()).or_else(|_| Date::new(year, 3, 1)).ok()
}
