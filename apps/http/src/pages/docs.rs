//! Every command, for people.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use events::FieldForm;
use maud::{Markup, html};
use service_kit::CommandType;

use super::page as whole;
use crate::app::Shared;
use crate::fields::{examples, words};

pub(crate) fn page(shared: &Shared) -> Response {
    let mut contexts: BTreeMap<&str, Vec<&CommandType>> = BTreeMap::new();
    for command in shared.app.services.commands() {
        contexts.entry(command.context).or_default().push(command);
    }
    let content = html! {
        h1 { "Commands" }
        p { "A command asks for one thing to be recorded. It is accepted and becomes one event, or it is refused with the reason, and then nothing is recorded." }
        p { "Send it with a key of your choice in " code { "Idempotency-Key" } ": the same command with the same key is taken once, however often it is sent." }
        p { "For programs: " a href="/openapi.json" { "the OpenAPI document" } "." }
        nav aria-label="Commands" {
            @for (context, commands) in &contexts {
                p { a href={ "#" (context) } { (super::heading(context)) } ": "
                    @for (place, command) in commands.iter().enumerate() {
                        @if place > 0 { ", " }
                        a href={ "#" (command.full_name()) } { (command.name) }
                    }
                }
            }
        }
        @for (context, commands) in &contexts {
            section aria-labelledby=(context) {
                h2 id=(context) { (super::heading(context)) }
                @for command in commands { (one(command)) }
            }
        }
    };
    whole(shared, StatusCode::OK, "Commands", &content)
}

fn one(command: &CommandType) -> Markup {
    let mut fields = command.fields();
    fields.sort_by_key(|field| !field.required);
    let name = command.full_name();
    html! {
        h3 id=(name) { (command.name) }
        p { (command.summary) " It becomes " code { (command.event) } "." }
        @if !command.rules.is_empty() {
            p { "Rules it can break:" }
            ul { @for rule in command.rules { li { (rule.name()) ": " (rule.text()) } } }
        }
        div.scroll role="region" aria-label={ "Fields of " (name) } tabindex="0" {
            table {
                thead { tr { th scope="col" { "Field" } th scope="col" { "What it says" } th scope="col" { "What can stand in it" } th scope="col" { "Needed" } } }
                tbody { @for field in &fields { tr {
                    th scope="row" { code { (field.name) } }
                    td { (field.description) }
                    td { (words(&field.form)) }
                    td { @if field.required { "yes" } @else { "no" } }
                } } }
            }
        }
        pre tabindex="0" aria-label={ "Example of " (name) } { code { (example(command, &fields)) } }
    }
}

fn example(command: &CommandType, fields: &[FieldForm]) -> String {
    let body = examples(fields.iter().filter(|field| field.required));
    let body = serde_json::to_string_pretty(&body).unwrap_or_default();
    format!(
        "curl --request POST http://127.0.0.1:7878/v1/{}/{} \\\n  --header \"Authorization: Bearer $WAYMARK_KEY\" \\\n  \
         --header \"Content-Type: application/json\" \\\n  --header \"Idempotency-Key: my-key-1\" \\\n  --data '{body}'",
        command.context, command.name,
    )
}
