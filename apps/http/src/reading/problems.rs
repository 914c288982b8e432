//! What a question that cannot be answered is answered with.

use axum::http::StatusCode;
use event_keys::OpeningError;
use events::DecodeError;
use read_models::{Library, Unanswered};
use timeline::TimelineError;

use crate::labels::NoLabels;
use crate::problem::Problem;

pub(crate) fn bad_question(what: impl Into<String>) -> Problem {
    Problem::bad_request("bad-question", "The question cannot be read", what)
}

pub(super) fn wrong(unanswered: &Unanswered) -> Problem {
    bad_question(unanswered.to_string())
}

pub(crate) fn no_such_table(unanswered: &Unanswered) -> Problem {
    let names: Vec<&str> = Library::tables().map(|table| table.name).collect();
    let title = "There is no such table";
    Problem::new(StatusCode::NOT_FOUND, "no-such-table", title, unanswered.to_string()).with("tables", names)
}

pub(super) fn not_answered(unanswered: &Unanswered) -> Problem {
    if unanswered.is_wrong_question() {
        return wrong(unanswered);
    }
    tracing::error!(error = %unanswered, "the read models cannot be read");
    Problem::failed()
}

pub(super) fn not_here() -> Problem {
    let detail = "this server takes commands and has no tables: ask one that answers questions";
    Problem::new(StatusCode::NOT_FOUND, "no-tables-here", "There are no tables here", detail)
}

pub(crate) fn no_labels(error: &NoLabels) -> Problem {
    match error {
        NoLabels::Unanswered(unanswered) => not_answered(unanswered),
        NoLabels::Log(error) => not_told(error),
        NoLabels::NotLogged(_) | NoLabels::Broken(_) => {
            tracing::error!(error = %error, "cannot look up labels");
            Problem::failed()
        }
    }
}

/// What a timeline that cannot be made, or a name that cannot be read, is answered with.
pub(crate) fn not_told(error: &TimelineError) -> Problem {
    tracing::error!(error = %error, "what was recorded cannot be told");
    match error {
        TimelineError::Opening(OpeningError::Undecodable(DecodeError::Newer { .. })) => Problem::newer_release(),
        TimelineError::Read(_) | TimelineError::Opening(_) => Problem::failed(),
    }
}
