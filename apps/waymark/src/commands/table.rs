//! `waymark table` and `waymark tables`: the read models.

mod people;
mod writer;

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::anyhow;
use projection_kit::{ColumnDescription, TableDescription, Unit, Value};
use read_models::{Library, Question};
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
    let described = find(name)?;
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

fn find(name: &str) -> anyhow::Result<&'static TableDescription> {
    let names = || Library::tables().map(|table| table.name).collect::<Vec<_>>().join(", ");
    Library::table(name).ok_or_else(|| anyhow!("there is no table \"{name}\"; there are: {}", names()))
}

/// Writes a table's rows.
///
/// # Errors
/// When there is no such table or column, or the tables or the server cannot be read.
pub fn rows(global: &Global, arguments: &cli::Table, out: &mut impl Write) -> anyhow::Result<()> {
    let described = find(&arguments.name)?;
    let columns = chosen(described, &arguments.columns)?;
    let source = match Servers::reading(global, &arguments.place)? {
        Some(servers) => Source::Server(servers.with_tables()?.clone()),
        None => Source::Here(library(global)?),
    };
    let mut writer = match arguments.format {
        TableFormat::Csv => RowWriter::csv(columns, out)?,
        TableFormat::Json => RowWriter::json(columns, out)?,
        TableFormat::Table if arguments.columns.is_empty() => {
            RowWriter::people(People::choosing(described, source.references(described)?), out)
        }
        TableFormat::Table => RowWriter::people(People::asked_for(columns), out),
    };
    source.each(described, &arguments.filters, &mut |row| writer.row(row))?;
    writer.finish()
}

/// Where rows come from.
enum Source {
    Server(Client),
    Here(Arc<Library>),
}

impl Source {
    fn each(
        &self,
        table: &'static TableDescription,
        filters: &[(String, String)],
        each: &mut dyn FnMut(&Json) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Server(client) => {
                let filter = |(column, value): &(String, String)| format!("&{}={}", escaped(column), escaped(value));
                let filters: String = filters.iter().map(filter).collect();
                client.pages(format!("/v1/tables/{}?limit={PAGE}{filters}", table.name), |page| {
                    page["rows"].as_array().into_iter().flatten().try_for_each(&mut *each)
                })
            }
            Self::Here(library) => {
                let (filters, on) = (filters.to_vec(), Some(rim::today()));
                let mut question = Question { filters, on, ..Question::all(table, PAGE) };
                loop {
                    let page = library.rows(&question)?;
                    for cells in &page.rows {
                        let named = question.columns().zip(cells);
                        let named = named.map(|(column, cell)| (column.name.to_owned(), cell_as_json(column, cell)));
                        each(&Json::Object(named.collect()))?;
                    }
                    match page.next {
                        Some(next) => question.after = Some(next),
                        None => return Ok(()),
                    }
                }
            }
        }
    }

    /// What the provider calls each internship, for a table that knows internships by their id only.
    fn references(&self, table: &TableDescription) -> anyhow::Result<Option<HashMap<String, String>>> {
        let has = |name: &str| table.columns.iter().any(|column| column.name == name);
        if !has("internship") || has("reference") {
            return Ok(None);
        }
        let mut references = HashMap::new();
        self.each(find("journeys")?, &[], &mut |row| {
            if let (Some(internship), Some(reference)) = (row["internship"].as_str(), row["reference"].as_str()) {
                references.insert(internship.to_owned(), reference.to_owned());
            }
            Ok(())
        })?;
        Ok(Some(references))
    }
}

fn chosen(table: &TableDescription, names: &[String]) -> anyhow::Result<Vec<&'static ColumnDescription>> {
    let find = |name: &String| {
        let all = || table.with_asked().map(|column| column.name).collect::<Vec<_>>().join(", ");
        table
            .with_asked()
            .find(|column| column.name == *name)
            .ok_or_else(|| anyhow!("{} has no column \"{name}\"; it has: {}", table.name, all()))
    };
    match names {
        [] => Ok(table.with_asked().collect()),
        names => names.iter().map(find).collect(),
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
