//! A job coach joins a provider.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, Line, ProviderId, SubjectKind};

/// A job coach joins a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachRegistered {
    /// The day they joined.
    pub date: Date,
    /// Whose coach.
    pub provider: ProviderId,
    /// Sealed: their name.
    #[serde(skip)]
    pub personal: Option<CoachName>,
}

/// What a job coach is called. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoachName {
    /// Full name.
    pub name: Line,
}

impl Declaration for CoachRegistered {
    const NAME: &'static str = "coach-registered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Coach];
    const EXAMPLE: &'static str = r#"{
        "date": "2023-09-04", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15",
        "personal": {"name": "Dean Prescott"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Subject)
    }

    fn depends_on(&self) -> Vec<Established> {
        Vec::new()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let name = self.personal.as_ref().map_or("A job coach", |personal| personal.name.as_str());
        format!("{name} joined {} as a job coach.", names.provider_or(self.provider))
    }
}
