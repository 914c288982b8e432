//! Comparing and quoting what people wrote.

pub(crate) use events::{comparable, did_you_mean, nearest};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_short() {
        assert_eq!(excerpt(&"x".repeat(10_000_000)).chars().count(), 61);
        assert_eq!(excerpt("a\0b"), "a\u{fffd}b");
    }
}
