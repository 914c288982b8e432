//! One row per conversation with a family: when, who took part, and about what.

use events::referrals::{FamilyConversationHeld, FamilyMember, FamilyTopic};
use events::{EventId, InternshipId};
use jiff::civil::Date;
use projection_kit::{List, ReadModel, Takes, table};

use crate::each::Each;

/// The read model of family conversations. What worries a family is sealed and stands in no table.
pub struct Families;

table! {
    /// One row per conversation with a family: when it was, who took part, and about what.
    pub struct FamilyConversation in "families", revision 1, sorted by [held_on], essential [
        internship, held_on, who, topics
    ], by {
        internship: InternshipId = "Whose family it is.";
        conversation: EventId = "The conversation, by its event.";
    } {
        held_on: Date = "The day.";
        who: List<FamilyMember> = "Who of the family took part, as far as it was said.";
        topics: List<FamilyTopic> = "What it was about, as far as it was said.";
    }
}

impl ReadModel for Families {
    type Key = (InternshipId, EventId);
    type Page = Option<FamilyConversation>;

    const TAKES: Takes<Self> = &[&Each {
        of: |whose| InternshipId(whose.id),
        row: |&(internship, conversation), held: &FamilyConversationHeld| FamilyConversation {
            internship,
            conversation,
            held_on: held.date,
            who: List(held.who.clone()),
            topics: List(held.topics.clone()),
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

    const PARENT: &[FamilyMember] = &[FamilyMember::Parent, FamilyMember::YoungPerson];
    const MONEY: &[FamilyTopic] = &[FamilyTopic::Money, FamilyTopic::Benefits];

    #[test]
    fn two_conversations_on_one_day_are_two_rows() {
        given::<Families>([held(7, PARENT, MONEY), held(7, &[], &[])])
            .then_rows([row(1, 7, PARENT, MONEY), row(2, 7, &[], &[])]);
    }

    #[test]
    fn a_conversation_that_was_taken_back_is_gone() {
        given::<Families>([held(7, PARENT, MONEY), held(9, PARENT, &[]), taken_back("referrals", 1)]).then(row(
            2,
            9,
            PARENT,
            &[],
        ));
    }

    fn held(day: i8, who: &[FamilyMember], topics: &[FamilyTopic]) -> Fact {
        let date = date(2024, 5, day);
        FamilyConversationHeld { date, who: who.to_vec(), topics: topics.to_vec(), personal: None }.into()
    }

    fn row(event: u128, day: i8, who: &[FamilyMember], topics: &[FamilyTopic]) -> FamilyConversation {
        FamilyConversation {
            internship: InternshipId(Uuid::from_u128(1)),
            conversation: event_id(event),
            held_on: date(2024, 5, day),
            who: List(who.to_vec()),
            topics: List(topics.to_vec()),
        }
    }
}
