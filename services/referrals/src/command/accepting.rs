//! Becoming an intern.

use events::referrals::{EnglishAndMaths, ReadinessOverride};
use events::{InternshipId, Minutes, Note, ProgrammeId, ProviderId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    Accept: of internship, reads provider, may read programme;
}

/// Offer the young person a place: they become an intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Accept {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// Who runs the programme.
    pub provider: ProviderId,
    /// Which programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
    /// First planned day.
    pub planned_start: Date,
    /// Last planned day.
    pub planned_end: Date,
    /// Planned minutes a week at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes_at_work: Option<Minutes>,
    /// Planned minutes a week in class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes_in_class: Option<Minutes>,
    /// Whether English and maths are part of the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub english_and_maths: Option<EnglishAndMaths>,
    /// Why they get a place although the latest assessment said "not yet".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness_override: Option<ReadinessOverride>,
    /// What else there is to say about that. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}
