//! A programme of one year: who runs it, its dates, and the ids of what belongs to it.

use std::borrow::Cow;

use events::{DeploymentSecret, InternshipId, ProviderId, Ukprn};
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan as _};

/// How many interns a job coach supports, at most.
pub(super) const PER_COACH: u32 = 8;

pub(super) const SECTORS: [&str; 8] =
    ["health", "culture", "food", "sport", "office", "horticulture", "education", "retail"];

/// One command of a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedCommand {
    /// The day it is asked, which is the day it is about or a later one.
    pub day: Date,
    /// The command with its context: `coaching.log-hours`.
    pub command: Cow<'static, str>,
    /// Its fields.
    pub json: String,
    /// Its idempotency key.
    pub key: String,
}

/// A provider of one year, and the dates of its programme.
#[derive(Clone, Debug)]
pub(super) struct Programme<'s> {
    pub(super) secret: &'s DeploymentSecret,
    pub(super) provider: ProviderId,
    pub(super) year: i16,
    pub(super) start: Date,
    pub(super) middle: Date,
    pub(super) end: Date,
}

impl Programme<'_> {
    /// The id of what the provider calls so.
    pub(super) fn id(&self, kind: &str, reference: &str) -> uuid::Uuid {
        self.secret.named(self.provider, kind, reference)
    }

    /// What the n-th provider calls an intern.
    pub(super) fn reference(&self, provider: u32, intern: u32) -> String {
        format!("S{provider}-{}-{:03}", self.year % 100, intern + 1)
    }

    pub(super) fn internship(&self, reference: &str) -> InternshipId {
        self.secret.internship(self.provider, reference, 1)
    }
}

pub(super) fn programme(secret: &DeploymentSecret, provider: u32, year: i16) -> Programme<'_> {
    let start = on_or_after(date(year, 9, 24), Weekday::Monday);
    Programme {
        secret,
        provider: provider_id(secret, provider),
        year,
        start,
        middle: on_or_after(date(year + 1, 2, 1), Weekday::Monday),
        end: on_or_after(date(year + 1, 7, 8), Weekday::Friday),
    }
}

pub(super) fn ukprn(provider: u32) -> Option<Ukprn> {
    Ukprn::new(&format!("{}", 19_000_000 + provider)).ok()
}

pub(super) fn provider_id(secret: &DeploymentSecret, provider: u32) -> ProviderId {
    ukprn(provider).map_or(ProviderId(uuid::Uuid::nil()), |ukprn| secret.provider(&ukprn))
}

pub(super) fn employer_id(programme: &Programme<'_>, employer: usize) -> uuid::Uuid {
    programme.id("employer", &format!("E{employer}"))
}

/// The id of the year's programme.
pub(super) fn programme_id(programme: &Programme<'_>) -> uuid::Uuid {
    programme.id("programme", &format!("P{}", programme.year))
}

pub(super) fn role_id(programme: &Programme<'_>, employer: usize) -> uuid::Uuid {
    programme.id("role", &format!("E{employer}"))
}

pub(super) fn coach_id(programme: &Programme<'_>, coach: u32) -> uuid::Uuid {
    programme.id("coach", &format!("{}-C{coach}", programme.year))
}

/// Some days later.
pub(super) fn later(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

fn on_or_after(day: Date, weekday: Weekday) -> Date {
    day.saturating_add(Span::new().days(i64::from(day.weekday().until(weekday))))
}
