//! Days, times and lists the way people write them.

use jiff::civil::{Date, Time};

use crate::Note;

/// `10 March 2026`.
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `09:00`.
#[must_use]
pub fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// `retail, catering and gardening`.
#[must_use]
pub fn list<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// `1,250,000`.
#[must_use]
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 week`, `26 weeks`.
#[must_use]
pub fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// The text as a sentence of its own, with one mark at its end.
#[must_use]
pub fn ended(text: &str) -> String {
    let text = unended(text);
    if text.ends_with(['?', '!']) { text.to_owned() } else { format!("{text}.") }
}

/// The text without a full stop at its end.
#[must_use]
pub fn unended(text: &str) -> &str {
    text.trim_end_matches(['.', ' '])
}

/// A note, to follow a sentence; nothing where there is none or it is closed.
pub(crate) fn noted(note: Option<&Note>) -> String {
    note.map(|note| format!(" Note: {}", ended(note.as_str()))).unwrap_or_default()
}

/// The text with a capital at its beginning.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_grouped() {
        assert_eq!([number(7), number(1000), number(1_250_000)], ["7", "1,000", "1,250,000"]);
    }

    #[test]
    fn a_sentence_ends_once() {
        assert_eq!(["Late", "Late. ", "Late?", "Late!"].map(ended), ["Late.", "Late.", "Late?", "Late!"]);
        assert_eq!(unended("Late. "), "Late");
    }

    #[test]
    fn one_is_counted_in_the_singular_and_a_sentence_begins_with_a_capital() {
        assert_eq!([0, 1, 2].map(|n| count(n, "week", "weeks")), ["0 weeks", "1 week", "2 weeks"]);
        assert_eq!(["the claim", "", "é"].map(capital), ["The claim", "", "É"]);
    }

    #[test]
    fn lists_and_days_read_as_people_write_them() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(day(jiff::civil::date(2026, 3, 1)), "1 March 2026");
        assert_eq!(clock(jiff::civil::time(9, 5, 0, 0)), "09:05");
    }
}
