//! What each problem means, in plain words.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::{bare_page, heading};
use crate::catalogue::Entry;

pub(crate) fn list(entries: &[Entry]) -> Response {
    let content = html! {
        h1 { "What can go wrong" }
        p { "A command that is refused is not recorded; the answer names one of these." }
        dl { @for entry in entries {
            dt { a href={ "/problems/" (entry.code) } { (heading(entry.code)) } }
            dd { (entry.about) }
        } }
    };
    bare_page(StatusCode::OK, "What can go wrong", &content)
}

pub(crate) fn one(code: &str, entries: &[Entry]) -> Response {
    let content = html! {
        h1 { (heading(code)) }
        @for entry in entries { (explained(entry)) }
        p { a href="/problems" { "Everything that can go wrong" } }
    };
    bare_page(StatusCode::OK, &heading(code), &content)
}

fn explained(entry: &Entry) -> Markup {
    html! {
        p { (entry.about) }
        p { (entry.says) }
        @if let Some(rule) = entry.rule { p { "Rule " (rule.name()) ": " (rule.text()) } }
        p.soft { "Status " (entry.status.as_u16()) ", code " code { (entry.code) } "." }
    }
}
