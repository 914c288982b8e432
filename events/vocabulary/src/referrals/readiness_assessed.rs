//! Somebody assessed whether the young person is ready for an internship.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::{list, noted};
use crate::{Declaration, Established, EventId, Line, Note, SameFields, SubjectKind, words};

words! {
    /// Who assessed somebody's readiness, by role.
    Assessor { Tutor = "tutor", JobCoach = "job-coach", Coordinator = "coordinator", School = "school", Family = "family", YoungPerson = "young-person", Other = "other" }
    /// An area of readiness for work.
    ReadinessArea { Travel = "travel", TimeKeeping = "time-keeping", Communication = "communication", Money = "money", Motivation = "motivation", SelfCare = "self-care", UnderstandingOfWork = "understanding-of-work" }
    /// What an assessment of readiness comes to.
    Readiness { Ready = "ready", NotYet = "not-yet" }
}

/// Somebody assessed whether the young person is ready for an internship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadinessAssessed {
    /// The day.
    pub date: Date,
    /// What it was assessed with.
    pub tool: Line,
    /// Which version of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_version: Option<Line>,
    /// Who assessed it, by role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessor: Option<Assessor>,
    /// The highest score there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of: Option<u8>,
    /// Score for travel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<u8>,
    /// Score for time-keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_keeping: Option<u8>,
    /// Score for communication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communication: Option<u8>,
    /// Score for dealing with money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<u8>,
    /// Score for motivation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub motivation: Option<u8>,
    /// Score for self-care.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_care: Option<u8>,
    /// Score for understanding what work is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub understanding_of_work: Option<u8>,
    /// What there is still to work on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<ReadinessArea>,
    /// What it comes to.
    pub conclusion: Readiness,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl ReadinessAssessed {
    /// The areas that were scored, and how.
    pub fn scores(&self) -> impl Iterator<Item = (ReadinessArea, u8)> + use<> {
        let scores = [
            (ReadinessArea::Travel, self.travel),
            (ReadinessArea::TimeKeeping, self.time_keeping),
            (ReadinessArea::Communication, self.communication),
            (ReadinessArea::Money, self.money),
            (ReadinessArea::Motivation, self.motivation),
            (ReadinessArea::SelfCare, self.self_care),
            (ReadinessArea::UnderstandingOfWork, self.understanding_of_work),
        ];
        scores.into_iter().filter_map(|(area, score)| score.map(|score| (area, score)))
    }
}

impl Declaration for ReadinessAssessed {
    const NAME: &'static str = "readiness-assessed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-06-03", "tool": "Ready for work", "toolVersion": "2", "assessor": "tutor", "outOf": 5,
        "travel": 3, "timeKeeping": 2, "communication": 4, "money": 3, "motivation": 5, "selfCare": 4,
        "understandingOfWork": 3, "gaps": ["time-keeping"], "conclusion": "not-yet",
        "note": "Amir needs another term to get up on time"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let version = self.tool_version.as_ref().map(|version| format!(", version {version}")).unwrap_or_default();
        let by = self.assessor.map(|assessor| format!(" by {}", assessed_by(assessor))).unwrap_or_default();
        let conclusion = match self.conclusion {
            Readiness::Ready => "they are ready for an internship",
            Readiness::NotYet => "they are not ready for an internship yet",
        };
        let mut text = format!("An assessment{by} (“{}”{version}) found that {conclusion}.", self.tool);
        let out_of = self.out_of.map(|most| format!(" out of {most}")).unwrap_or_default();
        let scores: Vec<String> = self.scores().map(|(area, score)| format!("{} {score}", named(area))).collect();
        if !scores.is_empty() {
            text += &format!(" Scores{out_of}: {}.", scores.join(", "));
        }
        if !self.gaps.is_empty() {
            let gaps: Vec<&str> = self.gaps.iter().map(|area| named(*area)).collect();
            text += &format!(" Still to work on: {}.", list(&gaps));
        }
        text + &noted(self.note.as_ref())
    }
}

impl SameFields for ReadinessAssessed {
    fn day(&self) -> Date {
        self.date
    }
}

fn assessed_by(assessor: Assessor) -> &'static str {
    match assessor {
        Assessor::Tutor => "a tutor",
        Assessor::JobCoach => "a job coach",
        Assessor::Coordinator => "the coordinator",
        Assessor::School => "the school",
        Assessor::Family => "the family",
        Assessor::YoungPerson => "the young person",
        Assessor::Other => "somebody else",
    }
}

fn named(area: ReadinessArea) -> &'static str {
    match area {
        ReadinessArea::Travel => "travel",
        ReadinessArea::TimeKeeping => "time-keeping",
        ReadinessArea::Communication => "communication",
        ReadinessArea::Money => "money",
        ReadinessArea::Motivation => "motivation",
        ReadinessArea::SelfCare => "looking after themselves",
        ReadinessArea::UnderstandingOfWork => "understanding what work is",
    }
}
