//! One row per attempt to contact an employer, with its result.

use events::placements::{ContactChannel, ContactResult, EmployerContacted, StaffRole};
use events::{EmployerId, EventId};
use jiff::civil::Date;
use projection_kit::{ReadModel, Takes, table};

use crate::each::Each;

/// The read model of contacts with employers.
pub struct EmployerContacts;

table! {
    /// One row per attempt to contact an employer: when, how, by whom, and the result.
    pub struct EmployerAttempt in "employer_contacts", revision 1, sorted by [contacted_on], essential [
        employer, contacted_on, result, channel, contacted_by
    ], by {
        employer: EmployerId = "Which employer.";
        contact: EventId = "The attempt, by its event.";
    } {
        contacted_on: Date = "The day.";
        channel: Option<ContactChannel> = "How, if it was said.";
        contacted_by: Option<StaffRole> = "Who at the provider did, by role, if it was said.";
        result: ContactResult = "The employer's answer, if any.";
    }
}

impl ReadModel for EmployerContacts {
    type Key = (EmployerId, EventId);
    type Page = Option<EmployerAttempt>;

    const TAKES: Takes<Self> = &[&Each {
        of: |whose| EmployerId(whose.id),
        row: |&(employer, contact), contacted: &EmployerContacted| EmployerAttempt {
            employer,
            contact,
            contacted_on: contacted.date,
            channel: contacted.channel,
            contacted_by: contacted.by,
            result: contacted.result,
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

    #[test]
    fn every_attempt_is_a_row_of_its_employer() {
        given::<EmployerContacts>([contacted(5, ContactResult::NoReply), contacted(5, ContactResult::NoReply)])
            .and_to(2, [contacted(6, ContactResult::Interested)])
            .then_rows([
                row(1, 1, 5, ContactResult::NoReply),
                row(1, 2, 5, ContactResult::NoReply),
                row(2, 3, 6, ContactResult::Interested),
            ]);
    }

    #[test]
    fn an_attempt_that_was_taken_back_is_gone() {
        given::<EmployerContacts>([contacted(5, ContactResult::Later), taken_back("placements", 1)]).then_nothing();
    }

    fn contacted(day: i8, result: ContactResult) -> Fact {
        let (channel, by) = (Some(ContactChannel::Visit), Some(StaffRole::EmploymentAdviser));
        EmployerContacted { date: date(2024, 3, day), channel, by, result }.into()
    }

    fn row(employer: u128, event: u128, day: i8, result: ContactResult) -> EmployerAttempt {
        EmployerAttempt {
            employer: EmployerId(Uuid::from_u128(employer)),
            contact: event_id(event),
            contacted_on: date(2024, 3, day),
            channel: Some(ContactChannel::Visit),
            contacted_by: Some(StaffRole::EmploymentAdviser),
            result,
        }
    }
}
