//! A question of an employer was answered.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::ended;
use crate::{Declaration, Established, EventId, Note, QuestionId, SameFields, SubjectKind};

/// A question of an employer was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionAnswered {
    /// Which question.
    pub question: QuestionId,
    /// The day.
    pub date: Date,
    /// The answer. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Note>,
}

impl Declaration for QuestionAnswered {
    const NAME: &'static str = "question-answered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str = r#"{
        "question": "e6f70819-2c3d-5e4f-9051-6c7d8e9fa0b1", "date": "2024-04-04",
        "text": "Yes: interns count as employees for employer's liability."
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Question(self.question)]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let text = self.text.as_ref().map(|text| format!(" The answer: {}", ended(text.as_str())));
        format!("The employer's question was answered.{}", text.unwrap_or_default())
    }
}

impl SameFields for QuestionAnswered {
    fn day(&self) -> Date {
        self.date
    }
}
