//! A provider's own name for something, made comparable. Ids follow from the result, so this file
//! is frozen with them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// Characters of the general category Cf (Unicode 16), by first and last: they are invisible, and
/// copying a cell from a web page or a PDF brings them along.
const FORMAT: [(char, char); 21] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{180e}', '\u{180e}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{2064}'),
    ('\u{2066}', '\u{206f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0001}', '\u{e0001}'),
    ('\u{e0020}', '\u{e007f}'),
];

/// The text without format characters and composed (NFC): what a reader sees of it.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    // Nearly every text: nothing to compose, and nothing invisible.
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_format(*c)).nfc().collect())
}

/// What is [`visible`] of the reference, in lower case, trimmed and with single spaces. It holds no
/// line break.
#[must_use]
pub fn comparable(reference: &str) -> String {
    if reference.is_ascii() {
        return single_spaced(reference.to_ascii_lowercase());
    }
    // Lower case can decompose what was composed: İ becomes i and a dot above.
    single_spaced(visible(reference).to_lowercase().nfc().collect())
}

fn single_spaced(text: String) -> String {
    let is_plain = |text: &str| text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if is_plain(&text) && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return text;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether nobody sees the character: general category Cf.
pub(crate) fn is_format(c: char) -> bool {
    FORMAT.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spacing_composition_and_invisible_characters_do_not_matter() {
        for (written, expected) in [
            (" NF-001 ", "nf-001"),
            ("Dean \t Prescott", "dean prescott"),
            ("Zoe\u{308} Ash", "zo\u{eb} ash"),
            ("ZO\u{cb} ASH", "zo\u{eb} ash"),
            ("NF\u{200b}-0\u{ad}01\u{feff}", "nf-001"),
            ("\u{202e}NF-001\u{202c}", "nf-001"),
            ("NF-001\u{e0041}", "nf-001"),
            // A mark and its letter compose across what is left out between them.
            ("e\u{200d}\u{301}", "\u{e9}"),
            ("\u{130}zmir", "i\u{307}zmir"),
            ("\u{1e9b}\u{323}", "\u{1e9b}\u{323}"),
            ("a\u{2028}b\u{85}c\nd", "a b c d"),
            ("\u{a0}\u{3000}", ""),
            ("\u{39f}\u{394}\u{39f}\u{3a3}", "\u{3bf}\u{3b4}\u{3bf}\u{3c2}"),
        ] {
            assert_eq!(comparable(written), expected, "{written:?}");
        }
    }

    #[test]
    fn compatibility_forms_stay_apart() {
        assert_ne!(comparable("\u{ff21}1"), comparable("A1"));
        assert_ne!(comparable("A\u{b2}"), comparable("A2"));
    }

    #[test]
    fn what_is_comparable_stays_as_it_is() {
        for written in ["Zoe\u{308}\u{200b} ASH", "\u{130}\u{1e9b}\u{323}", "\u{fb01} \u{ad} x"] {
            let once = comparable(written);
            assert_eq!(comparable(&once), once);
        }
    }
}
