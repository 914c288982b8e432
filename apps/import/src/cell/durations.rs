//! Durations as sheets write them, to whole minutes and without floats.

use std::str::FromStr;

/// One way to write a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `1:30`, `20:00`, `1:30:00`.
    Clock,
    /// `1.5`, `20`, `1.5 hours`.
    DecimalHours,
    /// `1h30`, `1 h 30 min`, `45m`, `2h`.
    Letters,
    /// `90`, `90 min`.
    Minutes,
}

/// Forms, tried in order.
#[derive(Clone, Debug)]
pub(crate) struct Durations(Vec<Form>);

/// A year and a day: more is a slip of the pen.
const LONGEST: u64 = 366 * 24 * 60;

impl FromStr for Form {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Ok(match name {
            "h:mm" => Self::Clock,
            "decimal-hours" => Self::DecimalHours,
            "1h30" => Self::Letters,
            "minutes" => Self::Minutes,
            _ => {
                return Err(format!(
                    "\"{name}\" is no form of duration: write \"h:mm\" (1:30), \"decimal-hours\" (1.5), \"1h30\" or \
                     \"minutes\" (90)"
                ));
            }
        })
    }
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Clock => "h:mm",
            Self::DecimalHours => "decimal-hours",
            Self::Letters => "1h30",
            Self::Minutes => "minutes",
        }
    }

    fn written(self, minutes: u64) -> Option<String> {
        let (hours, rest) = (minutes / 60, minutes % 60);
        match self {
            Self::Clock => Some(format!("{hours}:{rest:02}")),
            Self::Letters => Some(format!("{hours}h{rest:02}")),
            Self::Minutes => Some(minutes.to_string()),
            Self::DecimalHours if rest == 0 => Some(hours.to_string()),
            Self::DecimalHours if rest % 3 == 0 => {
                Some(format!("{hours}.{:02}", rest * 5 / 3).trim_end_matches('0').to_owned())
            }
            Self::DecimalHours => None,
        }
    }

    /// The minutes, if the cell has this form. An inner error when it has and makes no sense.
    fn read(self, cell: &str) -> Option<Result<u64, String>> {
        match self {
            Self::Clock => clock(cell).map(Ok),
            Self::DecimalHours => decimal_hours(cell),
            Self::Letters => letters(cell).map(Ok),
            Self::Minutes => number(strip_unit(cell, &["minutes", "minute", "mins", "min", "m"])).map(Ok),
        }
    }
}

impl Durations {
    /// The forms with these names.
    ///
    /// # Errors
    /// The name that is none, or two forms that cannot be told apart.
    pub(crate) fn of(names: &[String]) -> Result<Self, String> {
        let forms = names.iter().map(|name| name.parse()).collect::<Result<Vec<Form>, _>>()?;
        if forms.contains(&Form::DecimalHours) && forms.contains(&Form::Minutes) {
            return Err(
                "\"decimal-hours\" and \"minutes\" cannot be told apart (is 90 an hour and a half?): keep one, \
                        and give the other to the one field that needs it"
                    .to_owned(),
            );
        }
        Ok(Self(forms))
    }

    /// The minutes as the sheets write them: in the first form that has room for them.
    pub(crate) fn written(&self, minutes: u64) -> Option<String> {
        self.0.iter().find_map(|form| form.written(minutes))
    }

    /// The minutes that a cell names.
    pub(crate) fn minutes(&self, cell: &str) -> Result<u64, String> {
        let cell = cell.trim().to_lowercase();
        match self.0.iter().find_map(|form| form.read(&cell)) {
            Some(Ok(minutes)) if minutes <= LONGEST => Ok(minutes),
            Some(Ok(_)) => Err("is longer than a year: correct it".to_owned()),
            Some(Err(reason)) => Err(reason),
            None => Err(format!(
                "is no duration of the form {}: correct it, or add its form to durations in the mapping",
                self.0.iter().map(|form| form.name()).collect::<Vec<_>>().join(" or ")
            )),
        }
    }
}

fn clock(cell: &str) -> Option<u64> {
    let mut parts = cell.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() || minutes.len() != 2 || seconds.is_some_and(|s| s != "00") {
        return None;
    }
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    number(hours)?.checked_mul(60)?.checked_add(minutes)
}

fn decimal_hours(cell: &str) -> Option<Result<u64, String>> {
    let cell = strip_unit(cell, &["hours", "hour", "hrs", "hr", "h"]);
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { number(whole)? };
    let places = 10u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let fraction = if fraction.is_empty() { 0 } else { number(fraction)? };
    let parts = fraction.checked_mul(60)?;
    if parts % places != 0 {
        return Some(Err("is no whole number of minutes: write hours and minutes instead".to_owned()));
    }
    Some(Ok(whole.checked_mul(60)?.checked_add(parts / places)?))
}

fn letters(cell: &str) -> Option<u64> {
    let cell: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((hours, rest)) = cell.split_once('h') else {
        let minutes = strip_unit(&cell, &["minutes", "minute", "mins", "min", "m"]);
        return if minutes.len() < cell.len() { number(minutes) } else { None };
    };
    let rest = ["ours", "our", "rs", "r"].iter().find_map(|unit| rest.strip_prefix(unit)).unwrap_or(rest);
    let rest = strip_unit(rest, &["minutes", "minute", "mins", "min", "m"]);
    let minutes = if rest.is_empty() { 0 } else { number(rest).filter(|minutes| *minutes < 60)? };
    number(hours)?.checked_mul(60)?.checked_add(minutes)
}

fn strip_unit<'c>(cell: &'c str, units: &[&str]) -> &'c str {
    units.iter().find_map(|unit| cell.strip_suffix(unit)).unwrap_or(cell).trim_end()
}

fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn forms(names: &[&str]) -> Durations {
        Durations::of(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn an_hour_and_a_half_in_every_form() {
        let hours = forms(&["h:mm", "1h30", "decimal-hours"]);
        for cell in
            ["1:30", "01:30", "1:30:00", "1h30", "1H30", "1h 30m", "1 hr 30 mins", "90m", "1.5", "1.50", "1.5 hours"]
        {
            assert_eq!(hours.minutes(cell), Ok(90), "{cell}");
        }
        assert_eq!(forms(&["minutes"]).minutes("90"), Ok(90));
        assert_eq!(forms(&["minutes"]).minutes("90 min"), Ok(90));
        assert_eq!(hours.minutes("2h"), Ok(120));
        assert_eq!(hours.minutes("22.5"), Ok(1350));
        assert_eq!(hours.minutes(".25"), Ok(15));
    }

    #[test]
    fn what_is_no_duration_is_said_to_be_none() {
        let hours = forms(&["h:mm", "1h30", "decimal-hours"]);
        for cell in
            ["lots", "1:60", "1:5", "1:30:15", "-1", "1,5", "1h75", "h", ".", ":30", "1.5.2", "99999999999999999999"]
        {
            assert!(hours.minutes(cell).is_err(), "{cell}");
        }
        assert!(hours.minutes("0.33").unwrap_err().contains("whole number of minutes"));
        assert!(hours.minutes("99999").unwrap_err().contains("longer than a year"));
        assert!(forms(&["h:mm"]).minutes("1.5").unwrap_err().contains("h:mm"));
    }

    #[test]
    fn hours_and_minutes_without_a_unit_are_not_mixed() {
        assert!(Durations::of(&["decimal-hours".to_owned(), "minutes".to_owned()]).is_err());
        assert!(Durations::of(&["hours".to_owned()]).is_err());
    }

    proptest! {
        #[test]
        fn a_duration_is_written_as_it_is_read(minutes in 0u64..10_000) {
            for form in ["h:mm", "1h30", "minutes", "decimal-hours"] {
                if let Some(written) = forms(&[form]).written(minutes) {
                    prop_assert_eq!(forms(&[form]).minutes(&written), Ok(minutes));
                }
            }
            prop_assert!(forms(&["decimal-hours", "h:mm"]).written(minutes).is_some());
        }

        #[test]
        fn a_duration_reads_back_in_every_form(minutes in 0u64..10_000) {
            let (h, m) = (minutes / 60, minutes % 60);
            prop_assert_eq!(forms(&["h:mm"]).minutes(&format!("{h}:{m:02}")), Ok(minutes));
            prop_assert_eq!(forms(&["1h30"]).minutes(&format!("{h}h{m}")), Ok(minutes));
            prop_assert_eq!(forms(&["1h30"]).minutes(&format!("{h} h {m} min")), Ok(minutes));
            prop_assert_eq!(forms(&["minutes"]).minutes(&minutes.to_string()), Ok(minutes));
            if m % 3 == 0 {
                let hundredths = m * 5 / 3;
                prop_assert_eq!(forms(&["decimal-hours"]).minutes(&format!("{h}.{hundredths:02}")), Ok(minutes));
            }
        }

        #[test]
        fn no_text_is_a_panic(text in "\\PC*") {
            let _ = forms(&["h:mm", "1h30", "decimal-hours"]).minutes(&text);
        }
    }
}
