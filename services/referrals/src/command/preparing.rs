//! What is learned about a young person on the way to a place.

use events::referrals::{FamilyMember, FamilyTopic};
use events::{EmployerId, InternshipId, Line, Note, Sector};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    HoldFamilyConversation: of internship;
    CompleteTaster: of internship, may read employer;
}

/// Record a conversation with the family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldFamilyConversation {
    /// Whose internship it was about.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<FamilyMember>,
    /// What it was about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<FamilyTopic>,
    /// What worries the family. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worries: Option<Note>,
    /// What was agreed to do. Kept sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed_actions: Vec<Line>,
}

/// Record that the young person tried a kind of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompleteTaster {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// The same in the provider's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_words: Option<Line>,
    /// Where, if that employer is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<EmployerId>,
    /// What the young person made of it, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub rating: Option<u8>,
}
