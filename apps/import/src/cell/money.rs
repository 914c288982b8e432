//! Money as sheets write it, to whole pence and without floats.

use events::Pence;

/// In what a bare number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Money {
    /// `£1,234.50`, `1234.5`, `12`.
    Pounds,
    /// `123450`, `123450p`.
    Pence,
}

impl Money {
    /// The form with this name.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn of(name: &str) -> Result<Self, String> {
        match name {
            "pounds" => Ok(Self::Pounds),
            "pence" => Ok(Self::Pence),
            _ => Err(format!("\"{name}\" is no form of money: write \"pounds\" (£1,234.50) or \"pence\" (123450)")),
        }
    }

    /// The pence as the sheets write them.
    pub(crate) fn written(self, pence: i64) -> String {
        match self {
            Self::Pounds => Pence(pence).to_string(),
            Self::Pence => pence.to_string(),
        }
    }

    /// The pence that a cell names.
    pub(crate) fn pence(self, cell: &str) -> Result<i64, String> {
        let cell = cell.trim();
        let (negative, amount) = match cell.strip_prefix('-').or_else(|| cell.strip_prefix('\u{2212}')) {
            Some(amount) => (true, amount.trim_start()),
            None => (false, cell),
        };
        let pence = match self {
            Self::Pounds => pounds(amount.strip_prefix('£').unwrap_or(amount).trim_start()),
            Self::Pence => grouped(amount.strip_suffix('p').unwrap_or(amount).trim_end()),
        };
        let pence = pence.ok_or_else(|| match self {
            Self::Pounds => "is no amount of money such as £1,234.50: correct it".to_owned(),
            Self::Pence => {
                "is no whole number of pence: correct it, or say money = \"pounds\" in the mapping".to_owned()
            }
        })?;
        Ok(if negative { -pence } else { pence })
    }
}

fn pounds(amount: &str) -> Option<i64> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, "0"));
    let pence: i64 = match (fraction.len(), fraction.bytes().all(|b| b.is_ascii_digit())) {
        (1, true) => fraction.parse::<i64>().ok()?.checked_mul(10)?,
        (2, true) => fraction.parse().ok()?,
        _ => return None,
    };
    grouped(whole)?.checked_mul(100)?.checked_add(pence)
}

/// Digits, with commas between groups of three or without.
fn grouped(digits: &str) -> Option<i64> {
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let sound = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    if first.is_empty() || !sound(first) || rest.iter().any(|group| group.len() != 3 || !sound(group)) {
        return None;
    }
    if !rest.is_empty() && first.len() > 3 {
        return None;
    }
    format!("{first}{}", rest.concat()).parse().ok().filter(|amount: &i64| *amount <= 1_000_000_000_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pounds_in_every_form() {
        for cell in ["£1,234.50", "1234.50", "1,234.5", "£ 1234.50"] {
            assert_eq!(Money::Pounds.pence(cell), Ok(123_450), "{cell}");
        }
        assert_eq!(Money::Pounds.pence("12"), Ok(1200));
        assert_eq!(Money::Pounds.pence("-£0.05"), Ok(-5));
        assert_eq!(Money::Pence.pence("2,150p"), Ok(2150));
    }

    #[test]
    fn what_is_no_amount_is_said_to_be_none() {
        for cell in
            ["", "£", "12.345", "1,23.00", "1234,567.00", "12.3.4", "twelve", ".50", "12.", "99999999999999999999"]
        {
            assert!(Money::Pounds.pence(cell).is_err(), "{cell}");
        }
        assert!(Money::Pence.pence("21.50").unwrap_err().contains("pounds"));
        assert!(Money::of("dollars").is_err());
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_the_events_write_it(pence in -10_000_000_000i64..10_000_000_000) {
            prop_assert_eq!(Money::Pounds.pence(&Pence(pence).to_string()), Ok(pence));
            prop_assert_eq!(Money::Pence.pence(&pence.to_string()), Ok(pence));
        }

        #[test]
        fn no_text_is_a_panic(text in "\\PC*") {
            let _ = Money::Pounds.pence(&text);
            let _ = Money::Pence.pence(&text);
        }
    }
}
