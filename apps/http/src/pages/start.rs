//! The start page: where everybody stands, the tables, the internships.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::{grouped, heading, page as whole};
use crate::app::Shared;
use crate::reading::{self, Interns, Stage, encoded};

pub(crate) fn page(shared: &Shared, stages: &[Stage], interns: &Interns, search: Option<&str>) -> Response {
    let content = html! {
        h1 { "Supported internships" }
        section aria-labelledby="stages" {
            h2 id="stages" { "The cohort by stage" }
            (cohort(stages))
        }
        section aria-labelledby="internships" {
            h2 id="internships" { "Internships" }
            form.search method="get" action="/#internships" role="search" {
                div {
                    label for="reference" { "The provider's reference begins with" }
                    input id="reference" name="reference" type="search" value=[search];
                }
                button { "Find" }
                @if search.is_some() { a href="/#internships" { "Show all" } }
            }
            (list(interns, search))
        }
        section aria-labelledby="tables" {
            h2 id="tables" { "Tables" }
            dl { @for table in reading::tables(&shared.app.library) {
                dt { a href={ "/tables/" (table.name) } { (heading(table.name)) } }
                dd { (table.summary) }
            } }
        }
        p.soft { "As of position " (grouped(interns.position.0)) " of " (grouped(shared.app.journal.head().0)) " in the log." }
    };
    whole(shared, StatusCode::OK, "Start", &content)
}

fn cohort(stages: &[Stage]) -> Markup {
    let all: u64 = stages.iter().map(|stage| stage.internships).sum();
    html! {
        @if all == 0 {
            p { "Nobody has been referred yet. " a href="/docs" { "The commands" } " say how to begin." }
        } @else {
            p { (grouped(all)) @if all == 1 { " internship." } @else { " internships." } }
            ul.cards { @for stage in stages {
                li { a href={ "/tables/journeys?stage=" (encoded(&stage.name)) } {
                    strong { (grouped(stage.internships)) } span { (heading(&stage.name)) }
                } }
            } }
        }
    }
}

fn list(interns: &Interns, search: Option<&str>) -> Markup {
    html! {
        @if interns.rows.is_empty() {
            p { @if search.is_some() { "No reference begins like that." } @else { "None." } }
        } @else {
            div.scroll role="region" aria-labelledby="internships" tabindex="0" {
                table.rows {
                    thead { tr { th scope="col" { "Reference" } th scope="col" { "Stage" } th scope="col" { "Referred" } th scope="col" { "Employer" } th scope="col" { "Last contact" } } }
                    tbody { @for intern in &interns.rows { tr {
                        th scope="row" { a href={ "/internships/" (intern.id) } { (intern.reference) } }
                        td { (heading(&intern.stage)) }
                        td { (super::day_of(&intern.referred)) }
                        td { (intern.employer) }
                        td { (super::day_of(&intern.last_contact)) }
                    } } }
                }
            }
        }
        @if let Some(next) = &interns.next {
            nav.pages aria-label="Pages of internships" {
                a href={ "/?after=" (encoded(next)) @if let Some(search) = search { "&reference=" (encoded(search)) } "#internships" } rel="next" { "More internships" }
            }
        }
    }
}
