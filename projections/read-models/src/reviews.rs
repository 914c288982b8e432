//! One row per review of a young person's plan.

use events::referrals::{ReviewHeld, ReviewParticipant};
use events::{EventId, InternshipId, Line};
use jiff::civil::Date;
use projection_kit::{Days, List, ReadModel, Takes, table};

use crate::each::Each;

/// The read model of reviews. What was said there is sealed and stands in no table.
pub struct Reviews;

table! {
    /// One row per review of a young person's plan: when it was due and held, who took part, and whether it looked ahead.
    pub struct Review in "reviews", revision 1, sorted by [held_on], essential [
        internship, held_on, due_on, looks_at_adult_life, names_pathway, who
    ], by {
        internship: InternshipId = "Whose plan was reviewed.";
        review: EventId = "The review, by its event.";
    } {
        held_on: Date = "The day.";
        due_on: Option<Date> = "The day it was due, if that was said.";
        days_late: Option<Days> = "Days between the day it was due and the day it was held; negative if it was early, nothing if no day was said.";
        school_year: Option<Line> = "School year at the review, as the school writes it, if it was said.";
        who: List<ReviewParticipant> = "Who took part, as far as it was said.";
        looks_at_adult_life: Option<bool> = "Whether it looked at adult life, if that was said.";
        names_pathway: Option<bool> = "Whether the plan names a supported internship as the pathway, if that was said.";
    }
}

impl ReadModel for Reviews {
    type Key = (InternshipId, EventId);
    type Page = Option<Review>;

    const TAKES: Takes<Self> = &[&Each {
        of: |whose| InternshipId(whose.id),
        row: |&(internship, review), held: &ReviewHeld| Review {
            internship,
            review,
            held_on: held.date,
            due_on: held.due,
            days_late: held.due.map(|due| Days((held.date - due).get_days())),
            school_year: held.school_year.clone(),
            who: List(held.who.clone()),
            looks_at_adult_life: held.looks_at_adult_life,
            names_pathway: held.names_pathway,
        },
    }];
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use projection_kit::scenarios::{event_id, given, taken_back};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_review_is_a_row_with_what_was_said_of_it() {
        let bare = ReviewHeld {
            due: None,
            school_year: None,
            who: Vec::new(),
            looks_at_adult_life: None,
            names_pathway: None,
            ..held(20, 15)
        };
        let nothing = Review {
            due_on: None,
            days_late: None,
            school_year: None,
            who: List::default(),
            looks_at_adult_life: None,
            names_pathway: None,
            ..row(2, 20, 15)
        };
        given::<Reviews>([held(10, 15).into(), bare.into()]).then_rows([row(1, 10, 15), nothing]);
    }

    #[test]
    fn a_review_after_the_day_it_was_due_is_late_by_so_many_days() {
        given::<Reviews>([held(18, 15).into()]).then_that(|review| review.days_late == Some(Days(3)));
    }

    #[test]
    fn a_review_that_was_taken_back_is_gone() {
        given::<Reviews>([held(10, 15).into(), taken_back("referrals", 1)]).then_nothing();
    }

    fn held(day: i8, due: i8) -> ReviewHeld {
        ReviewHeld {
            date: date(2024, 3, day),
            due: Some(date(2024, 3, due)),
            school_year: Some(Line::new("14").unwrap()),
            who: vec![ReviewParticipant::YoungPerson, ReviewParticipant::Council],
            looks_at_adult_life: Some(true),
            names_pathway: Some(false),
            views: None,
        }
    }

    fn row(event: u128, day: i8, due: i8) -> Review {
        Review {
            internship: InternshipId(Uuid::from_u128(1)),
            review: event_id(event),
            held_on: date(2024, 3, day),
            due_on: Some(date(2024, 3, due)),
            days_late: Some(Days((day - due).into())),
            school_year: Some(Line::new("14").unwrap()),
            who: List(vec![ReviewParticipant::YoungPerson, ReviewParticipant::Council]),
            looks_at_adult_life: Some(true),
            names_pathway: Some(false),
        }
    }
}
