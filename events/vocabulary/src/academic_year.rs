//! Academic years: 1 August to 31 July.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// A year of study from 1 August to 31 July, written `2025/26`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear(i16);

/// A text that is no academic year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no academic year: write two years that follow each other, such as 2025/26")]
pub struct NotAnAcademicYear(String);

impl AcademicYear {
    /// The academic year that a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let first = if day.month() < 8 { day.year() - 1 } else { day.year() };
        Self(first.clamp(Date::MIN.year(), Date::MAX.year() - 1))
    }

    /// Its first day, 1 August.
    #[must_use]
    pub fn first_day(self) -> Date {
        date(self.0, 8, 1)
    }

    /// Its last day, 31 July.
    #[must_use]
    pub fn last_day(self) -> Date {
        date(self.0 + 1, 7, 31)
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.0, (self.0 + 1) % 100)
    }
}

impl FromStr for AcademicYear {
    type Err = NotAnAcademicYear;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let first = text.split_once('/').and_then(|(first, _)| first.parse().ok());
        let year = first.filter(|first| (1900..2200).contains(first)).map(Self);
        // Only the one spelling: `2025/26` is neither `2025/27` nor `2025/2026`.
        year.filter(|year| year.to_string() == text).ok_or_else(|| NotAnAcademicYear(text.chars().take(40).collect()))
    }
}

impl Serialize for AcademicYear {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AcademicYear {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text(deserializer, str::parse)
    }
}

impl schemars::JsonSchema for AcademicYear {
    fn schema_name() -> Cow<'static, str> {
        "AcademicYear".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{4}/[0-9]{2}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_written_with_the_two_years_that_it_spans() {
        for text in ["2025/26", "1999/00", "2099/00"] {
            assert_eq!(text.parse::<AcademicYear>().unwrap().to_string(), text);
        }
        for wrong in ["2025", "2025/27", "2025/2026", "202526", "25/26", "+2025/26", "1899/00", "2200/01", ""] {
            assert!(wrong.parse::<AcademicYear>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn it_goes_from_the_1st_of_august_to_the_31st_of_july() {
        let year: AcademicYear = "2024/25".parse().unwrap();
        assert_eq!((year.first_day(), year.last_day()), (date(2024, 8, 1), date(2025, 7, 31)));
        assert_eq!(AcademicYear::of(date(2024, 7, 31)).to_string(), "2023/24");
        assert_eq!([AcademicYear::of(year.first_day()), AcademicYear::of(year.last_day())], [year, year]);
    }
}
