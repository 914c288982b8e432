//! Identifiers that others issue, each with the check its issuer defines (rule H10).
//!
//! A value of one of these types has passed its check. What they say wrong is the digit or the
//! letter, never the whole identifier: most of these are personal.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not such an identifier. Never holds the identifier itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIdentifier {
    /// Wrong length or characters.
    #[error("{name} should be {form}")]
    Form {
        /// The identifier's short name.
        name: &'static str,
        /// What it looks like.
        form: &'static str,
    },
    /// The check digit or letter does not follow from the rest.
    #[error("{name} does not pass its check: a character is wrong or two are swapped; compare it with the source")]
    Check {
        /// The identifier's short name.
        name: &'static str,
    },
}

use NotAnIdentifier::{Check, Form};

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident, $check:ident, $pattern:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The identifier, once white space and invisible characters are gone and letters are capitals.
            ///
            /// # Errors
            /// When its form or its check is wrong.
            pub fn new(text: &str) -> Result<Self, NotAnIdentifier> {
                let text: String = crate::visible(text).split_whitespace().collect::<String>().to_ascii_uppercase();
                $check(&text)?;
                Ok(Self(text.into()))
            }

            /// The identifier as text.
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
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    )*};
}

identifiers! {
    /// Unique learner number: ten digits, the last a check digit.
    Uln, uln, "^[1-9][0-9]{9}$";
    /// Unique pupil number: a check letter and twelve digits (a temporary one ends in a letter).
    Upn, upn, "^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]$";
    /// National Insurance number.
    Nino, nino, "^[A-Z]{2}[0-9]{6}[A-D]$";
    /// UK provider reference number.
    Ukprn, ukprn, "^1[0-9]{7}$";
    /// An English local authority, by its ONS code.
    LocalAuthority, local_authority, "^E(06|08|09|10)[0-9]{6}$";
    /// An employer's number in the employer data service (ERN): nine digits, the last a check digit.
    EmployerNumber, employer_number, "^[1-9][0-9]{8}$";
    /// The first half of a postcode.
    PostcodeDistrict, postcode_district, "^[A-Z]{1,2}[0-9][0-9A-Z]?$";
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// r = Σ first nine × (10…2) mod 11; r = 0 is no ULN; the last digit is 10 − r.
fn uln(text: &str) -> Result<(), NotAnIdentifier> {
    let wrong = Form { name: "ULN", form: "ten digits, the first not 0" };
    let digits = digits(text).filter(|d| d.len() == 10 && d.first() != Some(&0)).ok_or(wrong)?;
    let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match (sum % 11, digits.last()) {
        (1..=10, Some(last)) if 10 - sum % 11 == *last => Ok(()),
        _ => Err(Check { name: "ULN" }),
    }
}

/// The letters a UPN may use, in the order of their values.
const UPN_LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

fn upn(text: &str) -> Result<(), NotAnIdentifier> {
    let wrong =
        Form { name: "UPN", form: "a letter (not I, O or S) and twelve digits; a temporary one ends in a letter" };
    let value = |c: char| UPN_LETTERS.chars().zip(0u32..).find(|(letter, _)| *letter == c).map(|(_, value)| value);
    let mut characters = text.chars();
    let letter = characters.next().and_then(value).ok_or(wrong)?;
    let rest: Vec<char> = characters.collect();
    if rest.len() != 12 {
        return Err(wrong);
    }
    let mut sum = 0;
    for ((place, c), weight) in rest.iter().enumerate().zip(2u32..) {
        let worth = match c.to_digit(10) {
            Some(digit) => digit,
            None if place == 11 => value(*c).ok_or(wrong)?,
            None => return Err(wrong),
        };
        sum += weight * worth;
    }
    if sum % 23 == letter { Ok(()) } else { Err(Check { name: "UPN" }) }
}

fn nino(text: &str) -> Result<(), NotAnIdentifier> {
    let wrong = Form { name: "NINO", form: "two letters, six digits and a letter A to D" };
    let (prefix, rest) = text.split_at_checked(2).ok_or(wrong)?;
    let (number, suffix) = rest.split_at_checked(6).ok_or(wrong)?;
    let letters = |set: &str, c: Option<char>| c.is_some_and(|c| c.is_ascii_uppercase() && !set.contains(c));
    let good = letters("DFIQUV", prefix.chars().next())
        && letters("DFIOQUV", prefix.chars().nth(1))
        && !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&prefix)
        && number.chars().all(|c| c.is_ascii_digit())
        && matches!(suffix, "A" | "B" | "C" | "D");
    if good { Ok(()) } else { Err(wrong) }
}

fn ukprn(text: &str) -> Result<(), NotAnIdentifier> {
    let good = text.len() == 8 && text.starts_with('1') && digits(text).is_some();
    if good { Ok(()) } else { Err(Form { name: "UKPRN", form: "eight digits that begin with 1" }) }
}

fn local_authority(text: &str) -> Result<(), NotAnIdentifier> {
    let good = text.len() == 9
        && ["E06", "E08", "E09", "E10"].iter().any(|area| text.starts_with(area))
        && text.chars().skip(1).all(|c| c.is_ascii_digit());
    let form = "an ONS code of an English local authority, such as E08000001";
    if good { Ok(()) } else { Err(Form { name: "local authority", form }) }
}

/// r = Σ first eight × (9…2) mod 11; r = 1 is no number; the last digit is 11 − r, and 0 for r = 0 (ILR
/// validation rules, derived data 05).
fn employer_number(text: &str) -> Result<(), NotAnIdentifier> {
    let wrong = Form { name: "employer number", form: "nine digits, the first not 0" };
    let digits = digits(text).filter(|d| d.len() == 9 && d.first() != Some(&0)).ok_or(wrong)?;
    let sum: u32 = digits.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    if digits.last() == Some(&((11 - sum % 11) % 11)) { Ok(()) } else { Err(Check { name: "employer number" }) }
}

fn postcode_district(text: &str) -> Result<(), NotAnIdentifier> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = text.as_bytes().get(letters..).unwrap_or_default();
    let good = (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.first().is_some_and(u8::is_ascii_digit)
        && rest.iter().all(u8::is_ascii_alphanumeric);
    let form = "the first half of a postcode, such as M5 or SW1A";
    if good { Ok(()) } else { Err(Form { name: "postcode district", form }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uln_passes_only_with_its_check_digit() {
        assert!(Uln::new("9276308686").is_ok());
        assert_eq!(Uln::new("9276308687"), Err(Check { name: "ULN" }));
        assert!(Uln::new("0276308686").is_err());
        assert!(Uln::new("927630868").is_err());
        // nine digits whose sum is 0 mod 11 have no check digit at all
        assert_eq!(Uln::new("1000000010"), Err(Check { name: "ULN" }));
    }

    #[test]
    fn a_upn_passes_only_with_its_check_letter() {
        assert!(Upn::new("B801200005001").is_ok());
        assert_eq!(Upn::new("A801200005001"), Err(Check { name: "UPN" }));
        assert!(Upn::new("I801200005001").is_err());
        assert!(Upn::new("B80120000500").is_err());
        assert!(Upn::new("B8012000050A1").is_err());
    }

    #[test]
    fn a_nino_has_a_prefix_that_was_ever_issued() {
        assert!(Nino::new("AB123456C").is_ok());
        assert!(Nino::new("ab 12 34 56 c").is_ok());
        assert_eq!(Nino::new("\u{202a}AB123456C\u{200b}"), Nino::new("AB123456C"));
        for wrong in ["GB123456C", "DA123456C", "AO123456C", "AB12345C", "AB123456E", "é123456C", ""] {
            assert!(Nino::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_provider_and_a_local_authority_have_their_forms() {
        assert!(Ukprn::new("10012345").is_ok());
        assert!(Ukprn::new("20012345").is_err());
        assert!(LocalAuthority::new("E06000001").is_ok());
        assert!(LocalAuthority::new("W06000001").is_err());
        assert!(LocalAuthority::new("E0600000").is_err());
    }

    #[test]
    fn an_employer_number_passes_only_with_its_check_digit() {
        for good in ["100000002", "100000010", "100000029", "100000142", "100000207"] {
            assert!(EmployerNumber::new(good).is_ok(), "{good}");
        }
        for wrong in ["100000003", "100000142X", "10000014", "000000001", "999999999", "100000060"] {
            assert!(EmployerNumber::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_postcode_district_is_the_first_half_of_a_postcode() {
        for good in ["M5", "M25", "SW1A", "sw1a", "E1W", "OL10"] {
            assert!(PostcodeDistrict::new(good).is_ok(), "{good}");
        }
        for wrong in ["", "5", "M", "ABC1", "M5 4WT", "M100", "MA", "M5é"] {
            assert!(PostcodeDistrict::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_wrong_identifier_is_never_repeated_in_the_error() {
        let error = Uln::new("9276308687").unwrap_err().to_string();
        assert!(!error.contains("9276308687"));
    }
}
