//! The types a column can have, and how each stands in a cell.

use std::borrow::Cow;

use events::{
    AcademicYear, Act, ApplicationId, ClaimId, CoachId, EmployerId, EventId, InternshipId, JobId, Line, LocalAuthority,
    Minutes, Pence, PersonId, PlacementId, ProgrammeId, ProviderId, RoleId, Sector, coaching, funding, outcomes,
    placements, referrals,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{Days, Item, List, Misread, Month, Value};

/// What kind of thing a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A text, or one of a few words.
    Text,
    /// A whole number.
    Integer,
    /// A calendar day, `2026-03-09`.
    Day,
    /// Yes or no; 1 or 0 in SQL.
    Flag,
    /// An id, a UUID.
    Id,
    /// Several things, as a JSON array.
    List,
}

impl Kind {
    /// The kind in a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Day => "day",
            Self::Flag => "flag",
            Self::Id => "id",
            Self::List => "list",
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Things, or not a number.
    None,
    /// Minutes.
    Minutes,
    /// Pence.
    Pence,
    /// Days.
    Days,
}

impl Unit {
    /// The unit in a word; empty when there is none.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Minutes => "minutes",
            Self::Pence => "pence",
            Self::Days => "days",
        }
    }
}

/// A type that can stand in a column.
pub trait Column: Sized {
    /// What kind of thing it is.
    const KIND: Kind;
    /// What it counts.
    const UNIT: Unit = Unit::None;
    /// Whether there may be nothing.
    const NULLABLE: bool = false;

    /// The few words it can be, where it is one of a few.
    #[must_use]
    fn words() -> Vec<&'static str> {
        Vec::new()
    }

    /// The cell.
    fn write(&self) -> Value;

    /// Reads a cell.
    ///
    /// # Errors
    /// When the cell holds something else.
    fn read(value: Value) -> Result<Self, Misread>;
}

impl<T: Column> Column for Option<T> {
    const KIND: Kind = T::KIND;
    const UNIT: Unit = T::UNIT;
    const NULLABLE: bool = true;

    fn words() -> Vec<&'static str> {
        T::words()
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }

    fn read(value: Value) -> Result<Self, Misread> {
        if value == Value::Null { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl Column for bool {
    const KIND: Kind = Kind::Flag;

    fn write(&self) -> Value {
        Value::Flag(*self)
    }

    fn read(value: Value) -> Result<Self, Misread> {
        match value {
            Value::Flag(flag) => Ok(flag),
            Value::Integer(0) => Ok(false),
            Value::Integer(1) => Ok(true),
            Value::Integer(_) | Value::Null | Value::Text(_) => Err(Misread::new(&value, "0 or 1")),
        }
    }
}

macro_rules! numbers {
    ($($type:ty, $unit:ident, $to:expr, $from:expr;)*) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::Integer;
            const UNIT: Unit = Unit::$unit;

            fn write(&self) -> Value {
                Value::Integer(i64::from($to(self)))
            }

            fn read(value: Value) -> Result<Self, Misread> {
                let Value::Integer(number) = value else {
                    return Err(Misread::new(&value, "a whole number"));
                };
                number.try_into().map($from).map_err(|_| Misread::new(&value, "a smaller number"))
            }
        }
    )*};
}

numbers! {
    u8, None, |n: &u8| *n, |n: u8| n;
    u16, None, |n: &u16| *n, |n: u16| n;
    u32, None, |n: &u32| *n, |n: u32| n;
    Minutes, Minutes, |n: &Minutes| n.0, Minutes;
    Pence, Pence, |n: &Pence| n.0, Pence;
    Days, Days, |n: &Days| n.0, Days;
}

/// Reads a cell through the text form of a type.
pub(crate) fn parsed<T>(
    value: &Value,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, Misread> {
    let Value::Text(text) = value else {
        return Err(Misread::new(value, expected));
    };
    parse(text).ok_or_else(|| Misread::new(value, expected))
}

macro_rules! texts {
    ($($type:ty, $kind:ident, $expected:literal, $parse:expr;)*) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::$kind;

            fn write(&self) -> Value {
                Value::Text(Cow::Owned(self.to_string()))
            }

            fn read(value: Value) -> Result<Self, Misread> {
                parsed(&value, $expected, $parse)
            }
        }
    )*};
}

texts! {
    Line, Text, "a text of one line", |text| Line::new(text).ok();
    LocalAuthority, Text, "a local authority's code", |text| LocalAuthority::new(text).ok();
    Date, Day, "a day such as 2026-03-09", |text| text.parse().ok();
    Month, Text, "a month such as 2026-03", |text| text.parse().ok();
    AcademicYear, Text, "an academic year such as 2025/26", |text| text.parse().ok();
    InternshipId, Id, "an id", |text| Uuid::try_parse(text).ok().map(InternshipId);
    EmployerId, Id, "an id", |text| Uuid::try_parse(text).ok().map(EmployerId);
    CoachId, Id, "an id", |text| Uuid::try_parse(text).ok().map(CoachId);
    ProgrammeId, Id, "an id", |text| Uuid::try_parse(text).ok().map(ProgrammeId);
    ProviderId, Id, "an id", |text| Uuid::try_parse(text).ok().map(ProviderId);
    PersonId, Id, "an id", |text| Uuid::try_parse(text).ok().map(PersonId);
    JobId, Id, "an id", |text| Uuid::try_parse(text).ok().map(JobId);
    PlacementId, Id, "an id", |text| Uuid::try_parse(text).ok().map(PlacementId);
    ApplicationId, Id, "an id", |text| Uuid::try_parse(text).ok().map(ApplicationId);
    RoleId, Id, "an id", |text| Uuid::try_parse(text).ok().map(RoleId);
    ClaimId, Id, "an id", |text| Uuid::try_parse(text).ok().map(ClaimId);
    EventId, Id, "an id", |text| Uuid::try_parse(text).ok().map(EventId);
}

impl<T: Item> Column for List<T> {
    const KIND: Kind = Kind::List;

    fn write(&self) -> Value {
        if self.0.is_empty() {
            return Value::Text(Cow::Borrowed("[]"));
        }
        let items: Vec<_> = self.0.iter().map(Item::to_json).collect();
        Value::Text(Cow::Owned(serde_json::Value::Array(items).to_string()))
    }

    fn read(value: Value) -> Result<Self, Misread> {
        parsed(&value, "a JSON array", |text| {
            let items: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
            items.iter().map(T::from_json).collect::<Option<_>>().map(Self)
        })
    }
}

macro_rules! event_words {
    ($($type:ty),*) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::Text;

            fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|word| word.as_str()).collect()
            }

            fn write(&self) -> Value {
                Value::Text(Cow::Borrowed(self.as_str()))
            }

            fn read(value: Value) -> Result<Self, Misread> {
                parsed(&value, "one of the column's words", |text| text.parse().ok())
            }
        }
    )*};
}

event_words! {
    referrals::DeliveryModel, referrals::ProviderKind, referrals::ReferralSource, referrals::FamilyMember, referrals::FamilyTopic,
    funding::RejectionReason, funding::Element, funding::SupportPurpose, funding::AwardChange, funding::Apportionment,
    Act, Sector,
    referrals::PlanKind, referrals::DeclineReason, referrals::WithdrawalReason, referrals::CompletionReason,
    referrals::PlanEvidence, referrals::Readiness, referrals::Adviser, referrals::TransportProvider,
    referrals::CeaseReason, referrals::EnglishAndMaths, referrals::ReadinessOverride,
    referrals::Assessor, referrals::Onward, placements::StaffRole, placements::ContactChannel, placements::ContactResult,
    placements::RoleCloseReason, placements::ReviewDecision, placements::SizeBand, placements::InterviewResult, placements::AttendancePlace,
    placements::AbsenceReason, placements::PlacementMode, placements::PlacementEndReason,
    coaching::Activity, coaching::Mode, coaching::Supervisor,
    funding::Signatory, funding::AwardDecision, funding::ClaimBasis, funding::CostHead, funding::Funder,
    funding::CostBasis,
    outcomes::Contract, outcomes::Answer, outcomes::JobEndReason, outcomes::EndedBy, outcomes::WorkStatus,
    outcomes::Evidence, outcomes::Destination
}
