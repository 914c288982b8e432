//! An employer asked a question.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::ended;
use crate::{Declaration, Established, EventId, Note, QuestionId, SameFields, SubjectKind, words};

words! {
    /// What a question is about.
    QuestionTopic { Insurance = "insurance", Safety = "health-and-safety", Pay = "pay", Hours = "hours", Support = "support", Adjustments = "adjustments", AccessToWork = "access-to-work", Law = "law", Jobs = "jobs", Other = "other" }
}

/// An employer asked a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionAsked {
    /// Which question: a new one.
    pub question: QuestionId,
    /// The day.
    pub date: Date,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<QuestionTopic>,
    /// The question. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Note>,
}

impl Declaration for QuestionAsked {
    const NAME: &'static str = "question-asked";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str = r#"{
        "question": "e6f70819-2c3d-5e4f-9051-6c7d8e9fa0b1", "date": "2024-04-02", "topic": "insurance",
        "text": "Does our insurance cover somebody who is not paid?"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Question(self.question))
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let topic = self.topic.map(|topic| match topic {
            QuestionTopic::Insurance => " about insurance",
            QuestionTopic::Safety => " about health and safety",
            QuestionTopic::Pay => " about pay",
            QuestionTopic::Hours => " about hours",
            QuestionTopic::Support => " about support",
            QuestionTopic::Adjustments => " about adjustments at work",
            QuestionTopic::AccessToWork => " about Access to Work",
            QuestionTopic::Law => " about the law",
            QuestionTopic::Jobs => " about jobs after the placement",
            QuestionTopic::Other => " about something else",
        });
        let text = self.text.as_ref().map(|text| format!(" They asked: {}", ended(text.as_str())));
        format!("The employer asked a question{}.{}", topic.unwrap_or_default(), text.unwrap_or_default())
    }
}

impl SameFields for QuestionAsked {
    fn day(&self) -> Date {
        self.date
    }
}
