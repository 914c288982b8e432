//! Somebody supervised a job coach.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, SameFields, SubjectKind, words};

words! {
    /// Who supervised a job coach.
    Supervisor { LineManager = "line-manager", SeniorCoach = "senior-coach", ExternalSupervisor = "external-supervisor", Peer = "peer" }
}

/// Somebody supervised a job coach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SupervisionHeld {
    /// The day.
    pub date: Date,
    /// Who supervised them, by role.
    pub by: Supervisor,
}

impl Declaration for SupervisionHeld {
    const NAME: &'static str = "supervision-held";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Coach];
    const EXAMPLE: &'static str = r#"{ "date": "2024-11-19", "by": "senior-coach" }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let by = match self.by {
            Supervisor::LineManager => "their line manager",
            Supervisor::SeniorCoach => "a senior job coach",
            Supervisor::ExternalSupervisor => "somebody from outside",
            Supervisor::Peer => "another job coach",
        };
        format!("They had supervision with {by}.")
    }
}

impl SameFields for SupervisionHeld {
    fn day(&self) -> Date {
        self.date
    }
}
