//! Dates and times as sheets write them, by `strptime` patterns: `%d/%m/%Y`, `%d %b %y`, `%H:%M`.
//!
//! A two-digit year (`%y`) below 69 is 20.., from 69 on 19..: `24` is 2024, `99` is 1999 (POSIX).

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;

/// Patterns, tried in order.
#[derive(Clone, Debug)]
pub(crate) struct Dates(Vec<String>);

/// Years outside are slips of the pen, as they are in commands: `0024`, `20244`.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Days that read otherwise when day, month and year change places.
const TELLING_DAYS: [(i16, i8, i8); 4] = [(2001, 2, 3), (2012, 11, 10), (2010, 12, 11), (1999, 1, 2)];
/// Times that read otherwise when hours and minutes change places, and in the other half of the day.
const TELLING_TIMES: [(i8, i8); 3] = [(1, 2), (14, 5), (11, 10)];

impl Dates {
    /// Patterns for days, tried out on a day.
    ///
    /// # Errors
    /// The pattern that cannot tell a day, and why.
    pub(crate) fn of_days(patterns: &[String]) -> Result<Self, String> {
        let day = Date::constant(2024, 9, 30);
        for pattern in patterns {
            let told = DateTime::from_parts(day, Time::constant(9, 5, 0, 0));
            let read = strtime::format(pattern, told).and_then(|text| strtime::parse(pattern, text)?.to_date());
            if read.ok() != Some(day) {
                return Err(format!(
                    "\"{pattern}\" cannot tell a day: write a pattern such as \"%d/%m/%Y\" (30/09/2024), \"%d %b %y\" \
                     (30 Sep 24) or \"%Y-%m-%d\" (2024-09-30)"
                ));
            }
        }
        let dates = Self(patterns.to_vec());
        let days = TELLING_DAYS.map(|(year, month, day)| Date::constant(year, month, day));
        dates.tells_apart(&days.map(|day| DateTime::from_parts(day, Time::midnight())), |dates, text| {
            dates.date(text)
        })?;
        Ok(dates)
    }

    /// Patterns for times of the day, tried out on a time.
    ///
    /// # Errors
    /// The pattern that cannot tell a time, and why.
    pub(crate) fn of_times(patterns: &[String]) -> Result<Self, String> {
        let time = Time::constant(14, 5, 0, 0);
        for pattern in patterns {
            let read = strtime::format(pattern, time).and_then(|text| strtime::parse(pattern, text)?.to_time());
            if read.ok() != Some(time) {
                return Err(format!(
                    "\"{pattern}\" cannot tell a time of the day: write a pattern such as \"%H:%M\" (14:05) or \
                     \"%I:%M %p\" (02:05 PM)"
                ));
            }
        }
        let times = Self(patterns.to_vec());
        let day = Date::constant(2024, 9, 30);
        let told = TELLING_TIMES.map(|(hour, minute)| DateTime::from_parts(day, Time::constant(hour, minute, 0, 0)));
        times.tells_apart(&told, |times, text| times.time(text))?;
        Ok(times)
    }

    /// Whether no text means one thing by one pattern and another by another.
    fn tells_apart<T: PartialEq>(
        &self,
        told: &[DateTime],
        read: impl Fn(&Self, &str) -> Result<T, String>,
    ) -> Result<(), String> {
        let alone = |pattern: &String| Self(vec![pattern.clone()]);
        for (place, one) in self.0.iter().enumerate() {
            for other in self.0.iter().skip(place + 1) {
                for (written, reader) in [(one, other), (other, one)] {
                    let texts = told.iter().filter_map(|told| strtime::format(written, *told).ok());
                    let is_two = |text: &String| match (read(&alone(written), text), read(&alone(reader), text)) {
                        (Ok(meant), Ok(taken)) => meant != taken,
                        (Ok(_) | Err(_), Err(_)) | (Err(_), Ok(_)) => false,
                    };
                    if let Some(text) = texts.into_iter().find(is_two) {
                        return Err(format!(
                            "\"{one}\" and \"{other}\" cannot be told apart (which of them is {text}?): keep one, and give \
                             the other to the one sheet or field that needs it"
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// The day that a cell names.
    pub(crate) fn date(&self, cell: &str) -> Result<Date, String> {
        let read = || self.0.iter().filter_map(|pattern| strtime::parse(pattern, cell).ok()).map(|told| told.to_date());
        let fits = |date: &Date| YEARS.contains(&date.year());
        if let Some(date) = read().flatten().find(fits) {
            return Ok(date);
        }
        if let Some(year) = read().flatten().map(|date| i64::from(date.year())).next().or_else(|| self.long_year(cell))
        {
            return Err(told_year(cell, year));
        }
        if read().next().is_some() {
            return Err("is no day of the calendar: correct the date".to_owned());
        }
        Err(format!(
            "is no date of the form {}: correct it, or add its form to dates in the mapping",
            self.0.join(" or ")
        ))
    }

    /// A year of more than four digits, where the cell is a day otherwise.
    fn long_year(&self, cell: &str) -> Option<i64> {
        let year = cell.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() > 4)?;
        let short = cell.replacen(year, "2000", 1);
        let is_day =
            self.0.iter().any(|pattern| strtime::parse(pattern, &short).is_ok_and(|told| told.to_date().is_ok()));
        if is_day { year.parse().ok() } else { None }
    }

    /// The day, or the time of one, as the sheets write it.
    pub(crate) fn written(&self, told: DateTime) -> Option<String> {
        strtime::format(self.0.first()?, told).ok()
    }

    /// The time of day that a cell names.
    pub(crate) fn time(&self, cell: &str) -> Result<Time, String> {
        let told = self.0.iter().find_map(|pattern| strtime::parse(pattern, cell).ok()?.to_time().ok());
        told.ok_or_else(|| {
            format!(
                "is no time of the form {}: correct it, or add its form to times in the mapping",
                self.0.join(" or ")
            )
        })
    }
}

/// Why a year is not taken, and what to do.
fn told_year(cell: &str, year: i64) -> String {
    if (0..100).contains(&year) && !cell.contains(&format!("{year:04}")) {
        return format!(
            "has a year of two digits ({year:02}): write all four, or add a form with %y, such as \"%d/%m/%y\", to dates in \
             the mapping"
        );
    }
    let (first, last) = (YEARS.start(), YEARS.end());
    format!("has the year {year}, which is not in {first} to {last}: correct the year")
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    fn dates(patterns: &[&str]) -> Dates {
        Dates::of_days(&patterns.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn every_form_that_colleges_use_is_a_pattern() {
        let all = dates(&["%d/%m/%Y", "%d %b %y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y %H:%M:%S"]);
        for cell in [
            "09/09/2024",
            "9/9/2024",
            "9 Sep 24",
            "09 SEP 24",
            "9 September 2024",
            "2024-09-09",
            "9.9.24",
            "09/09/2024 00:00:00",
        ] {
            assert_eq!(all.date(cell), Ok(date(2024, 9, 9)), "{cell}");
        }
    }

    #[test]
    fn two_digit_years_turn_at_69() {
        let two = dates(&["%d/%m/%y"]);
        assert_eq!(two.date("01/02/68"), Ok(date(2068, 2, 1)));
        assert_eq!(two.date("01/02/69"), Ok(date(1969, 2, 1)));
    }

    #[test]
    fn a_day_that_does_not_exist_is_told_from_another_form() {
        let day_first = dates(&["%d/%m/%Y"]);
        assert!(day_first.date("31/02/2025").unwrap_err().contains("no day of the calendar"));
        assert!(day_first.date("29/02/2024").is_ok());
        assert!(day_first.date("2025-02-01").unwrap_err().contains("%d/%m/%Y"));
        assert!(day_first.date("01/02/2024x").is_err());
    }

    #[test]
    fn a_year_that_is_a_slip_of_the_pen_is_told_as_such() {
        let day_first = dates(&["%d/%m/%Y", "%Y-%m-%d"]);
        for (cell, year) in [
            ("01/02/1824", "1824"),
            ("01/02/2101", "2101"),
            ("01/02/2199", "2199"),
            ("01/02/0024", "24"),
            ("01/02/20244", "20244"),
            ("20244-02-01", "20244"),
            ("01/02/202", "202"),
        ] {
            let said = day_first.date(cell).unwrap_err();
            assert!(said.contains(&format!("has the year {year}, which is not in 1900 to 2100")), "{cell}: {said}");
        }
        for cell in ["01/02/24", "1/2/24"] {
            let said = day_first.date(cell).unwrap_err();
            assert!(said.contains("a year of two digits (24)") && said.contains("%y"), "{cell}: {said}");
        }
        for cell in ["12345", "31/02/20244", "01/02/2024 12345", ""] {
            assert!(day_first.date(cell).unwrap_err().contains("no date of the form"), "{cell}");
        }
        assert_eq!(day_first.date("31/12/2100"), Ok(date(2100, 12, 31)));
        assert_eq!(dates(&["%d/%m/%Y", "%d/%m/%y"]).date("01/02/24"), Ok(date(2024, 2, 1)));
    }

    #[test]
    fn a_pattern_that_cannot_tell_a_day_is_refused_when_the_mapping_is_read() {
        for pattern in ["%d/%m", "%H:%M", "dd/mm/yyyy", "%Q", "%"] {
            assert!(Dates::of_days(&[pattern.to_owned()]).is_err(), "{pattern}");
        }
        assert!(Dates::of_times(&["%d".to_owned()]).is_err());
    }

    #[test]
    fn patterns_that_read_one_text_as_two_days_are_not_mixed() {
        let mixed = |patterns: [&str; 2]| Dates::of_days(&patterns.map(str::to_owned));
        for patterns in [
            ["%d/%m/%Y", "%m/%d/%Y"],
            ["%m/%d/%Y", "%-d/%-m/%Y"],
            ["%d/%m/%y", "%y/%m/%d"],
            ["%d/%m/%y", "%D"],
            ["%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M"],
            ["%Y-%m-%d", "%Y-%d-%m"],
        ] {
            let said = mixed(patterns).unwrap_err();
            assert!(said.contains("cannot be told apart") && said.contains(patterns[0]), "{patterns:?}: {said}");
        }
        for patterns in [
            ["%d/%m/%Y", "%d/%m/%y"],
            ["%d/%m/%Y", "%-d/%-m/%Y"],
            ["%d/%m/%Y", "%Y-%m-%d"],
            ["%d %b %Y", "%b %d %Y"],
            ["%d/%m/%Y", "%d %B %y"],
            ["%d/%m/%Y", "%d/%m/%Y %H:%M:%S"],
        ] {
            assert!(mixed(patterns).is_ok(), "{patterns:?}");
        }
        let times = |patterns: [&str; 2]| Dates::of_times(&patterns.map(str::to_owned));
        assert!(times(["%H:%M", "%M:%H"]).unwrap_err().contains("cannot be told apart"));
        assert!(times(["%H:%M", "%I:%M %p"]).is_ok());
    }

    #[test]
    fn times_are_read_with_one_digit_or_two_and_with_halves_of_the_day() {
        let times = Dates::of_times(&["%H:%M".to_owned(), "%H:%M:%S".to_owned(), "%I:%M %p".to_owned()]).unwrap();
        for cell in ["09:30", "9:30", "09:30:00", "9:30 am", "09:30 AM"] {
            assert_eq!(times.time(cell), Ok(time(9, 30, 0, 0)), "{cell}");
        }
        assert!(times.time("25:00").is_err());
        assert!(times.time("morning").is_err());
    }

    proptest! {
        #[test]
        fn a_day_reads_back_in_every_pattern(days in 0i32..40_000, pattern in prop::sample::select(vec![
            "%d/%m/%Y", "%-d/%-m/%Y", "%Y-%m-%d", "%d %b %Y", "%-d %B %Y", "%a %d %b %Y",
        ])) {
            let day = date(1990, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let written = day.strftime(pattern).to_string();
            prop_assert_eq!(dates(&[pattern]).date(&written), Ok(day));
        }

        #[test]
        fn no_text_is_a_panic(text in "\\PC*") {
            let _ = dates(&["%d/%m/%Y", "%d %b %y"]).date(&text);
        }
    }
}
