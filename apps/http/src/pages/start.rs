//! The start page: where everybody stands, the tables, the internships.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use read_models::Library;

use super::{heading, page as whole};
use crate::app::Shared;
use crate::reading::{Interns, Stage, escaped};
use events::telling::prose::{day, number};

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
            dl { @for table in Library::tables() {
                dt { a href={ "/tables/" (table.name) } { (heading(table.name)) } }
                dd { (table.summary) }
            } }
        }
        p.soft { "As of position " (number(interns.position.0)) " of " (number(shared.app.feed.head().0)) " in the log." }
    };
    whole(shared, StatusCode::OK, "Start", &content)
}

fn cohort(stages: &[Stage]) -> Markup {
    let all: u64 = stages.iter().map(|stage| stage.internships).sum();
    html! {
        @if all == 0 {
            p { "Nobody has been referred yet. " a href="/docs" { "The commands" } " say how to begin." }
        } @else {
            p { (number(all)) @if all == 1 { " internship." } @else { " internships." } }
            ul.cards { @for stage in stages {
                li { a href={ "/tables/journeys?stage=" (escaped(&stage.name)) } {
                    strong { (number(stage.internships)) } span { (heading(&stage.name)) }
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
                        th scope="row" { a href={ "/internships/" (intern.internship) } { (intern.reference) } }
                        td { (heading(intern.stage.as_str())) }
                        td { (day(intern.referred_on)) }
                        td { @if let Some(employer) = &intern.employer { (employer) } }
                        td { @if let Some(last) = intern.last_contact { (day(last)) } }
                    } } }
                }
            }
        }
        @if let Some(next) = &interns.next {
            nav.pages aria-label="Pages of internships" {
                a href={ "/?after=" (escaped(next)) @if let Some(search) = search { "&reference=" (escaped(search)) } "#internships" } rel="next" { "More internships" }
            }
        }
    }
}
