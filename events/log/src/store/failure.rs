//! What becomes of a call in which the engine fails or panics: an error like any other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::OpenError;

/// What the engine said when it failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine failed: {0}")]
pub(crate) struct StoreError(pub(super) String);

/// Runs a call to the engine; a panic becomes an error like any other.
pub(super) fn caught<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(StoreError(error.to_string())),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(StoreError(format!("it panicked: {}", text.unwrap_or("without a message"))))
        }
    }
}

pub(crate) fn engine_failed(dir: &Path, StoreError(reason): StoreError) -> OpenError {
    OpenError::Engine { dir: dir.into(), reason }
}
