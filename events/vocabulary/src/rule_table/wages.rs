//! The national minimum wage and the national living wage, by age and day.

use jiff::civil::{Date, date};

use super::figure::Figure;
use crate::Pence;

const RATES: &str = "GOV.UK, National Minimum Wage and National Living Wage rates";

/// The first age at which the highest rate is due.
const ADULT_FROM: Figure = Figure {
    name: "wage-adult-from",
    rule: "wage",
    unit: "years",
    meaning: "The first age at which the highest rate is due.",
    source: RATES,
    rows: &[(date(2020, 4, 1), 25), (date(2021, 4, 1), 23), (date(2024, 4, 1), 21)],
};

const ADULT: Figure = Figure {
    name: "wage-adult",
    rule: "wage",
    unit: "pence an hour",
    meaning: "The highest rate.",
    source: RATES,
    rows: &[
        (date(2020, 4, 1), 872),
        (date(2021, 4, 1), 891),
        (date(2022, 4, 1), 950),
        (date(2023, 4, 1), 1042),
        (date(2024, 4, 1), 1144),
        (date(2025, 4, 1), 1221),
        (date(2026, 4, 1), 1271),
    ],
};

const FROM_21: Figure = Figure {
    name: "wage-21",
    rule: "wage",
    unit: "pence an hour",
    meaning: "The rate from 21 up to the age of the highest rate.",
    source: RATES,
    rows: &[
        (date(2020, 4, 1), 820),
        (date(2021, 4, 1), 836),
        (date(2022, 4, 1), 918),
        (date(2023, 4, 1), 1018),
        (date(2024, 4, 1), 1144),
        (date(2025, 4, 1), 1221),
        (date(2026, 4, 1), 1271),
    ],
};

const FROM_18: Figure = Figure {
    name: "wage-18",
    rule: "wage",
    unit: "pence an hour",
    meaning: "The rate from 18 to 20.",
    source: RATES,
    rows: &[
        (date(2020, 4, 1), 645),
        (date(2021, 4, 1), 656),
        (date(2022, 4, 1), 683),
        (date(2023, 4, 1), 749),
        (date(2024, 4, 1), 860),
        (date(2025, 4, 1), 1000),
        (date(2026, 4, 1), 1085),
    ],
};

const UNDER_18: Figure = Figure {
    name: "wage-under-18",
    rule: "wage",
    unit: "pence an hour",
    meaning: "The rate under 18.",
    source: RATES,
    rows: &[
        (date(2020, 4, 1), 455),
        (date(2021, 4, 1), 462),
        (date(2022, 4, 1), 481),
        (date(2023, 4, 1), 528),
        (date(2024, 4, 1), 640),
        (date(2025, 4, 1), 755),
        (date(2026, 4, 1), 800),
    ],
};

const APPRENTICE: Figure = Figure {
    name: "wage-apprentice",
    rule: "wage",
    unit: "pence an hour",
    meaning: "The rate of apprentices under 19, and of others in their first year.",
    source: RATES,
    rows: &[
        (date(2020, 4, 1), 415),
        (date(2021, 4, 1), 430),
        (date(2022, 4, 1), 481),
        (date(2023, 4, 1), 528),
        (date(2024, 4, 1), 640),
        (date(2025, 4, 1), 755),
        (date(2026, 4, 1), 800),
    ],
};

/// The figures of the minimum wage.
pub(super) const FIGURES: &[&Figure] = &[&ADULT_FROM, &ADULT, &FROM_21, &FROM_18, &UNDER_18, &APPRENTICE];

/// The lowest lawful pay for an hour of work on a day, at an age in years; nothing before the first
/// row. An apprentice is taken to be in the first year, in which the lowest rate is lawful at any age.
#[must_use]
pub fn minimum_wage(day: Date, age: i16, is_apprentice: bool) -> Option<Pence> {
    let adult_from = ADULT_FROM.known_on(day)?;
    let rate = match i64::from(age) {
        _ if is_apprentice => APPRENTICE,
        age if age >= adult_from => ADULT,
        21.. => FROM_21,
        18.. => FROM_18,
        _ => UNDER_18,
    };
    rate.known_on(day).map(Pence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_follows_from_the_age_and_the_day() {
        let last_of_the_old_year = date(2024, 3, 31);
        let first_of_the_new = date(2024, 4, 1);
        for (day, age, is_apprentice, rate) in [
            (date(2020, 3, 31), 30, false, None),
            (last_of_the_old_year, 23, false, Some(1042)),
            (last_of_the_old_year, 22, false, Some(1018)),
            (last_of_the_old_year, 21, false, Some(1018)),
            (last_of_the_old_year, 20, false, Some(749)),
            (first_of_the_new, 21, false, Some(1144)),
            (first_of_the_new, 20, false, Some(860)),
            (first_of_the_new, 18, false, Some(860)),
            (first_of_the_new, 17, false, Some(640)),
            (first_of_the_new, 24, true, Some(640)),
        ] {
            assert_eq!(minimum_wage(day, age, is_apprentice), rate.map(Pence), "{day} {age}");
        }
    }
}
