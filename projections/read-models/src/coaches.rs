//! One row per job coach: whose coach they are, and since when.

use events::coaching::CoachRegistered;
use events::{CoachId, ProviderId};
use jiff::civil::Date;
use projection_kit::{Keys, On, ReadModel, Takes, table};

/// The register of job coaches. Their names are sealed and stand in no table.
pub struct Coaches;

table! {
    /// One row per job coach: whose coach they are, and since when.
    pub struct Coach in "coaches", revision 1, by {
        coach: CoachId = "The job coach; the name is sealed under this id.";
    } {
        provider: ProviderId = "Whose coach they are.";
        joined_on: Date = "When they joined the provider.";
    }
}

impl ReadModel for Coaches {
    type Key = (CoachId,);
    type Page = Option<Coach>;

    const TAKES: Takes<Self> = &[&On {
        keys: |coach, _| Keys::One((CoachId(coach.id),)),
        fold: |_, &(coach,), registered: &CoachRegistered| {
            Ok(Some(Coach { coach, provider: registered.provider, joined_on: registered.date }))
        },
    }];
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::{given, taken_back};
    use uuid::Uuid;

    use super::*;

    const NORTHFIELD: ProviderId = ProviderId(Uuid::from_u128(0xD));

    #[test]
    fn each_coach_is_a_row_of_their_own() {
        given::<Coaches>([registered(date(2024, 9, 1))])
            .and_to(2, [registered(date(2025, 1, 6))])
            .then_rows([row(1, date(2024, 9, 1)), row(2, date(2025, 1, 6))]);
    }

    #[test]
    fn a_coach_whose_registration_was_taken_back_is_on_the_register_no_more() {
        given::<Coaches>([registered(date(2024, 9, 1))])
            .and_to(2, [registered(date(2025, 1, 6)), taken_back("coaching", 1)])
            .then(row(2, date(2025, 1, 6)));
    }

    #[test]
    fn a_coach_who_is_registered_again_joined_on_the_day_that_stands() {
        given::<Coaches>([registered(date(2024, 9, 1)), taken_back("coaching", 1), registered(date(2024, 9, 30))])
            .then(row(1, date(2024, 9, 30)));
    }

    fn registered(date: Date) -> Fact {
        CoachRegistered { date, provider: NORTHFIELD, personal: None }.into()
    }

    fn row(id: u128, joined_on: Date) -> Coach {
        Coach { coach: CoachId(Uuid::from_u128(id)), provider: NORTHFIELD, joined_on }
    }
}
