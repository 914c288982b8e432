//! Invented programmes with believable dates: the same seed gives the same commands, and so the
//! same events, byte for byte.
//!
//! Shapes and shares (who is accepted, who withdraws, how support fades, how long a decision takes,
//! who finds work and keeps it) are invented to look like a programme's year. They are no estimate
//! of anything.

mod dice;
mod examples;
mod journal;
mod journey;
mod money;
mod outcome;

use std::borrow::Cow;

use events::{DeploymentSecret, InternshipId, Line, ProviderId, Ukprn};
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan as _};
use serde_json::{Value, json};

pub use dice::Dice;
pub use journal::SimulatedJournal;

/// How much to invent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Interns over all years.
    pub interns: u32,
    /// Academic years, the last of which began in [`LAST_YEAR`].
    pub years: u16,
    /// The same seed gives the same programmes.
    pub seed: u64,
}

/// The calendar year in which the last simulated programme began: long enough ago that a year in
/// work after it has passed.
pub const LAST_YEAR: i16 = 2023;

/// How many interns a provider has in a year, at most.
const PER_PROVIDER: u32 = 24;
/// How many interns a job coach supports, at most.
const PER_COACH: u32 = 8;

/// One command of a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
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
struct Programme<'s> {
    secret: &'s DeploymentSecret,
    provider: ProviderId,
    year: i16,
    start: Date,
    middle: Date,
    end: Date,
}

impl Programme<'_> {
    /// The id of what the provider calls so.
    fn id(&self, kind: &str, reference: &str) -> uuid::Uuid {
        self.secret.named(self.provider, kind, reference)
    }

    /// What the n-th provider calls an intern.
    fn reference(&self, provider: u32, intern: u32) -> String {
        format!("S{provider}-{}-{:03}", self.year % 100, intern + 1)
    }

    fn internship(&self, reference: &str) -> InternshipId {
        self.secret.internship(self.provider, reference, 1)
    }
}

const SECTORS: [&str; 8] = ["health", "culture", "food", "sport", "office", "horticulture", "education", "retail"];
const EMPLOYERS: [&str; 8] = [
    "Infirmary Trust",
    "Museum and Library",
    "Bakeries",
    "Leisure Trust",
    "Council Offices",
    "Garden Centre",
    "Primary School",
    "High Street Stores",
];

/// Every command of one academic year, in the order it is asked, with the ids of this deployment.
/// `year` counts from 0.
#[must_use]
pub fn year(scale: Scale, year: u16, secret: &DeploymentSecret) -> Vec<Step> {
    let began =
        LAST_YEAR - i16::try_from(scale.years.saturating_sub(1)).unwrap_or(0) + i16::try_from(year).unwrap_or(0);
    let share = scale.interns / u32::from(scale.years.max(1));
    let left_over = scale.interns % u32::from(scale.years.max(1));
    let interns = share + u32::from(u32::from(year) < left_over);
    let mut steps: Vec<(Step, u64)> = Vec::new();
    for provider in 0..interns.div_ceil(PER_PROVIDER) {
        let here = PER_PROVIDER.min(interns - provider * PER_PROVIDER);
        let programme = programme(secret, provider, began);
        register(&mut steps, &programme, provider, here, year == 0);
        for intern in 0..here {
            let dice = Dice::new(scale.seed, u64::from(year), u64::from(provider), u64::from(intern));
            let journey = journey::journey(&programme, provider, intern, dice);
            let order = u64::from(provider) * u64::from(PER_PROVIDER) + u64::from(intern) + 1;
            steps.extend(journey.into_iter().map(|step| (step, order)));
        }
        if provider == 0 && year + 1 == scale.years {
            steps.extend(examples::played(&programme).map(|step| (step, u64::MAX)));
        }
    }
    steps.sort_by_key(|(step, order)| (step.day, *order));
    steps.into_iter().map(|(step, _)| step).collect()
}

fn programme(secret: &DeploymentSecret, provider: u32, year: i16) -> Programme<'_> {
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

fn on_or_after(day: Date, weekday: Weekday) -> Date {
    day.saturating_add(Span::new().days(i64::from(day.weekday().until(weekday))))
}

fn ukprn(provider: u32) -> Option<Ukprn> {
    Ukprn::new(&format!("{}", 19_000_000 + provider)).ok()
}

fn provider_id(secret: &DeploymentSecret, provider: u32) -> ProviderId {
    ukprn(provider).map_or(ProviderId(uuid::Uuid::nil()), |ukprn| secret.provider(&ukprn))
}

/// Who is there before anybody is referred: the provider, its employers, its coaches.
fn register(steps: &mut Vec<(Step, u64)>, programme: &Programme<'_>, provider: u32, interns: u32, first_year: bool) {
    let day = date(programme.year, 1, 2);
    let mut add = |command: &'static str, key: String, json: Value| {
        steps.push((Step { day, command: command.into(), json: json.to_string(), key }, 0));
    };
    let id = programme.provider;
    if first_year {
        let name = format!("College {}", provider + 1);
        let ukprn = ukprn(provider);
        let json = json!({"provider": id, "ukprn": ukprn, "name": name, "date": day, "model": "college"});
        add("referrals.register-provider", "provider".into(), json);
        for (employer, (name, sector)) in EMPLOYERS.iter().zip(SECTORS).enumerate() {
            let name = format!("{name} {}", provider + 1);
            let json = json!({
                "employer": employer_id(programme, employer), "provider": id, "name": name, "sector": sector,
                "contact": format!("The front desk of {name}"), "date": day,
            });
            add("placements.register-employer", "employer".into(), json);
        }
    }
    for coach in 0..interns.div_ceil(PER_COACH) {
        let (year, number) = (programme.year, coach + 1);
        let json = json!({"coach": coach_id(programme, coach), "provider": id, "name": format!("Coach {number} of {year}"), "date": day});
        add("coaching.register-coach", "coach".into(), json);
    }
}

fn employer_id(programme: &Programme<'_>, employer: usize) -> uuid::Uuid {
    programme.id("employer", &format!("E{employer}"))
}

fn coach_id(programme: &Programme<'_>, coach: u32) -> uuid::Uuid {
    programme.id("coach", &format!("{}-C{coach}", programme.year))
}

/// Who is said to have asked.
///
/// # Errors
/// Never: the name is a word.
pub fn actor() -> Result<Line, events::NotAText> {
    Line::new("simulation")
}

/// Some days later.
fn later(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Scale = Scale { interns: 30, years: 2, seed: 7 };

    fn of_year(scale: Scale, n: u16) -> Vec<Step> {
        year(scale, n, &DeploymentSecret::PUBLISHED)
    }

    #[test]
    fn the_same_seed_gives_the_same_commands_and_another_seed_others() {
        assert_eq!(of_year(SMALL, 0), of_year(SMALL, 0));
        assert_ne!(of_year(SMALL, 0), of_year(Scale { seed: 8, ..SMALL }, 0));
    }

    #[test]
    fn commands_come_in_the_order_of_their_days() {
        let steps = of_year(SMALL, 1);
        assert!(steps.len() > 500);
        assert!(steps.is_sorted_by_key(|step| step.day));
    }

    #[test]
    fn every_intern_is_referred_once_over_all_years() {
        let referred = |scale: Scale| {
            (0..scale.years).flat_map(|n| of_year(scale, n)).filter(|step| step.command == "referrals.refer").count()
        };
        assert_eq!(referred(SMALL), 30);
        assert_eq!(referred(Scale { interns: 61, years: 3, seed: 1 }), 61);
    }
}
