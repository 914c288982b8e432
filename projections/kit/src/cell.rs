//! Types that stand only in columns: a number of days, a month, a list.

use std::fmt;
use std::str::FromStr;

use events::{Line, PlacementId, Sector, referrals};
use jiff::civil::Date;
use uuid::Uuid;

/// A number of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(pub i32);

/// A calendar month: `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month this day is in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.rsplit_once('-').ok_or(())?;
        let (year, month) = (year.parse().map_err(|_| ())?, month.parse().map_err(|_| ())?);
        Date::new(year, month, 1).map(Self::of).map_err(|_| ())
    }
}

/// Something that can stand in a [`List`].
pub trait Item: Sized {
    /// As JSON.
    fn to_json(&self) -> serde_json::Value;
    /// From JSON.
    fn from_json(json: &serde_json::Value) -> Option<Self>;
}

macro_rules! word_items {
    ($($type:ty),*) => {$(
        impl Item for $type {
            fn to_json(&self) -> serde_json::Value {
                self.as_str().into()
            }

            fn from_json(value: &serde_json::Value) -> Option<Self> {
                value.as_str()?.parse().ok()
            }
        }
    )*};
}

word_items! {
    Sector, referrals::FamilyMember, referrals::FamilyTopic, referrals::ReadinessArea, referrals::ReviewParticipant
}

impl Item for Line {
    fn to_json(&self) -> serde_json::Value {
        self.as_str().into()
    }

    fn from_json(json: &serde_json::Value) -> Option<Self> {
        json.as_str().and_then(|text| Self::new(text).ok())
    }
}

impl Item for PlacementId {
    fn to_json(&self) -> serde_json::Value {
        self.to_string().into()
    }

    fn from_json(json: &serde_json::Value) -> Option<Self> {
        json.as_str().and_then(|text| Uuid::try_parse(text).ok()).map(Self)
    }
}

/// Several things in one cell, as a JSON array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}
