//! The young person no longer agrees to a use of what is recorded about them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ConsentPurpose;
use crate::telling::Names;
use crate::telling::prose::list;
use crate::{Declaration, Established, EventId, SameFields, SubjectKind};

/// The young person no longer agrees to a use of what is recorded about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentWithdrawn {
    /// The day.
    pub date: Date,
    /// To what.
    pub purposes: Vec<ConsentPurpose>,
}

impl Declaration for ConsentWithdrawn {
    const NAME: &'static str = "consent-withdrawn";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2025-09-01", "purposes": ["contact-after-programme"]
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let purposes: Vec<&str> = self.purposes.iter().map(|purpose| purpose.told()).collect();
        format!("They no longer agree to {}.", list(&purposes))
    }
}

impl SameFields for ConsentWithdrawn {
    fn day(&self) -> Date {
        self.date
    }
}
