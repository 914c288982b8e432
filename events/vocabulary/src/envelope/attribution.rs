//! Who recorded an event, for whom, from where, and why.

use serde::{Deserialize, Serialize};

use crate::{ActorId, Line};

/// Who recorded something, for whom, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// Who did it.
    pub actor: ActorId,
    /// For whom, if not for themselves.
    pub on_behalf_of: Option<ActorId>,
    /// The sheet and row that it was imported from: `Timesheets, row 7`. A sheet goes by the name that
    /// the mapping gives it.
    pub origin: Option<Line>,
    /// What was said about it in words. Sealed.
    pub said: Option<Said>,
}

impl Attribution {
    /// Done by this actor, for themselves.
    #[must_use]
    pub fn by(actor: ActorId) -> Self {
        Self { actor, on_behalf_of: None, origin: None, said: None }
    }
}

/// The free text that came with a command besides its fields. Sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// What they call the one for whom they recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Line>,
    /// Why they recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
}
