//! How old somebody is.

use jiff::civil::Date;

/// Birthdays reached by that day.
#[must_use]
pub fn age_on(born: Date, day: Date) -> i16 {
    let birthday_to_come = (day.month(), day.day()) < (born.month(), born.day());
    day.year() - born.year() - i16::from(birthday_to_come)
}
