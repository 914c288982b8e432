//! Adding up without going beyond what a column can hold.

use events::{Minutes, Pence};
use projection_kit::Undigested;

/// The line the ILR draws between short and full jobs: 16 hours a week.
pub(crate) const SIXTEEN_HOURS: Minutes = Minutes(16 * 60);

/// One more. There are fewer events in a log than this can count.
pub(crate) fn count(so_far: u32) -> u32 {
    so_far.saturating_add(1)
}

/// So much more time.
pub(crate) fn more(total: Minutes, by: Minutes, column: &'static str) -> Result<Minutes, Undigested> {
    total.0.checked_add(by.0).map(Minutes).ok_or(Undigested::Beyond { column })
}

/// So much less time.
pub(crate) fn less(total: Minutes, by: Minutes, column: &'static str) -> Result<Minutes, Undigested> {
    total.0.checked_sub(by.0).map(Minutes).ok_or(Undigested::Beyond { column })
}

/// So much more money.
pub(crate) fn more_pence(total: Pence, by: Pence, column: &'static str) -> Result<Pence, Undigested> {
    total.0.checked_add(by.0).map(Pence).ok_or(Undigested::Beyond { column })
}

/// So much less money.
pub(crate) fn less_pence(total: Pence, by: Pence, column: &'static str) -> Result<Pence, Undigested> {
    total.0.checked_sub(by.0).map(Pence).ok_or(Undigested::Beyond { column })
}
