//! Money, time and words: integers with their unit in the type, text with a limit.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Serialize};

use crate::telling::prose::number;

/// Money in pence, within ±(2⁵³−1): every reader of JSON has these integers exactly. Never a float.
/// The range is checked where pence are read and written, so no event can hold others; sums stay in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pence(pub i64);

impl Pence {
    /// The most, and with a minus the least.
    pub const MOST: i64 = (1 << 53) - 1;

    /// This many pence, or as many as there can be.
    #[must_use]
    pub fn saturating(pence: i64) -> Self {
        Self(pence.clamp(-Self::MOST, Self::MOST))
    }
}

impl Pence {
    fn checked(self) -> Result<Self, String> {
        let (Self(pence), most) = (self, Self::MOST);
        if (-most..=most).contains(&pence) {
            return Ok(self);
        }
        Err(format!("{pence} pence is outside the range from -{most} to {most}"))
    }
}

impl Serialize for Pence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.checked().map_err(serde::ser::Error::custom)?.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Pence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self(i64::deserialize(deserializer)?).checked().map_err(serde::de::Error::custom)
    }
}

/// A length of time in whole minutes; weekly hours are minutes a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub u32);

impl Minutes {
    /// What this time costs at an hourly rate, to the nearest penny, halves up.
    #[must_use]
    pub fn at(self, hourly: Pence) -> Pence {
        Pence::saturating(i64::from(self.0).saturating_mul(hourly.0).saturating_add(30).div_euclid(60))
    }
}

impl Pence {
    /// So many times as much.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self::saturating(self.0.saturating_mul(count.into()))
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Self(all.fold(0, |total, one| total.saturating_add(one.0)))
    }
}

impl Sum for Pence {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self(0), |total, one| Self::saturating(total.0.saturating_add(one.0)))
    }
}

impl fmt::Display for Pence {
    /// `£1,234.50`, the way people write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (pounds, pence) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        write!(f, "{sign}£{}.{pence:02}", number(pounds))
    }
}

impl fmt::Display for Minutes {
    /// `1 h 30 min`, the way people write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, 0) => write!(f, "{hours} h"),
            (hours, minutes) => write!(f, "{hours} h {minutes} min"),
        }
    }
}

impl schemars::JsonSchema for Pence {
    fn schema_name() -> Cow<'static, str> {
        "Pence".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": -Self::MOST, "maximum": Self::MOST, "x-waymark-unit": "pence" })
    }
}

impl schemars::JsonSchema for Minutes {
    fn schema_name() -> Cow<'static, str> {
        "Minutes".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "x-waymark-unit": "minutes" })
    }
}

/// A text that is empty, too long, or has characters that do not belong in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAText {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// More characters than this kind of text may have.
    #[error("the text has {found} characters, more than the {limit} allowed")]
    TooLong {
        /// How many it has.
        found: usize,
        /// How many it may have.
        limit: usize,
    },
    /// A control character other than a line break or a tab in a longer text.
    #[error("the text has a control character (U+{0:04X})")]
    Control(u32),
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident up to $limit:literal, lines $lines:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The most characters it may have.
            pub const LIMIT: usize = $limit;

            /// The text, trimmed; on one line also without invisible characters and composed (NFC), since
            /// such texts are compared.
            ///
            /// # Errors
            /// When it is empty, longer than [`Self::LIMIT`], or has control characters.
            pub fn new(text: &str) -> Result<Self, NotAText> {
                let text = if $lines { Cow::Borrowed(text) } else { crate::visible(text) };
                let text = text.trim();
                // Nearly all texts are a few plain letters: one look is enough for them.
                if !text.is_empty() && text.len() <= $limit && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
                    return Ok(Self(text.into()));
                }
                if text.is_empty() {
                    return Err(NotAText::Empty);
                }
                let found = text.chars().count();
                if found > $limit {
                    return Err(NotAText::TooLong { found, limit: $limit });
                }
                match text.chars().find(|c| c.is_control() && !($lines && matches!(c, '\n' | '\t'))) {
                    Some(control) => Err(NotAText::Control(u32::from(control))),
                    None => Ok(Self(text.into())),
                }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = NotAText;
            fn try_from(text: &str) -> Result<Self, NotAText> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::wire::text(deserializer, Self::new)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": $limit })
            }
        }
    )*};
}

texts! {
    /// A name or a few words, on one line.
    Line up to 200, lines false;
    /// A paragraph or two.
    Note up to 4000, lines true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_a_reader_sees_of_it() {
        assert_eq!(Line::new("\u{feff}Jose\u{301} Dell\u{200b} "), Line::new("Jos\u{e9} Dell"));
        assert_eq!(Line::new("\u{200b}\u{e0041}"), Err(NotAText::Empty));
        assert_eq!(Note::new("a\u{200d}b").unwrap().as_str(), "a\u{200d}b", "a free text is left as it is");
    }

    #[test]
    fn money_and_time_read_as_people_write_them() {
        assert_eq!(Pence(123_450).to_string(), "£1,234.50");
        assert_eq!(Pence(-5).to_string(), "-£0.05");
        assert_eq!(Pence(100_000_000).to_string(), "£1,000,000.00");
        assert_eq!(Minutes(90).to_string(), "1 h 30 min");
        assert_eq!(Minutes(120).to_string(), "2 h");
        assert_eq!(Minutes(45).to_string(), "45 min");
    }

    #[test]
    fn an_hour_and_a_half_costs_half_as_much_again_as_an_hour_to_the_nearest_penny() {
        assert_eq!(Minutes(90).at(Pence(2150)), Pence(3225));
        assert_eq!(Minutes(1).at(Pence(2150)), Pence(36));
    }

    #[test]
    fn money_is_within_what_every_reader_of_json_has_exactly() {
        let read = |text: &str| serde_json::from_str::<Pence>(text);
        assert_eq!(read("9007199254740991").unwrap(), Pence(Pence::MOST));
        assert_eq!(read("-9007199254740991").unwrap(), Pence(-Pence::MOST));
        for outside in ["9007199254740992", "-9007199254740992"] {
            assert!(read(outside).unwrap_err().to_string().contains("outside the range"), "{outside}");
            let written = serde_json::to_string(&Pence(outside.parse().unwrap()));
            assert!(written.unwrap_err().to_string().contains("outside the range"), "{outside}");
        }
        assert_eq!(serde_json::to_string(&Pence(-Pence::MOST)).unwrap(), "-9007199254740991");
        assert_eq!([Pence(Pence::MOST), Pence(1)].into_iter().sum::<Pence>(), Pence(Pence::MOST));
    }

    #[test]
    fn text_has_a_limit_and_no_control_characters() {
        assert_eq!(Line::new("  Corner Café "), Ok(Line("Corner Café".into())));
        assert_eq!(Line::new(" \n "), Err(NotAText::Empty));
        assert_eq!(Line::new(&"x".repeat(201)), Err(NotAText::TooLong { found: 201, limit: 200 }));
        assert_eq!(Line::new("a\u{0}b"), Err(NotAText::Control(0)));
        assert!(Note::new("first\nsecond").is_ok());
    }
}
