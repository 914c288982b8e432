//! `waymark table` and `waymark tables`: the read models.

mod here;
mod people;
mod writer;

use std::io::Write;

use anyhow::anyhow;
use projection_kit::{ColumnDescription, Unit};
use read_models::{Condition, Library, Question, SortedBy, chosen_columns};
use serde_json::Value as Json;
use waymark_http::label_column;

use crate::cli::{self, Global, TableFormat};
use crate::client::{Client, escaped};
use crate::output::table;
use crate::rim;
use crate::servers::Servers;
use here::Here;
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
    let mut asked = Asked::new(arguments)?;
    let source = match Servers::reading(global, &arguments.place)? {
        Some(servers) => Source::Server(servers.with_tables()?.clone()),
        None => Source::Here(Here::open(global, &mut asked.question)?),
    };
    if arguments.count {
        writeln!(out, "{}", source.count(&asked)?)?;
        return Ok(());
    }
    let columns = asked.question.columns();
    let mut writer = match arguments.format {
        TableFormat::Csv => RowWriter::csv(names(&columns, asked.labels), out)?,
        TableFormat::Json => RowWriter::json(names(&columns, asked.labels), out)?,
        TableFormat::Table if arguments.columns.is_none() => {
            RowWriter::people(People::choosing(asked.question.table), out)
        }
        TableFormat::Table => RowWriter::people(People::asked_for(columns), out),
    };
    source.each(&asked, &mut |row| writer.row(row))?;
    writer.finish()
}

/// The names of what a row holds, each label beside its id.
fn names(columns: &[&'static ColumnDescription], labels: bool) -> Vec<String> {
    let beside = |column: &ColumnDescription| if labels { label_column(column) } else { None };
    columns.iter().flat_map(|column| [Some(column.name.to_owned()), beside(column)]).flatten().collect()
}

/// What is asked of a table, and the same as a query to a server.
struct Asked {
    question: Question,
    query: String,
    labels: bool,
}

impl Asked {
    fn new(arguments: &cli::Table) -> anyhow::Result<Self> {
        let table = Library::find(&arguments.name)?;
        let mut question = Question { on: Some(rim::today()), ..Question::all(table, PAGE) };
        let mut query = String::new();
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
        // Of exactly these columns, a person sees what the table has.
        let labels = match arguments.format {
            TableFormat::Table => arguments.columns.is_none(),
            TableFormat::Csv | TableFormat::Json => arguments.labels,
        };
        Ok(Self { question, query, labels })
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
    Here(Here),
}

impl Source {
    fn each(&self, asked: &Asked, each: &mut dyn FnMut(&Json) -> anyhow::Result<()>) -> anyhow::Result<()> {
        match self {
            Self::Server(client) => {
                let labels = if asked.labels { "&labels=yes" } else { "" };
                client.pages(asked.address(&format!("limit={PAGE}{labels}")), |page| {
                    page["rows"].as_array().into_iter().flatten().try_for_each(&mut *each)
                })
            }
            Self::Here(here) => here.each(&asked.question, asked.labels, each),
        }
    }

    fn count(&self, asked: &Asked) -> anyhow::Result<u64> {
        match self {
            Self::Server(client) => {
                let answer = client.get(&asked.address("count=yes"))?;
                answer.body["count"].as_u64().ok_or_else(|| anyhow!("{} does not say how many rows", client.url()))
            }
            Self::Here(here) => Ok(here.library.count(&asked.question)?.0),
        }
    }
}
