//! One internship's story.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::{moment, page as whole};
use crate::app::Shared;
use crate::story::{Line, Story};
use events::telling::prose::{self, day};

/// How many lines a page has.
const LINES: usize = 200;

/// The given page of the story, from 1.
pub(crate) fn page(shared: &Shared, story: &Story, number: usize) -> Response {
    let pages = story.lines.len().div_ceil(LINES).max(1);
    let number = number.clamp(1, pages);
    let lines = story.lines.iter().skip((number - 1) * LINES).take(LINES);
    let reference = story.reference.clone().unwrap_or_else(|| story.subject.to_string());
    let title = story.name.as_ref().map_or_else(|| reference.clone(), |name| format!("{name} ({reference})"));
    let content = html! {
        h1 { (title) }
        p { (prose::number(story.lines.len() as u64)) " entries, by the day they happened; the newest stands last." }
        @if pages > 1 { (turn(story, number, pages)) }
        ol.timeline { @for line in lines { (entry(line)) } }
        @if pages > 1 { (turn(story, number, pages)) }
        p { "The same for programs: " a href={ "/v1/internships/" (story.subject.id) "/timeline" } { "JSON" } "." }
    };
    whole(shared, StatusCode::OK, &title, &content)
}

fn turn(story: &Story, number: usize, pages: usize) -> Markup {
    let to = |page: usize| format!("/internships/{}?page={page}", story.subject.id);
    html! {
        nav.pages aria-label="Pages" {
            @if number > 1 { a href=(to(number - 1)) rel="prev" { "Earlier" } }
            span { "Page " (number) " of " (pages) }
            @if number < pages { a href=(to(number + 1)) rel="next" { "Later" } }
        }
    }
}

fn entry(line: &Line) -> Markup {
    html! {
        li id={ "p" (line.position) } {
            p.day { time datetime=(line.happened) { (day(line.happened)) } }
            @if line.in_error {
                p { span.error { "Entered in error: " } s { (line.text) } }
            } @else {
                p { (line.text) }
            }
            p.how {
                "Recorded " time datetime=(line.recorded) { (moment(line.recorded)) } " by " (line.actor)
                @if let Some(other) = &line.on_behalf_of { " for " (other) }
                @if let Some(reason) = &line.reason { " (" (reason) ")" }
                " · position " a href={ "/v1/events/" (line.position) } { (line.position) }
                " · " (line.event_type.context) ", " (line.event_type.name)
            }
        }
    }
}
