//! What is learned about a young person on the way to a place.

use events::referrals::{FamilyMember, FamilyTopic, PlanKind};
use events::{EmployerId, InternshipId, Line, LocalAuthority, Note};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    HoldFamilyConversation: of internship, on date;
    VerifyPlan: of internship, on date;
    CompleteTaster: of internship, on date, may read employer;
    ChangeTravelLevel: of internship, on date;
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

/// Say that somebody saw the young person's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifyPlan {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day it was seen.
    pub date: Date,
    /// What kind of plan.
    pub kind: PlanKind,
    /// The local authority that owns it.
    pub local_authority: LocalAuthority,
    /// When it was last reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_review: Option<Date>,
    /// Whether it names the internship as the pathway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_pathway: Option<bool>,
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
    pub sector: Line,
    /// Where, if that employer is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<EmployerId>,
    /// What the young person made of it, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub rating: Option<u8>,
}

/// Record the step that travel training on a route has reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeTravelLevel {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// The route, in words that give no address: `home to work`.
    pub route: Line,
    /// 1 referral, 2 assessment, 3 classroom, 4 group travel, 5 accompanied, 6 shadowed, 7 independent.
    #[schemars(range(min = 1, max = 7))]
    pub step: u8,
    /// When to look again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_check: Option<Date>,
}
