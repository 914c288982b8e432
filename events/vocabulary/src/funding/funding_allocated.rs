//! A programme was given money.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Funder;
use crate::telling::Names;
use crate::{Declaration, Established, EventId, Pence, SameFields, SubjectKind};

/// A programme was given money for its year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FundingAllocated {
    /// The day it was agreed.
    pub date: Date,
    /// Where it comes from.
    pub source: Funder,
    /// How much.
    pub pence: Pence,
}

impl Declaration for FundingAllocated {
    const NAME: &'static str = "funding-allocated";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Programme];
    const EXAMPLE: &'static str = r#"{"date": "2024-08-01", "source": "element-3", "pence": 3000000}"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        format!("The programme was given {}, paid {}.", self.pence, self.source.paid())
    }
}

impl SameFields for FundingAllocated {
    fn day(&self) -> Date {
        self.date
    }
}
