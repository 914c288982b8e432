//! The young person was offered a place and became an intern.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{day, noted};
use crate::{Declaration, Established, EventId, Minutes, Note, ProgrammeId, ProviderId, SubjectKind, words};

words! {
    /// Whether English and maths are part of the intern's programme.
    EnglishAndMaths { PartOfProgramme = "part-of-programme", NotNeeded = "not-needed" }
    /// Why somebody got a place although the latest assessment of their readiness said "not yet".
    ReadinessOverride { FamilyAndSchoolAgree = "family-and-school-agree", SupportIsInPlace = "support-is-in-place", WillBeReadyByTheStart = "will-be-ready-by-the-start", YoungPersonIsDetermined = "young-person-is-determined", AssessmentDisputed = "assessment-disputed", Other = "other" }
}

/// The young person was offered a place and became an intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Accepted {
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
    /// How old the young person was on the last 31 August before the planned start, going by the date
    /// of birth known then. In the clear, so that tables by age stay as they are after an erasure.
    pub age_on_31_august: u8,
    /// Whether English and maths are part of the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub english_and_maths: Option<EnglishAndMaths>,
    /// Why they got a place although the latest assessment said "not yet".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness_override: Option<ReadinessOverride>,
    /// What else there is to say about that. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for Accepted {
    const NAME: &'static str = "accepted";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-22", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15",
        "programme": "5e0c1d7a-3b52-5b1e-a4a7-2d9d4f0b6c83", "plannedStart": "2024-09-30", "plannedEnd": "2025-07-11",
        "weeklyMinutesAtWork": 1260, "weeklyMinutesInClass": 420, "ageOn31August": 22,
        "englishAndMaths": "part-of-programme", "readinessOverride": "family-and-school-agree",
        "note": "Amir is slow to wake, and his brother will ring him every morning"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Place)
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let week = match (self.weekly_minutes_at_work, self.weekly_minutes_in_class) {
            (Some(work), Some(class)) => format!(", with {work} a week at work and {class} in class"),
            (Some(work), None) => format!(", with {work} a week at work"),
            (None, Some(class)) => format!(", with {class} a week in class"),
            (None, None) => String::new(),
        };
        let mut text = format!(
            "They were accepted on the programme of {}. It is planned from {} to {}{week}.",
            names.provider_or(self.provider),
            day(self.planned_start),
            day(self.planned_end),
        );
        match self.english_and_maths {
            Some(EnglishAndMaths::PartOfProgramme) => text += " English and maths are part of it.",
            Some(EnglishAndMaths::NotNeeded) => text += " They need no English and maths lessons.",
            None => {}
        }
        if let Some(reason) = self.readiness_override {
            text += &format!(" They were given the place although they were not ready yet: {}.", because(reason));
        }
        text + &noted(self.note.as_ref())
    }
}

fn because(reason: ReadinessOverride) -> &'static str {
    match reason {
        ReadinessOverride::FamilyAndSchoolAgree => "family and school agree that it is right for them",
        ReadinessOverride::SupportIsInPlace => "the support they need is in place",
        ReadinessOverride::WillBeReadyByTheStart => "they will be ready by the first day",
        ReadinessOverride::YoungPersonIsDetermined => "they are determined to do it",
        ReadinessOverride::AssessmentDisputed => "the assessment is disputed",
        ReadinessOverride::Other => "for another reason",
    }
}
