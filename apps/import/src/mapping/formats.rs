//! How things are written: what holds for all sheets, for one, for one field.

use jiff::civil::Date;

use super::written::{Constant, Formats};
use crate::cell::Readings;
use crate::cell::dates::Dates;
use crate::cell::durations::Durations;
use crate::cell::money::Money;
use crate::wording::comparable;

impl Formats {
    /// These, and where nothing is said, the others.
    pub(super) fn or(&self, outer: &Self) -> Self {
        Self {
            dates: self.dates.clone().or_else(|| outer.dates.clone()),
            times: self.times.clone().or_else(|| outer.times.clone()),
            durations: self.durations.clone().or_else(|| outer.durations.clone()),
            money: self.money.clone().or_else(|| outer.money.clone()),
            yes: self.yes.clone().or_else(|| outer.yes.clone()),
            no: self.no.clone().or_else(|| outer.no.clone()),
            empty: self.empty.clone().or_else(|| outer.empty.clone()),
        }
    }
}

/// What holds where the mapping says nothing.
pub(super) fn ordinary() -> Formats {
    let list = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    Formats {
        dates: list(&["%d/%m/%Y"]),
        times: list(&["%H:%M", "%H:%M:%S", "%I:%M %p"]),
        durations: list(&["h:mm", "1h30", "decimal-hours"]),
        money: Some("pounds".to_owned()),
        yes: list(&["yes", "y", "true", "1"]),
        no: list(&["no", "n", "false", "0"]),
        empty: list(&[]),
    }
}

/// The formats, tried out.
pub(super) fn readings(formats: &Formats) -> Result<Readings, String> {
    let comparables = |words: &Option<Vec<String>>| words.iter().flatten().map(|word| comparable(word)).collect();
    let readings = Readings {
        dates: Dates::of_days(formats.dates.as_deref().unwrap_or_default()).map_err(|e| format!("dates: {e}"))?,
        times: Dates::of_times(formats.times.as_deref().unwrap_or_default()).map_err(|e| format!("times: {e}"))?,
        durations: Durations::of(formats.durations.as_deref().unwrap_or_default())
            .map_err(|e| format!("durations: {e}"))?,
        money: Money::of(formats.money.as_deref().unwrap_or("pounds")).map_err(|e| format!("money: {e}"))?,
        yes: comparables(&formats.yes),
        no: comparables(&formats.no),
        empty: comparables(&formats.empty),
    };
    match readings.yes.iter().find(|word| readings.no.contains(word)) {
        Some(both) => Err(format!("\"{both}\" stands under yes and under no: keep one")),
        None => Ok(readings),
    }
}

/// A day in the mapping: as TOML writes it, or as the sheets do.
pub(super) fn day(written: &Constant, formats: &Formats) -> Result<Date, String> {
    let text = written.0.trim();
    let as_sheets = || readings(formats).ok()?.dates.date(text).ok();
    text.parse().ok().or_else(as_sheets).ok_or_else(|| format!("\"{text}\" is no day: write it as 2024-09-30"))
}
