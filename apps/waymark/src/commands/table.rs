//! `waymark table` and `waymark tables`: the read models.

use std::io::Write;

use anyhow::anyhow;
use projection_kit::{ColumnDescription, TableDescription, Unit, Value};
use read_models::{Library, Question};
use serde_json::{Map, Value as Json};

use crate::cli::{self, Global, TableFormat};
use crate::client::{Client, escaped};
use crate::output::table;
use crate::read_side::library;
use crate::rim;

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
    let mut writer = RowWriter::new(arguments, columns, out)?;
    match Client::of(&arguments.place) {
        Some(client) => {
            let filters: String = arguments
                .filters
                .iter()
                .map(|(column, value)| format!("&{}={}", escaped(column), escaped(value)))
                .collect();
            client.pages(format!("/v1/tables/{}?limit={PAGE}{filters}", described.name), |page| {
                for row in page["rows"].as_array().into_iter().flatten() {
                    writer.row(row)?;
                }
                Ok(())
            })?;
        }
        None => {
            let library = library(global)?;
            let mut question = Question {
                filters: arguments.filters.clone(),
                on: Some(rim::today()),
                ..Question::all(described, PAGE)
            };
            loop {
                let page = library.rows(&question)?;
                for cells in &page.rows {
                    let named = question.columns().zip(cells);
                    let named = named.map(|(column, cell)| (column.name.to_owned(), json(column, cell)));
                    writer.row(&Json::Object(named.collect()))?;
                }
                match page.next {
                    Some(next) => question.after = Some(next),
                    None => break,
                }
            }
        }
    }
    writer.finish()
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
fn json(column: &ColumnDescription, cell: &Value) -> Json {
    match (column.kind, cell) {
        (projection_kit::Kind::List, Value::Text(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| cell.to_json())
        }
        _ => cell.to_json(),
    }
}

/// Writes rows in one of the formats.
struct RowWriter<'a, W: Write> {
    format: TableFormat,
    columns: Vec<&'static ColumnDescription>,
    out: &'a mut W,
    /// Rows for people are kept: their widths are known only at the end.
    kept: Vec<Vec<String>>,
    written: u64,
    asked_for: bool,
}

impl<'a, W: Write> RowWriter<'a, W> {
    fn new(arguments: &cli::Table, columns: Vec<&'static ColumnDescription>, out: &'a mut W) -> anyhow::Result<Self> {
        let (format, asked_for) = (arguments.format, !arguments.columns.is_empty());
        let mut writer = Self { format, columns, out, kept: Vec::new(), written: 0, asked_for };
        match format {
            TableFormat::Csv => writer.csv(|column| column.name.to_owned())?,
            TableFormat::Json => write!(writer.out, "[")?,
            TableFormat::Table => {}
        }
        Ok(writer)
    }

    fn row(&mut self, row: &Json) -> anyhow::Result<()> {
        match self.format {
            TableFormat::Csv => self.csv(|column| plain(&row[column.name]))?,
            TableFormat::Json => {
                let cells = self.columns.iter().map(|column| (column.name.to_owned(), row[column.name].clone()));
                let object = Json::Object(cells.collect::<Map<_, _>>());
                write!(self.out, "{}\n{object}", if self.written == 0 { "" } else { "," })?;
            }
            TableFormat::Table => {
                self.kept.push(self.columns.iter().map(|column| shown(column, &row[column.name])).collect());
            }
        }
        self.written += 1;
        Ok(())
    }

    fn csv(&mut self, cell: impl Fn(&ColumnDescription) -> String) -> anyhow::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.out);
        writer.write_record(self.columns.iter().map(|column| cell(column)))?;
        writer.flush()?;
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        match self.format {
            TableFormat::Csv => Ok(()),
            TableFormat::Json => Ok(writeln!(self.out, "\n]")?),
            TableFormat::Table if self.kept.is_empty() => Ok(writeln!(self.out, "No rows.")?),
            TableFormat::Table => self.people(),
        }
    }

    /// Ids, columns in which nothing stands, and those that would not fit beside the others are left
    /// out unless they were asked for, and named below.
    fn people(self) -> anyhow::Result<()> {
        let width = usize::from(comfy_table::Table::new().width().unwrap_or(120));
        let longest = |at: usize| {
            let cells = self.kept.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
            cells.max().unwrap_or(0)
        };
        let (mut used, mut kept, mut left_out) = (0, Vec::new(), Vec::new());
        for (at, column) in self.columns.iter().enumerate() {
            let (longest, name) = (longest(at), column.name.chars().count());
            let needs = longest.min(24).max(name) + 2;
            let says_little = longest == 0 || column.kind == projection_kit::Kind::Id;
            if self.asked_for || (!says_little && used + needs <= width) {
                used += needs;
                kept.push(at);
            } else {
                left_out.push(column.name);
            }
        }
        let names: Vec<_> = kept.iter().filter_map(|at| self.columns.get(*at)).map(|column| column.name).collect();
        let pick = |row: &Vec<String>| kept.iter().filter_map(|at| row.get(*at).cloned()).collect();
        table(&names, self.kept.iter().map(pick), self.out)?;
        if left_out.is_empty() {
            return Ok(());
        }
        writeln!(
            self.out,
            "{} rows. Columns not shown here: {}. Choose with --columns, or take --format csv.",
            self.written,
            left_out.join(", ")
        )?;
        Ok(())
    }
}

/// A cell as CSV has it.
fn plain(cell: &Json) -> String {
    match cell {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Json::Number(_) | Json::Array(_) | Json::Object(_) => cell.to_string(),
    }
}

/// A cell as a person reads it: ids cut short, time and money with their units.
fn shown(column: &ColumnDescription, cell: &Json) -> String {
    let number = cell.as_i64();
    match (column.kind, column.unit, number) {
        (projection_kit::Kind::Id, _, _) => plain(cell).chars().take(8).collect(),
        (_, Unit::Minutes, Some(minutes)) => events::Minutes(u32::try_from(minutes).unwrap_or(0)).to_string(),
        (_, Unit::Pence, Some(pence)) => events::Pence(pence).to_string(),
        _ => plain(cell),
    }
}
