//! A read model as a page.

use axum::http::StatusCode;
use axum::response::Response;
use events::telling::prose::number;
use maud::{Markup, html};
use projection_kit::{ColumnDescription, Kind, Unit, Value};
use read_models::Comparison;

use super::{heading, page as whole};
use crate::app::Shared;
use crate::labels::Labels;
use crate::reading::{Question, Rows};

pub(crate) fn page(shared: &Shared, question: &Question, rows: &Rows, labels: &Labels) -> Response {
    let table = rows.table;
    let title = heading(table.name);
    let here = format!("/tables/{}", table.name);
    let programs = format!("/v1/tables/{}", table.name);
    let content = html! {
        h1 { (title) }
        p { (table.summary) }
        @if !question.rows.conditions.is_empty() {
            p { "Only rows with "
                @for (place, condition) in question.rows.conditions.iter().enumerate() {
                    @if place > 0 { " and " }
                    (heading(condition.column.name).to_lowercase()) " "
                    @if condition.comparison != Comparison::Is { (condition.comparison.sign()) " " }
                    strong { (condition.values.join(", ")) }
                }
                ". " a href=(here) { "Show all rows" } "."
            }
        }
        @if rows.rows.is_empty() { p { "No rows." } } @else {
            div.scroll role="region" aria-label={ "Rows of " (title) } tabindex="0" {
                table.rows {
                    thead { tr { @for column in &rows.columns { (name(column)) } } }
                    tbody { @for row in &rows.rows { tr { @for (column, cell) in rows.columns.iter().zip(row) {
                        @if column.name == "internship" { (timeline(cell, labels)) } @else { (value(column, cell, labels)) }
                    } } } }
                }
            }
        }
        nav.pages aria-label="Pages and files" {
            @if question.rows.after.is_some() { a href=(question.first(&here)) { "First page" } }
            @if let Some(next) = &rows.next { a href=(question.address(&here, next)) rel="next" { "Next page" } }
            a href=(question.all(&format!("{programs}?format=csv"))) { "CSV" }
            a href=(question.first(&programs)) { "JSON" }
        }
        p.soft { "As of position " (number(rows.position.0)) " in the log." }
        h2 id="columns" { "What the columns say" }
        dl { @for column in &rows.columns {
            dt { (heading(column.name)) " " code.soft { (column.name) } }
            dd { (column.description) (words(column)) }
        } }
    };
    whole(shared, StatusCode::OK, &title, &content)
}

fn words(column: &ColumnDescription) -> String {
    let words = (column.words)();
    if words.is_empty() { String::new() } else { format!(" One of: {}.", words.join(", ")) }
}

fn is_number(column: &ColumnDescription) -> bool {
    match column.kind {
        Kind::Integer => true,
        Kind::Text | Kind::Day | Kind::Flag | Kind::Id | Kind::List => false,
    }
}

fn name(column: &ColumnDescription) -> Markup {
    let class = is_number(column).then_some("number");
    html! { th scope="col" class=[class] { (heading(column.name)) } }
}

fn value(column: &ColumnDescription, cell: &Value, labels: &Labels) -> Markup {
    let text = match (cell, column.unit) {
        (Value::Integer(pence), Unit::Pence) => events::Pence(*pence).to_string(),
        (Value::Integer(minutes), Unit::Minutes) => match u32::try_from(*minutes) {
            Ok(minutes) => events::Minutes(minutes).to_string(),
            Err(_) => cell.to_string(),
        },
        _ => cell.to_string(),
    };
    match column.kind {
        Kind::Integer => html! { td.number { (text) } },
        Kind::Day => html! { td { (super::day_of(&text)) } },
        Kind::Id => html! { td { @if let Some(label) = labels.of(cell) { (label) " " } code { (short(&text)) } } },
        Kind::List => html! { td { (listed(&text)) } },
        Kind::Text | Kind::Flag => html! { td { (text) } },
    }
}

/// What the provider calls the internship, and the way to its timeline.
fn timeline(internship: &Value, labels: &Labels) -> Markup {
    let label = labels.of(internship);
    let of = label.map(|reference| format!("Timeline of {reference}"));
    html! { td {
        @if let Some(label) = label { (label) " " }
        a href={ "/internships/" (internship) } aria-label=[of] { "Timeline" }
    } }
}

/// An id's beginning: enough to tell rows apart by eye. The whole of it is in the files.
fn short(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
}

/// A JSON array as words.
fn listed(json: &str) -> String {
    let Ok(items) = serde_json::from_str::<Vec<serde_json::Value>>(json) else { return json.to_owned() };
    let words = items.iter().map(|item| match item.as_object() {
        Some(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name} {}", plain(value))).collect();
            fields.join(", ")
        }
        None => plain(item),
    });
    words.collect::<Vec<_>>().join("; ")
}

fn plain(value: &serde_json::Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if uuid::Uuid::try_parse(&text).is_ok() { short(&text).to_owned() } else { text }
}
