//! A role is no longer open.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, RoleId, SameFields, SubjectKind, words};

words! {
    /// Why a role closed.
    RoleCloseReason { Filled = "filled", Withdrawn = "withdrawn", NotSuitable = "not-suitable", Other = "other" }
}

/// A role is no longer open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleClosed {
    /// Which role.
    pub role: RoleId,
    /// The day.
    pub date: Date,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RoleCloseReason>,
}

impl Declaration for RoleClosed {
    const NAME: &'static str = "role-closed";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str =
        r#"{ "role": "d5e6f708-1b2c-5d3e-8f40-5b6c7d8e9fa0", "date": "2024-09-30", "reason": "filled" }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject, Established::Role(self.role)]
    }

    fn tell(&self, names: &dyn Names) -> String {
        let reason = self.reason.map(|reason| match reason {
            RoleCloseReason::Filled => ": it is filled",
            RoleCloseReason::Withdrawn => ": the employer withdrew it",
            RoleCloseReason::NotSuitable => ": it did not suit interns",
            RoleCloseReason::Other => ", for another reason",
        });
        let role = names.role(self.role).map_or("A role".to_owned(), |name| format!("The role as {name}"));
        format!("{role} closed{}.", reason.unwrap_or_default())
    }
}

impl SameFields for RoleClosed {
    fn day(&self) -> Date {
        self.date
    }
}
