//! The surface as an OpenAPI 3.1 document, from the same types that read the commands.

mod reads;
mod text;

use projection_kit::TableDescription;
use serde_json::{Map, Value, json};
use service_kit::CommandType;

pub use text::pinned;

/// The document for these commands and tables.
#[must_use]
pub fn openapi<'a>(
    commands: impl Iterator<Item = &'a CommandType>,
    tables: impl Iterator<Item = &'a TableDescription>,
) -> Value {
    let (mut paths, mut schemas) = (reads::paths(), Map::new());
    for command in commands {
        let mut fields = (command.schema)().to_value();
        hoist(&mut fields, command.context, &mut schemas);
        schemas.insert(command.full_name(), fields);
        paths.insert(
            format!("/v1/{}/{}", command.context, command.name),
            json!({ "get": reads::command(command), "post": operation(command) }),
        );
    }
    for table in tables {
        schemas.insert(format!("table.{}", table.name), reads::row(table));
        paths.insert(format!("/v1/tables/{}", table.name), json!({ "get": reads::table(table) }));
    }
    schemas.insert("Receipt".to_owned(), receipt());
    schemas.insert("Problem".to_owned(), problem());
    schemas.insert("Page".to_owned(), reads::page());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Waymark",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Every step of a supported internship, recorded, proved and explained.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "security": [{ "operatorKey": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": parameters(),
            "responses": responses(),
            "securitySchemes": {
                "operatorKey": { "type": "http", "scheme": "bearer", "description": "An operator key." },
            },
        },
    })
}

/// Moves a schema's own definitions to the document's, where references in a document point.
fn hoist(schema: &mut Value, context: &str, schemas: &mut Map<String, Value>) {
    let Some(object) = schema.as_object_mut() else { return };
    object.remove("$schema");
    let definitions = object.remove("$defs");
    point(schema, context);
    let Some(Value::Object(definitions)) = definitions else { return };
    for (name, mut definition) in definitions {
        point(&mut definition, context);
        schemas.insert(format!("{context}.{name}"), definition);
    }
}

fn point(schema: &mut Value, context: &str) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get_mut("$ref")
                && let Some(name) = reference.strip_prefix("#/$defs/")
            {
                *reference = format!("#/components/schemas/{context}.{name}");
            }
            object.values_mut().for_each(|value| point(value, context));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| point(value, context)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// How a command names things.
const NAMES: &str = "Where an id of something but an event stands, its name can, too: 10000001 for a provider by its \
                     UKPRN, 10000001/NF-002 for what that provider calls so, 10000001/NF-002#2 for a second internship.";

fn operation(command: &CommandType) -> Value {
    let rules: Vec<String> = command.rules.iter().map(|rule| format!("{rule}: {}", rule.text())).collect();
    let description = match rules.as_slice() {
        [] => format!("Becomes {}. {NAMES}", command.event),
        rules => format!("Becomes {}. {NAMES} Rules it can break:\n\n- {}", command.event, rules.join("\n- ")),
    };
    let fields = reference("schemas", &command.full_name());
    let response = |name: &str| reference("responses", name);
    json!({
        "operationId": command.full_name(),
        "tags": [command.context],
        "summary": command.summary,
        "description": description,
        "parameters": parameters_of(&["IdempotencyKey", "OnBehalfOf", "Origin", "Reason", "CorrelationId", "traceparent"]),
        "requestBody": { "required": true, "content": { "application/json": { "schema": fields } } },
        "responses": {
            "200": response("Repeated"), "201": response("Accepted"), "409": response("Refused"),
            "422": response("Refused"), "4XX": response("Problem"), "5XX": response("Problem"),
        },
    })
}

/// A reference to one of the document's components.
fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn parameters_of(names: &[&str]) -> Value {
    names.iter().map(|name| reference("parameters", name)).collect()
}

fn parameters() -> Value {
    let query = reads::query;
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
        "CorrelationId": header("X-Correlation-Id", false, "A UUID for everything that is asked for at once."),
        "traceparent": header("traceparent", false, "The W3C trace that the command comes in."),
        "Limit": query("limit", "At most this many rows, up to 10000; 100 by default.", "integer"),
        "After": query("after", "Where the page before ended: its \"next\".", "string"),
        "Format": query("format", "csv for a CSV file instead of JSON; an Accept header does the same.", "string"),
        "Columns": {
            "name": "columns", "in": "query", "style": "form", "explode": true,
            "description": "Only rows with exactly this in a column: any stored column of the table, by its name. Empty: only rows with nothing there.",
            "schema": { "type": "object", "additionalProperties": { "type": "string" } },
        },
    })
}

fn responses() -> Value {
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

fn receipt() -> Value {
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

fn problem() -> Value {
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
