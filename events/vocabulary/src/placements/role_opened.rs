//! An employer has a role for an intern.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::employer::kind_of_work;
use crate::telling::Names;
use crate::telling::prose::{count, list};
use crate::{Declaration, Established, EventId, Line, Minutes, RoleId, SameFields, Sector, SubjectKind};

/// An employer has a role for an intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleOpened {
    /// Which role: a new one.
    pub role: RoleId,
    /// The day it opened.
    pub date: Date,
    /// What it is called.
    pub name: Line,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// The kind of work, in the employer's or the provider's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_words: Option<Line>,
    /// What is done there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Line>,
    /// Minutes a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Whether it can lead to a career.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leads_on: Option<bool>,
    /// Whether parts of it are done alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lone_working: Option<bool>,
    /// How many interns it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u16>,
}

impl Declaration for RoleOpened {
    const NAME: &'static str = "role-opened";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str = r#"{
        "role": "d5e6f708-1b2c-5d3e-8f40-5b6c7d8e9fa0", "date": "2024-04-08", "name": "collections assistant",
        "sector": "arts-and-recreation", "sectorWords": "museum", "tasks": ["labelling", "shelving"],
        "weeklyMinutes": 1260, "leadsOn": true, "loneWorking": false, "places": 2
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Role(self.role))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let work = kind_of_work(self.sector, self.sector_words.as_ref());
        let places = self.places.map(|places| format!(", for {}", count(places.into(), "intern", "interns")));
        let weekly = self.weekly_minutes.map(|minutes| format!(", {minutes} a week"));
        let tasks: Vec<&str> = self.tasks.iter().map(Line::as_str).collect();
        let tasks = if tasks.is_empty() { String::new() } else { format!(" Tasks: {}.", list(&tasks)) };
        let leads = match self.leads_on {
            Some(true) => " It can lead to a career.",
            Some(false) => " It does not lead further.",
            None => "",
        };
        let alone = match self.lone_working {
            Some(true) => " Parts of it are done alone.",
            Some(false) => " Nobody works alone.",
            None => "",
        };
        let (places, weekly) = (places.unwrap_or_default(), weekly.unwrap_or_default());
        format!("A role opened: {}{places}{weekly}.{work}{tasks}{leads}{alone}", self.name)
    }
}

impl SameFields for RoleOpened {
    fn day(&self) -> Date {
        self.date
    }
}
