//! The family took part in a conversation about the internship.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{ended, list, unended};
use crate::{Declaration, Established, EventId, Line, Note, SubjectKind, words};

words! {
    /// Who took part, as seen from the young person.
    FamilyMember { Parent = "parent", Carer = "carer", Sibling = "sibling", Grandparent = "grandparent", YoungPerson = "young-person", Other = "other" }
    /// What a family conversation was about.
    FamilyTopic { Benefits = "benefits", Money = "money", Travel = "travel", Safety = "safety", Work = "work", Health = "health", Afterwards = "afterwards", Other = "other" }
}

/// The family took part in a conversation about the internship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FamilyConversationHeld {
    /// The day.
    pub date: Date,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<FamilyMember>,
    /// What it was about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<FamilyTopic>,
    /// Sealed: what worries the family, and what was agreed.
    #[serde(skip)]
    pub personal: Option<FamilyNotes>,
}

/// What was said in a family conversation. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilyNotes {
    /// What worries the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worries: Option<Note>,
    /// What was agreed to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed_actions: Vec<Line>,
}

impl Declaration for FamilyConversationHeld {
    const NAME: &'static str = "family-conversation-held";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-15", "who": ["parent", "young-person"], "topics": ["benefits", "travel"],
        "personal": {"worries": "Will Amir lose his benefits?\nAnd who is there when the bus is late?", "agreedActions": ["meet the benefits adviser", "ride the route together"]}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let who: Vec<&str> = self.who.iter().map(|member| family(*member)).collect();
        let mut text = if who.is_empty() {
            "The family talked with the provider about the internship.".to_owned()
        } else {
            format!("The family talked with the provider about the internship, with {} taking part.", list(&who))
        };
        if !self.topics.is_empty() {
            let topics: Vec<&str> = self.topics.iter().map(|topic| about(*topic)).collect();
            text += &format!(" They spoke about {}.", list(&topics));
        }
        let Some(notes) = self.personal.as_ref() else { return text };
        if let Some(worries) = &notes.worries {
            text += &format!(" What worries them: {}", ended(worries.as_str()));
        }
        if !notes.agreed_actions.is_empty() {
            let actions: Vec<&str> = notes.agreed_actions.iter().map(|action| unended(action.as_str())).collect();
            text += &format!(" Agreed: {}.", actions.join("; "));
        }
        text
    }
}

fn family(member: FamilyMember) -> &'static str {
    match member {
        FamilyMember::Parent => "a parent",
        FamilyMember::Carer => "a carer",
        FamilyMember::Sibling => "a brother or sister",
        FamilyMember::Grandparent => "a grandparent",
        FamilyMember::YoungPerson => "the young person",
        FamilyMember::Other => "somebody else close to them",
    }
}

fn about(topic: FamilyTopic) -> &'static str {
    match topic {
        FamilyTopic::Benefits => "benefits",
        FamilyTopic::Money => "money",
        FamilyTopic::Travel => "travel",
        FamilyTopic::Safety => "safety",
        FamilyTopic::Work => "work",
        FamilyTopic::Health => "health",
        FamilyTopic::Afterwards => "what comes afterwards",
        FamilyTopic::Other => "other things",
    }
}
