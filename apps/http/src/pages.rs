//! Pages for people: plain HTML without scripts, for a keyboard, a narrow screen and a screen reader.

pub(crate) mod docs;
pub(crate) mod error;
pub(crate) mod problems;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod table;
pub(crate) mod timeline;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};

use crate::Access;
use crate::app::Shared;

/// The one style sheet.
pub(crate) async fn style() -> Response {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("pages/style.css")).into_response()
}

/// A page for somebody who may ask, with the way to everywhere else.
fn page(shared: &Shared, status: StatusCode, title: &str, content: &Markup) -> Response {
    let nav = html! {
        nav aria-label="Main" {
            ul {
                li { a href="/" { "Start" } }
                li { a href="/#tables" { "Tables" } }
                li { a href="/docs" { "Commands" } }
                @if matches!(shared.app.access, Access::Keys(_)) {
                    li { form method="post" action="/sign-out" { button { "Sign out" } } }
                }
            }
        }
    };
    respond(status, title, &nav, content)
}

/// A page for somebody of whom nothing is known.
fn bare_page(status: StatusCode, title: &str, content: &Markup) -> Response {
    respond(status, title, &html! {}, content)
}

fn respond(status: StatusCode, title: &str, nav: &Markup, content: &Markup) -> Response {
    let style = concat!("/style.css?", env!("CARGO_PKG_VERSION"));
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Waymark" }
                link rel="stylesheet" href=(style);
                link rel="icon" href="data:,";
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header { a.brand href="/" { "Waymark" } (nav) }
                main id="main" tabindex="-1" { (content) }
                footer { p { "Every step of a supported internship, as it was recorded." } }
            }
        }
    };
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
}

/// A moment as people in England write it: `11 March 2026, 14:02`.
fn moment(at: Timestamp) -> String {
    let here = at.in_tz("Europe/London");
    here.map_or_else(|_| at.to_string(), |here| here.strftime("%-d %B %Y, %H:%M").to_string())
}

/// `read_model` as a heading: `Read model`.
fn heading(name: &str) -> String {
    events::telling::prose::capital(&name.replace(['_', '-'], " "))
}

/// A day as it stands in a cell, `2026-03-10`, as people write it.
fn day_of(cell: &str) -> String {
    cell.parse().map_or_else(|_| cell.to_owned(), events::telling::prose::day)
}
