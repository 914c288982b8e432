//! One internship's timeline.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::{moment, page as whole};
use timeline::{Entry, Filter, Overview, Timeline};

use crate::app::Shared;
use events::telling::prose::{self, day};

/// How many lines a page has.
const LINES: usize = 200;

/// The given page of the timeline, from 1: its milestones with sessions by month, or all of it.
pub(crate) fn page(shared: &Shared, timeline: &Timeline, all: bool, number: usize) -> Response {
    let Overview { lines, months } = timeline.overview(Filter { all, ..Filter::default() });
    let left_out = lines.len() < timeline.entries.len();
    let pages = lines.len().div_ceil(LINES).max(1);
    let number = number.clamp(1, pages);
    let lines = lines.into_iter().skip((number - 1) * LINES).take(LINES);
    let reference = timeline.reference.clone().unwrap_or_else(|| timeline.subject.to_string());
    let title = timeline.name.as_ref().map_or_else(|| reference.clone(), |name| format!("{name} ({reference})"));
    let content = html! {
        h1 { (title) }
        p { (prose::number(timeline.entries.len() as u64)) " entries, by the day they happened; the newest stands last." }
        @if pages > 1 { (turn(timeline, all, number, pages)) }
        ol.timeline { @for line in lines { (entry(line)) } }
        @if pages > 1 { (turn(timeline, all, number, pages)) }
        @if !months.is_empty() {
            h2 { "Coaching sessions" }
            ul { @for month in &months { li { (month.text()) } } }
        }
        @if left_out {
            p { a href={ "/internships/" (timeline.subject.id) "?all=true" } { "Every entry, with each session" } }
        }
        p { "The same for programs: " a href={ "/v1/internships/" (timeline.subject.id) "/timeline" } { "JSON" } "." }
    };
    whole(shared, StatusCode::OK, &title, &content)
}

fn turn(timeline: &Timeline, all: bool, number: usize, pages: usize) -> Markup {
    let all = if all { "&all=true" } else { "" };
    let to = |page: usize| format!("/internships/{}?page={page}{all}", timeline.subject.id);
    html! {
        nav.pages aria-label="Pages" {
            @if number > 1 { a href=(to(number - 1)) rel="prev" { "Earlier" } }
            span { "Page " (number) " of " (pages) }
            @if number < pages { a href=(to(number + 1)) rel="next" { "Later" } }
        }
    }
}

fn entry(line: &Entry) -> Markup {
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
