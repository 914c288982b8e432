//! What can be read, for the OpenAPI document.

use projection_kit::{ColumnDescription, Kind, TableDescription};
use serde_json::{Map, Value, json};
use service_kit::CommandType;

use super::components::{from, limit, parameters_of, query, reference};

/// What needs no key.
const OPEN: [&str; 4] = ["/livez", "/readyz", "/problems", "/problems/{code}"];

/// Every path that is only read, but for the tables.
pub(super) fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    let mut get = |path: &str, summary: &str, parameters: Value, form: &str, schema: Value| {
        let answer = json!({ "description": summary, "content": { form: { "schema": schema } } });
        let problem = reference("responses", "Problem");
        let operation = json!({
            "summary": summary, "tags": ["reading"], "parameters": parameters,
            "responses": { "200": answer, "4XX": problem, "5XX": problem },
        });
        paths.insert(path.to_owned(), json!({ "get": operation }));
    };
    let object = || json!({ "type": "object" });
    let objects = || json!({ "type": "array", "items": { "type": "object" } });

    get("/v1/tables", "The tables, with what each column says.", json!([]), "application/json", objects());
    for (path, whose, named, example, told) in [
        (
            "/v1/internships/{internship}/timeline",
            "in one internship",
            "internship",
            "10000001/NF-002",
            "An internship's id or name, or what its provider calls it.",
        ),
        (
            "/v1/timelines/{subject}",
            "to one subject",
            "subject",
            "provider/10000001",
            "A kind and an id or a name: coach/10000001/Dean Prescott, provider/10000001.",
        ),
    ] {
        get(
            path,
            &format!(
                "What happened {whose}, in plain words, by the day it happened: the milestones as lines, coaching sessions by month."
            ),
            json!([
                within(named, json!(example), told),
                query("since", "Only what happened on this day or later.", "string"),
                query("kind", "Only events of this type, each of them: hours-logged.", "string"),
                query("all", "Every entry is a line: sessions too, which are counted by month otherwise.", "boolean"),
                from("offset", "How many lines to leave out at the beginning."),
                limit("entries", 1000, 1000),
            ]),
            "application/json",
            object(),
        );
    }
    get(
        "/v1/events",
        "The log as CloudEvents, in order. A Link header with rel=\"next\" says where to go on.",
        json!([
            from("after", "Only events after this position."),
            limit("events", 100, 1000),
            query(
                "subject",
                "Only events about this subject, by id or name: internship/<id>, internship/10000001/NF-002.",
                "string"
            ),
            query("type", "Only events of this type, in full or short: hours-logged.", "string"),
        ]),
        "application/cloudevents-batch+json",
        objects(),
    );
    get(
        "/v1/events/{position}",
        "One event of the log.",
        json!([within("position", json!(1), "Its place in the order of all events.")]),
        "application/cloudevents+json",
        object(),
    );
    get(
        "/v1/log",
        "The log as it is, for a backup: about a thousand events, each as the text that is hashed, with sealed content as base64; the position and root of the whole log. After the last there are no events.",
        json!([from("after", "Only events after this position.")]),
        "application/json",
        object(),
    );
    get(
        "/v1/rules",
        "The hard rules, and the figures that they use on a day, each with its source.",
        json!([query("on", "The day: 2024-09-01; today if it is not said.", "string")]),
        "application/json",
        object(),
    );
    get(
        "/schemas/{type}.json",
        "The JSON Schema of an event's data.",
        json!([within(
            "type",
            json!("waymark.coaching.hours-logged.v1"),
            "The full type: waymark.coaching.hours-logged.v1."
        )]),
        "application/schema+json",
        object(),
    );
    let text = || json!({ "type": "string" });
    get("/problems", "Every problem that an answer can have, with its status.", json!([]), "text/plain", text());
    get(
        "/problems/{code}",
        "What a problem means and what to do: where its type points.",
        json!([within("code", json!("no-key"), "The problem's code: outside-award.")]),
        "text/plain",
        text(),
    );
    get("/livez", "Whether the process answers.", json!([]), "application/json", object());
    get("/metrics", "What is counted and measured, as Prometheus reads it.", json!([]), "text/plain", text());
    get(
        "/readyz",
        "Whether the server can do its work, and how far the read models are.",
        json!([]),
        "application/json",
        object(),
    );
    for open in OPEN {
        if let Some(path) = paths.get_mut(open) {
            path["get"]["security"] = json!([]);
        }
    }
    paths.insert("/v1/names".to_owned(), json!({ "post": names() }));
    paths
}

/// Asks for ids.
fn names() -> Value {
    let list = |of: Value| json!({ "type": "array", "items": of });
    let text = || json!({ "type": "string" });
    let id = || json!({ "type": "string", "format": "uuid" });
    let name = json!({
        "type": "object",
        "required": ["kind", "name"],
        "properties": { "kind": text(), "name": text(), "day": { "type": "string", "format": "date" } },
    });
    let key = json!({
        "type": "object", "required": ["subject", "key"], "properties": { "subject": text(), "key": text() },
    });
    let asked = json!({ "type": "object", "properties": { "names": list(name), "events": list(key) } });
    let example = json!({
        "names": [{ "kind": "internship", "name": "10000001/NF-002", "day": "2026-03-10" }],
        "events": [{ "subject": "internship/0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11", "key": "my-key-1" }],
    });
    let ids = json!({
        "type": "object", "required": ["names", "events"], "properties": { "names": list(id()), "events": list(id()) },
    });
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    let summary = "Ids of names (10000001/NF-002) and of the events of commands' keys, at most 1000 at once.";
    json!({
        "summary": summary,
        "tags": ["reading"],
        "requestBody": { "required": true, "content": { "application/json": { "schema": asked, "example": example } } },
        "responses": {
            "200": { "description": summary, "content": { "application/json": { "schema": ids } } },
            "4XX": problem, "5XX": problem,
        },
    })
}

/// Reads what a command's form is, and whether it is taken here.
pub(super) fn command(command: &CommandType) -> Value {
    let response = |name: &str| reference("responses", name);
    json!({
        "summary": format!("The form of {}, where it is taken.", command.full_name()),
        "tags": [command.context],
        "responses": { "200": response("Form"), "4XX": response("Problem"), "5XX": response("Problem") },
    })
}

/// Reads a table.
pub(super) fn table(table: &TableDescription) -> Value {
    let row = reference("schemas", &format!("table.{}", table.name));
    let rows = json!({ "properties": { "rows": { "type": "array", "items": row } } });
    let page = json!({ "allOf": [reference("schemas", "Page"), rows] });
    let problem = || reference("responses", "Problem");
    json!({
        "summary": table.summary,
        "tags": ["tables"],
        "parameters": parameters_of(&["Where", "Holds", "Sort", "Columns", "Labels", "Count", "Limit", "After", "Format"]),
        "responses": {
            "200": {
                "description": table.summary,
                "headers": { "X-Waymark-Position": {
                    "description": "The log position up to which the answer was read.",
                    "schema": { "type": "integer", "minimum": 0 },
                } },
                "content": { "application/json": { "schema": page }, "text/csv": { "schema": { "type": "string" } } },
            },
            "4XX": problem(),
            "5XX": problem(),
        },
    })
}

/// One row of a table.
pub(super) fn row(table: &TableDescription) -> Value {
    let properties: Map<String, Value> =
        table.with_asked().map(|column| (column.name.to_owned(), cell(column))).collect();
    let names: Vec<&str> = table.with_asked().map(|column| column.name).collect();
    json!({ "type": "object", "description": table.summary, "required": names, "properties": properties })
}

fn cell(column: &ColumnDescription) -> Value {
    let (form, format) = match column.kind {
        Kind::Text => ("string", None),
        Kind::Integer => ("integer", None),
        Kind::Day => ("string", Some("date")),
        Kind::Flag => ("boolean", None),
        Kind::Id => ("string", Some("uuid")),
        Kind::List => ("array", None),
    };
    let mut cell = Map::new();
    cell.insert("description".to_owned(), column.description.into());
    cell.insert("type".to_owned(), if column.nullable { json!([form, "null"]) } else { form.into() });
    if let Some(format) = format {
        cell.insert("format".to_owned(), format.into());
    }
    let mut words: Vec<Value> = (column.words)().into_iter().map(Value::from).collect();
    if !words.is_empty() {
        words.extend(column.nullable.then_some(Value::Null));
        cell.insert("enum".to_owned(), words.into());
    }
    if !column.unit.as_str().is_empty() {
        cell.insert("x-waymark-unit".to_owned(), column.unit.as_str().into());
    }
    Value::Object(cell)
}

#[expect(clippy::needless_pass_by_value, reason = "json! makes values, and each is used here only")]
fn within(name: &str, example: Value, description: &str) -> Value {
    let schema = json!({ "type": if example.is_number() { "integer" } else { "string" } });
    json!({
        "name": name, "in": "path", "required": true, "description": description, "schema": schema, "example": example,
    })
}
