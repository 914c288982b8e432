//! Asks the tables, off the threads that answer requests.

use read_models::{Library, Unanswered};

use super::problems::{not_answered, not_here};
use crate::app::Shared;
use crate::problem::Problem;

/// Asks the library on a thread that may wait for the disk.
pub(super) async fn ask<T: Send + 'static>(
    shared: &Shared,
    question: impl FnOnce(&Library) -> Result<T, Unanswered> + Send + 'static,
) -> Result<T, Problem> {
    let library = shared.app.library.clone().ok_or_else(not_here)?;
    match tokio::task::spawn_blocking(move || question(&library)).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(unanswered)) => Err(not_answered(&unanswered)),
        Err(broken) => {
            tracing::error!(error = %broken, "asking the read models broke off");
            Err(Problem::failed())
        }
    }
}
