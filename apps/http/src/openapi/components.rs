//! What the document says once and refers to: parameters, responses and schemas.

use serde_json::{Value, json};

/// A reference to one of the document's components.
pub(super) fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

pub(super) fn parameters_of(names: &[&str]) -> Value {
    names.iter().map(|name| reference("parameters", name)).collect()
}

pub(super) fn query(name: &str, description: &str, form: &str) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": { "type": form } })
}

/// How many there may be in one answer.
pub(super) fn limit(of: &str, usual: u32, most: u32) -> Value {
    json!({
        "name": "limit", "in": "query", "description": format!("At most so many {of}; {usual} where it is not said."),
        "schema": { "type": "integer", "minimum": 1, "maximum": most, "default": usual },
    })
}

/// Where to begin: a number from 0.
pub(super) fn from(name: &str, description: &str) -> Value {
    let schema = json!({ "type": "integer", "minimum": 0, "default": 0 });
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

pub(super) fn parameters() -> Value {
    let header = |name: &str, required: bool, description: &str| {
        let schema = json!({ "type": "string", "minLength": 1, "maxLength": 200 });
        json!({ "name": name, "in": "header", "required": required, "description": description, "schema": schema })
    };
    json!({
        "IdempotencyKey": header("Idempotency-Key", true,
            "Chosen by the sender. The same command under the same key is taken once; a repeat is answered with the first receipt."),
        "OnBehalfOf": header("X-On-Behalf-Of", false, "For whom, if not for the holder of the key. Kept sealed."),
        "Origin": header("X-Origin", false, "The sheet and row that it was imported from: `Timesheets, row 7`."),
        "Reason": header("X-Reason", false, "Why it is recorded. Kept sealed."),
        "CorrelationId": {
            "name": "X-Correlation-Id", "in": "header", "required": false,
            "description": "One for everything that is asked for at once.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "traceparent": header("traceparent", false, "The W3C trace that the command comes in."),
        "Limit": limit("rows", 100, 10_000),
        "After": query("after", "Where the page before ended: its \"next\".", "string"),
        "Where": {
            "name": "where", "in": "query", "style": "form", "explode": true,
            "description": "Only rows of which all of these hold: status=waiting, status!=waiting, claimed_pence>=1000 (or >, <=, <), \
                            status in waiting,paid. An empty value after = matches empty cells, after != non-empty ones.",
            "schema": { "type": "array", "items": { "type": "string" } },
        },
        "Sort": query("sort", "In the order of these columns; a minus sorts in descending order: -started_on,reference. Rows with an empty cell come last.", "string"),
        "Columns": query("columns", "Only these columns, in this order: reference,stage.", "string"),
        "Labels": query("labels", "With a label beside each id of an internship, employer, provider or coach, such as coach_label. Coaches' names are given only to keys with the right \"personal\", and each reading is recorded in the access log.", "boolean"),
        "Count": query("count", "Only how many rows there are, as \"count\" in the place of \"rows\".", "boolean"),
        "Format": query("format", "csv for a CSV file of all rows instead of a page of JSON; an Accept header does the same.", "string"),
        "Holds": {
            "name": "holds", "in": "query", "style": "form", "explode": true,
            "description": "Shorthand for where COLUMN=VALUE: any column of the table by its name, such as status=waiting.",
            "schema": { "type": "object", "additionalProperties": { "type": "string" } },
        },
    })
}

pub(super) fn responses() -> Value {
    let answer = |description: &str, form: &str, schema: Value| json!({ "description": description, "content": { form: { "schema": schema } } });
    let receipt = || reference("schemas", "Receipt");
    let problem = || reference("schemas", "Problem");
    json!({
        "Accepted": answer("The command became an event, and is durable.", "application/json", receipt()),
        "Repeated": answer("The command had been accepted before: its first receipt.", "application/json", receipt()),
        "Refused": answer(
            "The rules say no, the fields are not of their form, or the key belongs to another command.",
            "application/problem+json", problem()),
        "Problem": answer("Something is wrong; the detail says what to do.", "application/problem+json", problem()),
        "Form": answer("The command's form: this server takes it.", "application/json", json!({ "type": "object" })),
    })
}

pub(super) fn receipt() -> Value {
    json!({
        "type": "object",
        "required": ["event", "position", "subject", "type", "repeated"],
        "properties": {
            "event": { "type": "string", "format": "uuid", "description": "The event that the command became." },
            "position": { "type": "integer", "minimum": 1, "description": "Its place in the order of all events." },
            "type": { "type": "string", "description": "The event's type." },
            "subject": { "type": "string", "description": "What the event is about." },
            "repeated": { "type": "boolean", "description": "The command had been accepted before." },
        },
    })
}

pub(super) fn problem() -> Value {
    json!({
        "type": "object",
        "description": "A problem document (RFC 9457).",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "What is the case and what to do." },
            "code": { "type": "string", "description": "A stable name for programs." },
            "rule": { "type": "string", "description": "The hard rule that says no: H1 to H15." },
        },
    })
}

/// A page of any table.
pub(super) fn page() -> Value {
    json!({
        "type": "object",
        "required": ["table", "position"],
        "properties": {
            "table": { "type": "string", "description": "The table's name." },
            "position": { "type": "integer", "description": "The log position up to which the table has read." },
            "rows": { "type": "array" },
            "count": { "type": "integer", "minimum": 0, "description": "How many rows there are, where that was asked." },
            "next": { "type": "string", "description": "Where the next page begins; missing on the last." },
        },
    })
}
