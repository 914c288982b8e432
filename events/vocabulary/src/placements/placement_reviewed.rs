//! How a placement goes was talked about.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{capital, ended, list};
use crate::{Declaration, Established, EventId, Note, PlacementId, SubjectKind, words};

words! {
    /// Who took part in a review.
    ReviewParty { Intern = "intern", Family = "family", JobCoach = "job-coach", Employer = "employer", Tutor = "tutor", Council = "council", Other = "other" }

    /// What was decided.
    ReviewDecision { GoOn = "go-on", Change = "change", Finish = "finish", OfferJob = "offer-job" }
}

/// How a placement goes was talked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementReviewed {
    /// Which placement.
    pub placement: PlacementId,
    /// The day.
    pub date: Date,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<ReviewParty>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ReviewDecision>,
    /// What the intern and the employer think. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<PlacementViews>,
}

/// What the intern and the employer think of a placement. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlacementViews {
    /// What the intern thinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intern: Option<Note>,
    /// What the employer thinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<Note>,
}

impl PlacementViews {
    fn tell(&self) -> String {
        let view = |who: &str, view: &Option<Note>| {
            view.as_ref().map(|view| format!(" The {who}: {}", ended(view.as_str()))).unwrap_or_default()
        };
        format!("{}{}", view("intern", &self.intern), view("employer", &self.employer))
    }
}

impl ReviewParty {
    fn plain(self) -> &'static str {
        match self {
            Self::Intern => "the intern",
            Self::Family => "the family",
            Self::JobCoach => "the job coach",
            Self::Employer => "the employer",
            Self::Tutor => "the tutor",
            Self::Council => "the council",
            Self::Other => "somebody else",
        }
    }
}

impl Declaration for PlacementReviewed {
    const NAME: &'static str = "placement-reviewed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "placement": "c4d5e6f7-0a1b-5c2d-9e3f-4a5b6c7d8e9f", "date": "2024-11-12", "who": ["intern", "employer", "job-coach"],
        "decision": "go-on", "views": {"intern": "I like the archive best", "employer": "quick and careful"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Placement(self.placement)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let who: Vec<&str> = self.who.iter().map(|party| party.plain()).collect();
        let who = if who.is_empty() { String::new() } else { format!(", with {}", list(&who)) };
        let decision = self.decision.map(|decision| match decision {
            ReviewDecision::GoOn => " It goes on.",
            ReviewDecision::Change => " Something is to change.",
            ReviewDecision::Finish => " It is to finish.",
            ReviewDecision::OfferJob => " The employer wants to offer a job.",
        });
        let views = self.views.as_ref().map(PlacementViews::tell).unwrap_or_default();
        let placement = capital(&names.the_placement(self.placement));
        format!("{placement} was reviewed{who}.{}{views}", decision.unwrap_or_default())
    }
}
