//! `waymark table` and `waymark tables`: the read models.

mod people;
mod writer;

use std::collections::HashMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::Arc;

use anyhow::anyhow;
use projection_kit::{ColumnDescription, TableDescription, Unit, Value};
use read_models::{Condition, Library, Question, SortedBy, chosen_columns};
use serde_json::Value as Json;

use crate::cli::{self, Global, TableFormat};
use crate::client::{Client, escaped};
use crate::output::table;
use crate::read_side::library;
use crate::rim;
use crate::servers::Servers;
use people::People;
use writer::RowWriter;

/// How many rows are read at a time.
const PAGE: usize = 2000;

/// Lists the tables, or describes one.
///
/// # Errors
/// When there is no such table.
pub fn list(arguments: &cli::Tables, out: &mut impl Write) -> anyhow::Result<()> {
    let Some(name) = &arguments.name else {
        let rows = Library::tables().map(|table| vec![table.name.to_owned(), table.summary.to_owned()]);
        table(&["table", "what one row is"], rows, out)?;
        writeln!(out, "\nOne with its columns: waymark tables journeys")?;
        return Ok(());
    };
    let described = Library::find(name)?;
    writeln!(out, "{}: {}", described.name, described.summary)?;
    let rows = described.with_asked().map(|column| {
        let kind = if column.unit == Unit::None { column.kind.as_str() } else { column.unit.as_str() };
        let words = (column.words)().join(", ");
        let text =
            if words.is_empty() { column.description.to_owned() } else { format!("{} ({words})", column.description) };
        vec![column.name.to_owned(), kind.to_owned(), text]
    });
    table(&["column", "holds", "what it says"], rows, out)
}

/// Writes a table's rows.
///
/// # Errors
/// When there is no such table or column, or the tables or the server cannot be read.
pub fn rows(global: &Global, arguments: &cli::Table, out: &mut impl Write) -> anyhow::Result<()> {
    let asked = Asked::new(arguments)?;
    let source = match Servers::of(&arguments.place) {
        Some(servers) => Source::Server(servers.with_tables()?.clone()),
        None => Source::Here(library(global)?),
    };
    if arguments.count {
        writeln!(out, "{}", source.count(&asked)?)?;
        return Ok(());
    }
    let (described, columns) = (asked.question.table, asked.question.columns());
    let mut writer = match arguments.format {
        TableFormat::Csv => RowWriter::csv(columns, out)?,
        TableFormat::Json => RowWriter::json(columns, out)?,
        TableFormat::Table if arguments.columns.is_none() => {
            RowWriter::people(People::choosing(described, source.references(described)?), out)
        }
        TableFormat::Table => RowWriter::people(People::asked_for(columns), out),
    };
    source.each(&asked, &mut |row| writer.row(row))?;
    writer.finish()
}

/// What is asked of a table, and the same as a query to a server.
struct Asked {
    question: Question,
    query: String,
}

impl Asked {
    fn all(table: &'static TableDescription) -> Self {
        Self { question: Question { on: Some(rim::today()), ..Question::all(table, PAGE) }, query: String::new() }
    }

    fn new(arguments: &cli::Table) -> anyhow::Result<Self> {
        let table = Library::find(&arguments.name)?;
        let Self { mut question, mut query } = Self::all(table);
        let mut also = |name: &str, value: &str| {
            let joint = if query.is_empty() { "" } else { "&" };
            query.push_str(&format!("{joint}{name}={}", escaped(value)));
        };
        for condition in &arguments.conditions {
            question.conditions.push(Condition::read(table, condition)?);
            also("where", condition);
        }
        if let Some(sort) = &arguments.sort {
            question.sort = SortedBy::read(table, sort)?;
            also("sort", sort);
        }
        if let Some(columns) = &arguments.columns {
            question.chosen = chosen_columns(table, columns)?;
            also("columns", columns);
        }
        Ok(Self { question, query })
    }

    /// Its address at a server.
    fn address(&self, more: &str) -> String {
        let joint = if self.query.is_empty() { "" } else { "&" };
        format!("/v1/tables/{}?{}{joint}{more}", self.question.table.name, self.query)
    }
}

/// Where rows come from.
enum Source {
    Server(Client),
    Here(Arc<Library>),
}

impl Source {
    fn each(&self, asked: &Asked, each: &mut dyn FnMut(&Json) -> anyhow::Result<()>) -> anyhow::Result<()> {
        match self {
            Self::Server(client) => client.pages(asked.address(&format!("limit={PAGE}")), |page| {
                page["rows"].as_array().into_iter().flatten().try_for_each(&mut *each)
            }),
            Self::Here(library) => {
                let columns = asked.question.columns();
                let mut told = Ok(());
                library.pages(&asked.question, |page| {
                    told = page.rows.iter().try_for_each(|cells| {
                        let named = columns.iter().zip(cells);
                        let named = named.map(|(column, cell)| (column.name.to_owned(), cell_as_json(column, cell)));
                        each(&Json::Object(named.collect()))
                    });
                    if told.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                })?;
                told
            }
        }
    }

    fn count(&self, asked: &Asked) -> anyhow::Result<u64> {
        match self {
            Self::Server(client) => {
                let answer = client.get(&asked.address("count=yes"))?;
                answer.body["count"].as_u64().ok_or_else(|| anyhow!("{} does not say how many rows", client.url()))
            }
            Self::Here(library) => Ok(library.count(&asked.question)?.0),
        }
    }

    /// What the provider calls each internship, for a table that knows internships by their id only.
    fn references(&self, table: &TableDescription) -> anyhow::Result<Option<HashMap<String, String>>> {
        let has = |name: &str| table.columns.iter().any(|column| column.name == name);
        if !has("internship") || has("reference") {
            return Ok(None);
        }
        let mut references = HashMap::new();
        self.each(&Asked::all(Library::find("journeys")?), &mut |row| {
            if let (Some(internship), Some(reference)) = (row["internship"].as_str(), row["reference"].as_str()) {
                references.insert(internship.to_owned(), reference.to_owned());
            }
            Ok(())
        })?;
        Ok(Some(references))
    }
}

/// A cell as JSON; a list as what it is.
fn cell_as_json(column: &ColumnDescription, cell: &Value) -> Json {
    match (column.kind, cell) {
        (projection_kit::Kind::List, Value::Text(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| cell.to_json())
        }
        _ => cell.to_json(),
    }
}
