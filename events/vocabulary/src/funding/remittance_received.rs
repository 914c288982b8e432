//! Access to Work sent the provider money.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, Line, Pence, SameFields, SubjectKind};

/// Access to Work sent the provider money, for one claim or for several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemittanceReceived {
    /// The day it arrived.
    pub date: Date,
    /// Its reference.
    pub reference: Line,
    /// How much.
    pub pence: Pence,
}

impl Declaration for RemittanceReceived {
    const NAME: &'static str = "remittance-received";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Provider];
    const EXAMPLE: &'static str = r#"{"date": "2024-12-09", "reference": "DWP-0412", "pence": 148932}"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        format!("Access to Work paid {} to the provider (remittance {}).", self.pence, self.reference)
    }
}

impl SameFields for RemittanceReceived {
    fn day(&self) -> Date {
        self.date
    }
}
