//! The young person tried a kind of work.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::placements::EmployerRef;
use crate::telling::Names;
use crate::{Declaration, Established, EventId, Line, Sector, SubjectKind};

/// The young person tried a kind of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TasterCompleted {
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
    pub employer: Option<EmployerRef>,
    /// What the young person made of it, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub rating: Option<u8>,
}

impl Declaration for TasterCompleted {
    const NAME: &'static str = "taster-completed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-21", "sector": "agriculture", "sectorWords": "horticulture", "rating": 2,
        "employer": {"id": "c6a1f3d0-2b7e-5c8d-8f10-9d4a6e2b3c47", "name": "Middlebrook Garden Centre"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let place = self.employer.as_ref().map(|employer| format!(" at {}", employer.name)).unwrap_or_default();
        let rating = self.rating.map(|rating| format!(", and gave it {rating} out of 5")).unwrap_or_default();
        let work = match (&self.sector_words, self.sector.map(Sector::plain)) {
            (Some(words), Some(sector)) => format!("{words} ({sector})"),
            (Some(words), None) => words.to_string(),
            (None, sector) => sector.unwrap_or("a kind of work").to_owned(),
        };
        format!("They tried out {work}{place}{rating}.")
    }
}
