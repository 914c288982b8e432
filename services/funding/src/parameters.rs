//! The limits Access to Work sets, by the day they apply from. They change; the rules do not.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// The limits in force from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameters {
    /// The first day they apply to.
    pub(crate) valid_from: Date,
    /// How many months before the placement starts an application may go in, at the earliest.
    pub(crate) months_before_start: i32,
    /// Weeks that may be claimed for an internship.
    pub(crate) weeks: u16,
    /// Weeks that extensions may add, all together.
    pub(crate) extension: u16,
}

/// As far back as records go. Source: British Association for Supported Employment, "Supported
/// internships and Access to Work": up to 6 months before, 26 weeks, 13 more where agreed.
const FIRST: Parameters = Parameters { valid_from: Date::MIN, months_before_start: 6, weeks: 26, extension: 13 };

/// Every set of limits, oldest first. A change is a new row with its source; rows are never edited.
const TABLE: &[Parameters] = &[FIRST];

/// The limits in force on a day: that of the application, the extension or the claim.
pub(crate) fn in_force(day: Date) -> Parameters {
    latest(TABLE, day)
}

fn latest(table: &[Parameters], day: Date) -> Parameters {
    table.iter().rev().find(|row| row.valid_from <= day).copied().unwrap_or(FIRST)
}

impl Parameters {
    /// The first day on which an application for a placement with this start may go in.
    pub(crate) fn earliest_application(self, start: Date) -> Date {
        start.checked_sub(self.months_before_start.months()).unwrap_or(Date::MIN)
    }

    /// Weeks that may be claimed when awards were extended by so many.
    pub(crate) fn weeks_with(self, extended: u16) -> u16 {
        self.weeks.saturating_add(extended.min(self.extension))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_limit_applies_from_its_day_until_the_next_one_does() {
        let stricter = Parameters { valid_from: date(2027, 4, 1), months_before_start: 3, weeks: 20, extension: 6 };
        let table = [FIRST, stricter];
        assert_eq!(latest(&table, date(2027, 3, 31)), FIRST);
        assert_eq!(latest(&table, date(2027, 4, 1)), stricter);
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(TABLE.is_sorted_by_key(|row| row.valid_from));
    }

    #[test]
    fn six_months_before_a_day_that_the_month_does_not_have_is_its_last() {
        assert_eq!(FIRST.earliest_application(date(2026, 8, 31)), date(2026, 2, 28));
        assert_eq!(FIRST.earliest_application(Date::MIN), Date::MIN);
    }
}
