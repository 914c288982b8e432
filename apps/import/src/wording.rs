//! Comparing and quoting what people wrote.

pub(crate) use events::comparable;
use events::edit_distance;

/// The text, cut short for a message, with what cannot be shown made visible.
pub(crate) fn excerpt(text: &str) -> String {
    const LIMIT: usize = 60;
    let mut short: String = text.chars().take(LIMIT).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LIMIT).is_some() {
        short.push('…');
    }
    short
}

/// Names in quotation marks, for a list in a message.
pub(crate) fn quoted<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("\"{}\"", excerpt(name.as_ref()))).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// ` Did you mean "…"?`, when one of the names is close to what was asked for.
pub(crate) fn did_you_mean<'n>(asked: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    nearest(asked, names).map(|name| format!(" Did you mean \"{}\"?", excerpt(name))).unwrap_or_default()
}

/// The name closest to what was asked for, if one is close at all.
pub(crate) fn nearest<'n>(asked: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let short = |text: &str| comparable(text).chars().take(80).collect::<String>();
    let asked = short(asked);
    let limit = (asked.chars().count() / 3).max(2);
    names
        .into_iter()
        .map(|name| (edit_distance(&asked, &short(name)), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_a_stranger_is_not() {
        assert_eq!(nearest("Lerner Ref", ["Learner Ref", "Start"]), Some("Learner Ref"));
        assert_eq!(nearest("duration (h)", ["Duration", "Date"]), Some("Duration"));
        assert_eq!(nearest("Colour", ["Learner Ref", "Start"]), None);
    }

    #[test]
    fn a_long_text_is_cut_short() {
        assert_eq!(excerpt(&"x".repeat(10_000_000)).chars().count(), 61);
        assert_eq!(excerpt("a\0b"), "a\u{fffd}b");
    }
}
