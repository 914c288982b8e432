//! It was settled who gets the young person there and back.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{Declaration, Established, EventId, SameFields, SubjectKind, words};

words! {
    /// Who sees to it that an intern gets to work and back.
    TransportProvider { Themselves = "self", Family = "family", Provider = "provider", Council = "council", AccessToWork = "access-to-work" }
}

/// It was settled who gets the young person there and back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransportArranged {
    /// The day it was settled.
    pub date: Date,
    /// Who meets the need.
    pub by: TransportProvider,
    /// First day.
    pub from: Date,
    /// Last day, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Declaration for TransportArranged {
    const NAME: &'static str = "transport-arranged";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-08-28", "by": "council", "from": "2024-09-30", "until": "2025-01-31"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let by = match self.by {
            TransportProvider::Themselves => "They get there and back by themselves",
            TransportProvider::Family => "The family takes them there and back",
            TransportProvider::Provider => "The provider takes them there and back",
            TransportProvider::Council => "The council pays for their transport",
            TransportProvider::AccessToWork => "Access to Work pays for their transport",
        };
        let until = self.until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
        format!("{by} from {}{until}.", day(self.from))
    }
}

impl SameFields for TransportArranged {
    fn day(&self) -> Date {
        self.date
    }
}
