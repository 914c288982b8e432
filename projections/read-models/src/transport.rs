//! One row per arrangement of transport: who gets the young person there, from when, until when.

use events::referrals::{TransportArranged, TransportProvider};
use events::{EventId, InternshipId};
use jiff::civil::Date;
use projection_kit::{ReadModel, Takes, table};

use crate::each::Each;

/// The read model of transport.
pub struct Transport;

table! {
    /// One row per arrangement of transport: who gets the young person there and back, from when, and until when.
    pub struct Arrangement in "transport", revision 1, sorted by [starts_on], essential [
        internship, met_by, starts_on, ends_on
    ], by {
        internship: InternshipId = "Whose transport it is.";
        arrangement: EventId = "The arrangement, by its event.";
    } {
        arranged_on: Date = "The day it was settled.";
        met_by: TransportProvider = "Who gets them there and back.";
        starts_on: Date = "First day of it.";
        ends_on: Option<Date> = "Last day of it; nothing if that was not said.";
    }
}

impl ReadModel for Transport {
    type Key = (InternshipId, EventId);
    type Page = Option<Arrangement>;

    const TAKES: Takes<Self> = &[&Each {
        of: |whose| InternshipId(whose.id),
        row: |&(internship, arrangement), arranged: &TransportArranged| Arrangement {
            internship,
            arrangement,
            arranged_on: arranged.date,
            met_by: arranged.by,
            starts_on: arranged.from,
            ends_on: arranged.until,
        },
    }];
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::{event_id, given, taken_back};
    use uuid::Uuid;

    use super::*;

    const CHRISTMAS: Option<Date> = Some(date(2024, 12, 20));

    #[test]
    fn each_arrangement_is_a_row_with_its_own_days() {
        given::<Transport>([
            arranged(TransportProvider::Family, CHRISTMAS),
            arranged(TransportProvider::Council, None),
        ])
        .then_rows([row(1, TransportProvider::Family, CHRISTMAS), row(2, TransportProvider::Council, None)]);
    }

    #[test]
    fn an_arrangement_that_was_taken_back_is_gone() {
        given::<Transport>([arranged(TransportProvider::Family, None), taken_back("referrals", 1)]).then_nothing();
    }

    fn arranged(by: TransportProvider, until: Option<Date>) -> Fact {
        TransportArranged { date: date(2024, 9, 2), by, from: date(2024, 9, 30), until }.into()
    }

    fn row(event: u128, met_by: TransportProvider, ends_on: Option<Date>) -> Arrangement {
        Arrangement {
            internship: InternshipId(Uuid::from_u128(1)),
            arrangement: event_id(event),
            arranged_on: date(2024, 9, 2),
            met_by,
            starts_on: date(2024, 9, 30),
            ends_on,
        }
    }
}
