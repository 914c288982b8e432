//! The commands of one academic year, in the order they are asked.

use events::{AcademicYear, DeploymentSecret, Sector};
use jiff::civil::date;
use serde_json::{Value, json};
use service_kit::CommandType;

use crate::dice::Dice;
use crate::programme::{
    PER_COACH, Programme, SECTORS, SimulatedCommand, coach_id, employer_id, programme, programme_id, role_id, ukprn,
};
use crate::{examples, intern};

/// How much to invent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Interns over all years.
    pub interns: u32,
    /// Academic years, the last of which began in 2023.
    pub years: u16,
    /// The same seed gives the same programmes.
    pub seed: u64,
}

/// The calendar year in which the last simulated programme began: long enough ago that a year in
/// work after it has passed.
const LAST_YEAR: i16 = 2023;

/// How many interns a provider has in a year, at most.
const PER_PROVIDER: u32 = 24;
const EMPLOYERS: [(&str, Sector); 8] = [
    ("Infirmary Trust", Sector::HealthAndSocialWork),
    ("Museum and Library", Sector::ArtsAndRecreation),
    ("Bakeries", Sector::Manufacturing),
    ("Leisure Trust", Sector::ArtsAndRecreation),
    ("Council Offices", Sector::PublicAdministration),
    ("Garden Centre", Sector::Retail),
    ("Primary School", Sector::Education),
    ("High Street Stores", Sector::Retail),
];

/// Every command of one academic year, in the order it is asked, with the ids of this deployment.
/// `year` counts from 0. Of `commands`, all that the services take, those that no intern's way
/// contains are played by their examples.
#[must_use]
pub fn year(
    scale: Scale,
    year: u16,
    secret: &DeploymentSecret,
    commands: impl Iterator<Item = &'static CommandType>,
) -> Vec<SimulatedCommand> {
    let began =
        LAST_YEAR - i16::try_from(scale.years.saturating_sub(1)).unwrap_or(0) + i16::try_from(year).unwrap_or(0);
    let share = scale.interns / u32::from(scale.years.max(1));
    let left_over = scale.interns % u32::from(scale.years.max(1));
    let interns = share + u32::from(u32::from(year) < left_over);
    let mut steps: Vec<(SimulatedCommand, u64)> = Vec::new();
    for provider in 0..interns.div_ceil(PER_PROVIDER) {
        let here = PER_PROVIDER.min(interns - provider * PER_PROVIDER);
        let programme = programme(secret, provider, began);
        register(&mut steps, &programme, provider, here, year == 0);
        for intern in 0..here {
            let dice = Dice::new(scale.seed, u64::from(year), u64::from(provider), u64::from(intern));
            let journey = intern::journey(&programme, provider, intern, dice);
            let order = u64::from(provider) * u64::from(PER_PROVIDER) + u64::from(intern) + 1;
            steps.extend(journey.into_iter().map(|step| (step, order)));
        }
    }
    if interns > 0 && year + 1 == scale.years {
        let first = programme(secret, 0, began);
        steps.extend(examples::played(&first, commands).map(|step| (step, u64::MAX)));
    }
    steps.sort_by_key(|(step, order)| (step.day, *order));
    steps.into_iter().map(|(step, _)| step).collect()
}

/// Who is there before anybody is referred: the provider, its employers, its coaches.
fn register(
    steps: &mut Vec<(SimulatedCommand, u64)>,
    programme: &Programme<'_>,
    provider: u32,
    interns: u32,
    first_year: bool,
) {
    let day = date(programme.year, 1, 2);
    let mut add = |command: &'static str, key: String, json: Value| {
        steps.push((SimulatedCommand { day, command: command.into(), json: json.to_string(), key }, 0));
    };
    let id = programme.provider;
    if first_year {
        let name = format!("College {}", provider + 1);
        let ukprn = ukprn(provider);
        let json = json!({"provider": id, "ukprn": ukprn, "name": name, "date": day, "kind": "fe-college"});
        add("referrals.register-provider", "provider".into(), json);
        for (number, ((name, sector), words)) in EMPLOYERS.iter().zip(SECTORS).enumerate() {
            let (name, employer) = (format!("{name} {}", provider + 1), employer_id(programme, number));
            let json = json!({
                "employer": employer, "provider": id, "name": name, "sector": sector, "sectorWords": words,
                "contact": format!("The front desk of {name}"), "date": day,
            });
            add("placements.register-employer", "employer".into(), json);
            let json = json!({
                "employer": employer, "role": role_id(programme, number), "date": day, "name": "team assistant",
                "sectorWords": words, "weeklyMinutes": 1260, "places": 4,
            });
            add("placements.open-role", "role".into(), json);
        }
    }
    let json = json!({
        "programme": programme_id(programme), "provider": id, "name": format!("Internships {}", programme.year),
        "year": AcademicYear::of(programme.start), "model": "host-employer-site", "host": employer_id(programme, 0),
        "plannedPlaces": interns, "date": day,
    });
    add("referrals.register-programme", "programme".into(), json);
    for coach in 0..interns.div_ceil(PER_COACH) {
        let (year, number) = (programme.year, coach + 1);
        let json = json!({"coach": coach_id(programme, coach), "provider": id, "name": format!("Coach {number} of {year}"), "date": day});
        add("coaching.register-coach", "coach".into(), json);
    }
}

#[cfg(test)]
mod tests {
    use service_kit::Command as _;

    use super::*;

    const SMALL: Scale = Scale { interns: 30, years: 2, seed: 7 };

    fn of_year(scale: Scale, n: u16) -> Vec<SimulatedCommand> {
        year(scale, n, &DeploymentSecret::PUBLISHED, coaching::Command::TYPES.iter())
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
