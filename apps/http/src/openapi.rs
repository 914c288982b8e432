//! The surface as an OpenAPI 3.1 document, from the same types that read the commands.

mod components;
mod reads;
mod text;

use projection_kit::TableDescription;
use read_models::Library;
use serde_json::{Map, Value, json};
use service_kit::CommandType;
use service_runtime::Services;

use components::{parameters_of, reference};

use crate::fields::examples;

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
    schemas.insert("Receipt".to_owned(), components::receipt());
    schemas.insert("Problem".to_owned(), components::problem());
    schemas.insert("Page".to_owned(), components::page());
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
            "parameters": components::parameters(),
            "responses": components::responses(),
            "securitySchemes": {
                "operatorKey": { "type": "http", "scheme": "bearer", "description": "An operator key." },
            },
        },
    })
}

/// Every path that can be asked here, but for those with the name of something in them.
pub(crate) fn routes(services: &Services) -> Vec<String> {
    let reads = reads::paths().into_iter().map(|(path, _)| path).filter(|path| !path.contains('{'));
    let tables = Library::tables().map(|table| format!("/v1/tables/{}", table.name));
    let commands = services.commands().map(|command| format!("/v1/{}/{}", command.context, command.name));
    let people = ["/docs", "/openapi.json"].map(str::to_owned);
    reads.chain(tables).chain(commands).chain(people).collect()
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
    let example = examples(command.fields().iter().filter(|field| field.required));
    let response = |name: &str| reference("responses", name);
    json!({
        "operationId": command.full_name(),
        "tags": [command.context],
        "summary": command.summary,
        "description": description,
        "parameters": parameters_of(&["IdempotencyKey", "OnBehalfOf", "Origin", "Reason", "CorrelationId", "traceparent"]),
        "requestBody": { "required": true, "content": { "application/json": { "schema": fields, "example": example } } },
        "responses": {
            "200": response("Repeated"), "201": response("Accepted"), "409": response("Refused"),
            "422": response("Refused"), "4XX": response("Problem"), "5XX": response("Problem"),
        },
    })
}
