//! Who the young person is at work was written down, in a new version.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::ended;
use crate::{Declaration, Established, EventId, Line, Minutes, Note, Sector, SubjectKind};

/// Who the young person is at work was written down, in a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VocationalProfileRecorded {
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
    /// Sealed: their hopes, strengths and needs.
    #[serde(skip)]
    pub personal: Option<ProfileNotes>,
}

/// Who somebody is at work. Sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProfileNotes {
    /// What they hope for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspirations: Option<Note>,
    /// What they are good at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strengths: Option<Note>,
    /// What support they need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_needs: Option<Note>,
}

impl Declaration for VocationalProfileRecorded {
    const NAME: &'static str = "vocational-profile-recorded";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-07-02", "version": 1, "preferredSectors": ["retail", "transport"], "sectorWords": ["cars"],
        "weeklyMinutesWished": 1200,
        "personal": {"aspirations": "to work with cars", "strengths": "a memory for every part", "supportNeeds": "one instruction at a time"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let mut text = format!("Their vocational profile was written down, version {}.", self.version);
        let sectors = self.preferred_sectors.iter().map(|sector| sector.plain());
        let wished: Vec<&str> = sectors.chain(self.sector_words.iter().map(Line::as_str)).collect();
        if !wished.is_empty() {
            text += &format!(" Kinds of work that they would like: {}.", wished.join("; "));
        }
        if let Some(weekly) = self.weekly_minutes_wished {
            text += &format!(" They would like to work {weekly} a week.");
        }
        let Some(profile) = &self.personal else { return text };
        let said = [
            ("What they hope for", &profile.aspirations),
            ("What they are good at", &profile.strengths),
            ("What helps them", &profile.support_needs),
        ];
        for (about, said) in said.into_iter().filter_map(|(about, said)| said.as_ref().map(|said| (about, said))) {
            text += &format!(" {about}: {}", ended(said.as_str()));
        }
        text
    }
}
