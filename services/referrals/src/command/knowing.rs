//! Who a young person is.

use events::referrals::{Characteristics, DetailsReason};
use events::{InternshipId, Line, Minutes, Note, Sector};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    CorrectDetails: of internship;
    RecordCharacteristics: of internship;
    RecordVocationalProfile: of internship;
}

/// Put right what is recorded of who the young person is. What is left out stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CorrectDetails {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: DetailsReason,
    /// Full name. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Line>,
    /// Date of birth. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    /// How to reach them, all of it: telephone, e-mail, address. Kept sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Line>,
    /// Unique learner number. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uln: Option<Line>,
    /// Unique pupil number. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upn: Option<Line>,
    /// National Insurance number. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nino: Option<Line>,
    /// What else there is to say about it. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// Record the young person's characteristics, in codes. What is left out was not asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordCharacteristics {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// What they are.
    #[serde(flatten)]
    pub coded: Characteristics,
}

/// Record who the young person is at work, in a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordVocationalProfile {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// Which version, from 1.
    pub version: u16,
    /// Kinds of work that they would like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred_sectors: Vec<Sector>,
    /// The same in the provider's own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sector_words: Vec<Line>,
    /// How long they would like to work a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes_wished: Option<Minutes>,
    /// What they hope for. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspirations: Option<Note>,
    /// What they are good at. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strengths: Option<Note>,
    /// What support they need. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_needs: Option<Note>,
}
