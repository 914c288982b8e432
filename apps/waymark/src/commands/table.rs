//! `waymark table` and `waymark tables`: the read models.

mod here;
mod people;
mod writer;

use std::io::Write;

use anyhow::anyhow;
use projection_kit::Unit;
use read_models::{Condition, Library, Question, SortedBy, chosen_columns};
use serde_json::Value as Json;
use waymark_http::{csv_heading, csv_rows, row_as_json};

use crate::cli::{self, Global, TableFormat};
use crate::client::{Client, escaped};
use crate::output::table;
use crate::servers::Servers;
use crate::system;
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
    let mut asked = TableRequest::new(arguments)?;
    let source = match Servers::reading(global, &arguments.place)? {
        Some(servers) => RowSource::Server(servers.with_tables()?.clone()),
        None => RowSource::Here(Here::open(global, &mut asked.question)?),
    };
    if arguments.count {
        writeln!(out, "{}", source.count(&asked)?)?;
        return Ok(());
    }
    let mut writer = match arguments.format {
        TableFormat::Csv => return source.csv(&asked, out),
        TableFormat::Json => RowWriter::json(out)?,
        TableFormat::Table if arguments.columns.is_none() => {
            RowWriter::people(People::choosing(asked.question.table), out)
        }
        TableFormat::Table => RowWriter::people(People::asked_for(asked.question.columns()), out),
    };
    source.each(&asked, &mut |row| writer.row(row))?;
    writer.finish()
}

/// A question to a table, and the same as a query to a server.
#[derive(Clone)]
struct TableRequest {
    question: Question,
    query: String,
    labels: bool,
}

impl TableRequest {
    fn new(arguments: &cli::Table) -> anyhow::Result<Self> {
        let table = Library::find(&arguments.name)?;
        let mut question = Question { on: Some(system::today()), ..Question::all(table, PAGE) };
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
        let is_for_people = match arguments.format {
            TableFormat::Table => arguments.columns.is_none(),
            TableFormat::Csv | TableFormat::Json => false,
        };
        let labels = arguments.labels || is_for_people;
        Ok(Self { question, query, labels })
    }

    /// The address of its rows at a server.
    fn address(&self, more: &str) -> String {
        let joint = if self.query.is_empty() { "" } else { "&" };
        let labels = if self.labels { "&labels=yes" } else { "" };
        format!("/v1/tables/{}?{}{joint}{more}{labels}", self.question.table.name, self.query)
    }
}

/// Where rows come from.
enum RowSource {
    Server(Client),
    Here(Here),
}

impl RowSource {
    fn each(&self, asked: &TableRequest, each: &mut dyn FnMut(&Json) -> anyhow::Result<()>) -> anyhow::Result<()> {
        match self {
            Self::Server(client) => client.pages(asked.address(&format!("limit={PAGE}")), |page| {
                page["rows"].as_array().into_iter().flatten().try_for_each(&mut *each)
            }),
            Self::Here(here) => {
                let columns = asked.question.columns();
                here.pages(&asked.question, asked.labels, |rows, labels| {
                    rows.iter().try_for_each(|cells| each(&row_as_json(&columns, cells, labels)))
                })
            }
        }
    }

    fn csv(&self, asked: &TableRequest, out: &mut impl Write) -> anyhow::Result<()> {
        match self {
            Self::Server(client) => client.download(&asked.address("format=csv"), out),
            Self::Here(here) => {
                let columns = asked.question.columns();
                out.write_all(&csv_heading(&columns, asked.labels)?)?;
                here.pages(&asked.question, asked.labels, |rows, labels| {
                    Ok(out.write_all(&csv_rows(&columns, rows, labels)?)?)
                })
            }
        }
    }

    fn count(&self, asked: &TableRequest) -> anyhow::Result<u64> {
        match self {
            Self::Server(client) => {
                let answer = client.get(&TableRequest { labels: false, ..asked.clone() }.address("count=yes"))?;
                answer.body["count"].as_u64().ok_or_else(|| anyhow!("{} does not say how many rows", client.url()))
            }
            Self::Here(here) => Ok(here.library.count(&asked.question)?.0),
        }
    }
}
