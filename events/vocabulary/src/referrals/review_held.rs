//! The young person's plan was reviewed.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{day, ended, list};
use crate::{Declaration, Established, EventId, Line, Note, SameFields, SubjectKind, words};

words! {
    /// Who takes part in a review of a plan.
    ReviewParticipant { YoungPerson = "young-person", Family = "family", Council = "council", School = "school", College = "college", Provider = "provider", JobCoach = "job-coach", SocialCare = "social-care", Health = "health", Employer = "employer", Other = "other" }
}

/// The young person's plan was reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewHeld {
    /// The day.
    pub date: Date,
    /// The day by which it was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// School year at the time, as the school writes it: `14`, `14+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_year: Option<Line>,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<ReviewParticipant>,
    /// Whether it looked at adult life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looks_at_adult_life: Option<bool>,
    /// Whether the plan names the internship as the pathway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_pathway: Option<bool>,
    /// What the young person and the family think. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<Note>,
}

impl Declaration for ReviewHeld {
    const NAME: &'static str = "review-held";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-01-14", "due": "2025-01-15", "schoolYear": "14+", "who": ["young-person", "family", "council"],
        "looksAtAdultLife": true, "namesPathway": true, "views": "I want to work with cars and live with my brother"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let mut text = "Their plan was reviewed".to_owned();
        if !self.who.is_empty() {
            let who: Vec<&str> = self.who.iter().map(|one| took_part(*one)).collect();
            text += &format!(", with {} taking part", list(&who));
        }
        text += ".";
        if let Some(due) = self.due {
            text += &format!(" It was due by {}.", day(due));
        }
        match self.looks_at_adult_life {
            Some(true) => text += " They spoke about adult life.",
            Some(false) => text += " They did not speak about adult life.",
            None => {}
        }
        match self.names_pathway {
            Some(true) => text += " The plan names the internship as the way forward.",
            Some(false) => text += " The plan does not name the internship as the way forward yet.",
            None => {}
        }
        if let Some(views) = &self.views {
            text += &format!(" What the young person and the family think: {}", ended(views.as_str()));
        }
        text
    }
}

impl SameFields for ReviewHeld {
    fn day(&self) -> Date {
        self.date
    }
}

fn took_part(participant: ReviewParticipant) -> &'static str {
    match participant {
        ReviewParticipant::YoungPerson => "the young person",
        ReviewParticipant::Family => "the family",
        ReviewParticipant::Council => "the council",
        ReviewParticipant::School => "the school",
        ReviewParticipant::College => "the college",
        ReviewParticipant::Provider => "the provider",
        ReviewParticipant::JobCoach => "the job coach",
        ReviewParticipant::SocialCare => "social care",
        ReviewParticipant::Health => "the health service",
        ReviewParticipant::Employer => "the employer",
        ReviewParticipant::Other => "others",
    }
}
