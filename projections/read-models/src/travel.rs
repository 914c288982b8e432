//! One row per route that a young person learns to travel: the step reached, and when to look again.

use events::referrals::TravelLevelChanged;
use events::{InternshipId, Line};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, table};

/// The read model of travel training.
pub struct Travel;

table! {
    /// One row per route that a young person learns to travel: the step reached, since when, and when to look again.
    pub struct Route in "travel", revision 1, essential [
        internship, route, step, step_since, next_check_on
    ], by {
        internship: InternshipId = "Who learns it.";
        route: Line = "The route, in words that give no address.";
    } {
        step: u8 = "The latest step: 1 referral, 2 assessment, 3 classroom, 4 group travel, 5 accompanied, 6 shadowed, 7 independent.";
        step_since: Date = "Since when they are known to be at that step.";
        last_checked_on: Date = "The latest day the step was recorded for.";
        next_check_on: Option<Date> = "When to look again, if it was said.";
    }
}

impl ReadModel for Travel {
    type Key = (InternshipId, Line);
    type Page = Option<Route>;

    const TAKES: Takes<Self> = &[&On {
        keys: |whose, travel: &TravelLevelChanged| Keys::One((InternshipId(whose.id), travel.route.clone())),
        fold: check,
    }];
}

/// What is known of a later day stays when an earlier one is recorded after it.
fn check(
    page: Option<Route>,
    (internship, route): &(InternshipId, Line),
    travel: &TravelLevelChanged,
) -> Folded<Travel> {
    let step_since = match page {
        Some(row) if travel.date < row.last_checked_on => return Ok(Some(row)),
        Some(row) if row.step == travel.step => row.step_since,
        Some(_) | None => travel.date,
    };
    Ok(Some(Route {
        internship: *internship,
        route: route.clone(),
        step: travel.step,
        step_since,
        last_checked_on: travel.date,
        next_check_on: travel.next_check,
    }))
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::{given, taken_back};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_route_has_a_step_of_its_own() {
        given::<Travel>([reached("home to work", 1, 5), reached("home to college", 2, 7)])
            .then_rows([row("home to college", 7, 2, 2), row("home to work", 5, 1, 1)]);
    }

    #[test]
    fn the_latest_step_counts_even_where_it_is_a_lower_one() {
        given::<Travel>([reached("home to work", 1, 6), reached("home to work", 8, 5)]).then(row(
            "home to work",
            5,
            8,
            8,
        ));
    }

    #[test]
    fn a_check_that_finds_the_same_step_leaves_since_when() {
        given::<Travel>([reached("home to work", 1, 5), reached("home to work", 8, 5)]).then(row(
            "home to work",
            5,
            1,
            8,
        ));
    }

    #[test]
    fn an_earlier_day_that_is_recorded_late_changes_nothing() {
        given::<Travel>([reached("home to work", 8, 5), reached("home to work", 1, 4)]).then(row(
            "home to work",
            5,
            8,
            8,
        ));
    }

    #[test]
    fn a_step_that_was_taken_back_was_never_reached() {
        given::<Travel>([reached("home to work", 1, 5), reached("home to work", 8, 7), taken_back("referrals", 2)])
            .then(row("home to work", 5, 1, 1));
    }

    fn reached(route: &str, day: i8, step: u8) -> Fact {
        let next_check = Some(date(2024, 9, day));
        TravelLevelChanged { date: date(2024, 8, day), route: Line::new(route).unwrap(), step, next_check }.into()
    }

    fn row(route: &str, step: u8, since: i8, checked: i8) -> Route {
        Route {
            internship: InternshipId(Uuid::from_u128(1)),
            route: Line::new(route).unwrap(),
            step,
            step_since: date(2024, 8, since),
            last_checked_on: date(2024, 8, checked),
            next_check_on: Some(date(2024, 9, checked)),
        }
    }
}
