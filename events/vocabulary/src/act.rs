//! Whose act an event records.

use crate::words;

words! {
    /// Whether the provider does it by recording it, or it was done before and is only recorded. A rule
    /// about what *we* may do refuses the first and flags the second.
    Act { Ours = "ours", Recorded = "recorded" }
}

impl Default for Act {
    /// Ours: the stricter of the two. An import says that it records.
    fn default() -> Self {
        Self::Ours
    }
}
