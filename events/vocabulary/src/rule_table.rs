//! Every number that a rule, flag or measure uses, by the day from which it applies, with its source.
//!
//! A decision uses the rows in force on the day that it is about, and its event carries the table's
//! [`VERSION`]. Numbers change; rules do not: a change is a new row and a new version, and a row that
//! was released is never edited.

mod figure;
mod figures;
mod wages;

use std::fmt::Write as _;

use jiff::civil::Date;

pub use figure::Figure;
pub use figures::*;
pub use wages::minimum_wage;

/// The version of this table. Each released version has its listing in `rules/`.
pub const VERSION: u16 = 1;

/// The whole table as text, a row in a line: what a release commits to.
#[must_use]
pub fn listing() -> String {
    let mut text = format!("Rule table, version {VERSION}\n");
    for figure in FIGURES.iter().chain(wages::FIGURES) {
        let Figure { name, rule, unit, meaning, source, rows } = figure;
        for (since, value) in *rows {
            let since = if *since == Date::MIN { "always".to_owned() } else { since.to_string() };
            let _ = writeln!(text, "{rule} | {name} | {since} | {value} {unit} | {meaning} | {source}");
        }
    }
    text
}

/// Every figure, in the order of the rules.
pub fn all() -> impl Iterator<Item = &'static Figure> {
    FIGURES.iter().chain(wages::FIGURES).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use jiff::civil::date;

    use super::*;

    const NEXT: Figure = Figure { rows: &[(Date::MIN, 6), (date(2027, 4, 1), 3)], ..MONTHS_BEFORE_START };

    #[test]
    fn a_number_applies_from_its_day_until_the_next_one_does() {
        assert_eq!(NEXT.on(date(2027, 3, 31)), 6);
        assert_eq!(NEXT.on(date(2027, 4, 1)), 3);
        assert_eq!(NEXT.row(date(2028, 1, 1)), Some((date(2027, 4, 1), 3)));
        let wage = wages::FIGURES[0];
        assert_eq!(wage.known_on(date(2020, 3, 31)), None);
    }

    #[test]
    fn rows_are_in_order_names_are_unique_and_a_rules_figure_has_no_beginning() {
        let names: BTreeSet<&str> = all().map(|figure| figure.name).collect();
        assert_eq!(names.len(), all().count());
        for figure in all() {
            assert!(figure.rows.windows(2).all(|rows| rows[0].0 < rows[1].0), "{}", figure.name);
            let begins = figure.rows.first().map(|(since, _)| *since);
            assert!(figure.rule == "wage" || begins == Some(Date::MIN), "{}", figure.name);
        }
    }

    #[test]
    fn the_listing_of_this_version_is_the_one_that_was_released() {
        let path = format!("{}/rules/v{VERSION}.txt", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("WAYMARK_UPDATE").is_some() {
            fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).unwrap();
            fs::write(&path, listing()).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), listing(), "see ./regenerate");
    }
}
