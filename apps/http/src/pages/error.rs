//! What went wrong, in plain words.

use axum::response::Response;
use maud::html;

use super::page as whole;
use crate::app::Shared;
use crate::problem::Problem;
use events::telling::prose::capital;

pub(crate) fn page(shared: &Shared, problem: &Problem) -> Response {
    let content = html! {
        h1 { (problem.title) }
        p { (capital(&problem.detail)) "." }
        @if let Some(rule) = problem.rule { p { "Rule " (rule.name()) ": " (rule.text()) } }
        p { a href="/" { "Go to the start page" } }
    };
    whole(shared, problem.status, problem.title, &content)
}
