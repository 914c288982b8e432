//! A question to a table, as the names and values of an address ask it.

use std::fmt::Write as _;

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use projection_kit::TableDescription;
use read_models::{Condition, Cursor, Library, SortedBy, chosen_columns};

use super::problems::{bad_question, no_such_table, wrong};
use crate::problem::Problem;

/// The most rows in one answer.
pub(crate) const MOST: usize = 10_000;
/// How many are given when nobody says.
const USUAL: usize = 100;

/// The names in a query that are no columns.
const WORDS: [&str; 8] = ["where", "sort", "columns", "labels", "count", "after", "limit", "format"];

/// What is asked of a table.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) rows: read_models::Question,
    /// Only how many rows there are.
    pub(crate) count: bool,
    /// With what people call what is known by an id.
    pub(crate) labels: bool,
    /// Which rows, in which order, with which columns: as it was asked, for further addresses.
    asked: Vec<(String, String)>,
    /// How many rows and from where on: as it was asked.
    page: Vec<(String, String)>,
}

impl Question {
    /// Reads a question from the names and values of a query: conditions as `where`, or with a column's
    /// name and what it holds.
    pub(crate) fn new(table: &str, today: Date, asked: Vec<(String, String)>) -> Result<Self, Problem> {
        let table = Library::find(table).map_err(|error| no_such_table(&error))?;
        let rows = read_models::Question { on: Some(today), ..read_models::Question::all(table, USUAL) };
        let mut question = Self { rows, count: false, labels: false, asked: Vec::new(), page: Vec::new() };
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in asked {
            if name != "where" && seen.contains(&name) {
                return Err(bad_question(format!("{name} is given twice: give it once")));
            }
            question.take(table, &name, &value)?;
            seen.push(name.clone());
            let is_page = name == "after" || name == "limit";
            if is_page { &mut question.page } else { &mut question.asked }.push((name, value));
        }
        Ok(question)
    }

    fn take(&mut self, table: &'static TableDescription, name: &str, value: &str) -> Result<(), Problem> {
        let rows = &mut self.rows;
        match name {
            "after" => rows.after = Some(Cursor(value.to_owned())),
            "limit" => rows.limit = limit(Some(value), USUAL, MOST)?,
            "where" => rows.conditions.push(Condition::read(table, value).map_err(|error| wrong(&error))?),
            "sort" => rows.sort = SortedBy::read(table, value).map_err(|error| wrong(&error))?,
            "columns" => rows.chosen = chosen_columns(table, value).map_err(|error| wrong(&error))?,
            "count" => self.count = flag(name, value)?,
            "labels" => self.labels = flag(name, value)?,
            _ => {
                let columns = table.with_asked().map(|column| column.name);
                match events::nearest(name, columns.chain(WORDS)).filter(|nearest| WORDS.contains(nearest)) {
                    Some(word) => {
                        let name: String = name.chars().take(60).collect();
                        return Err(bad_question(format!(
                            "nothing is asked with \"{name}\". Did you mean \"{word}\"?"
                        )));
                    }
                    None => rows.conditions.push(Condition::is(table, name, value).map_err(|error| wrong(&error))?),
                }
            }
        }
        Ok(())
    }

    /// Whether a part of the rows was asked for by its place among them.
    pub(crate) fn is_of_a_page(&self) -> bool {
        !self.page.is_empty()
    }

    /// The address of the same question, further on.
    pub(crate) fn address(&self, path: &str, after: &str) -> String {
        let limit = self.page.iter().filter(|(name, _)| name == "limit").cloned();
        let after = ("after".to_owned(), after.to_owned());
        address(path, self.asked.iter().cloned().chain(limit).chain([after]))
    }

    /// The address of the same question, from the beginning.
    pub(crate) fn first(&self, path: &str) -> String {
        let limit = self.page.iter().filter(|(name, _)| name == "limit").cloned();
        address(path, self.asked.iter().cloned().chain(limit))
    }

    /// The address of all its rows.
    pub(crate) fn all(&self, path: &str) -> String {
        address(path, self.asked.iter().cloned())
    }
}

fn flag(name: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(bad_question(format!("{name} is yes or no: {name}=yes"))),
    }
}

fn address(path: &str, asked: impl Iterator<Item = (String, String)>) -> String {
    let mut address = path.to_owned();
    for (name, value) in asked {
        let joint = if address.contains('?') { '&' } else { '?' };
        let _ = write!(address, "{joint}{}={}", escaped(&name), escaped(&value));
    }
    address
}

/// How many are asked for: as many as are usual where it is not said.
pub(crate) fn limit(said: Option<&str>, usual: usize, most: usize) -> Result<usize, Problem> {
    let Some(said) = said else { return Ok(usual) };
    let limit = said.parse().ok().filter(|limit| (1..=most).contains(limit));
    limit.ok_or_else(|| bad_question(format!("limit is a whole number from 1 to {most}")))
}

/// A number that a question gives by this name; 0 where it does not.
pub(crate) fn number<N: std::str::FromStr + Default>(name: &str, said: Option<&str>) -> Result<N, Problem> {
    let read = said.map(str::parse).transpose();
    read.map(Option::unwrap_or_default).map_err(|_| bad_question(format!("{name} is a whole number, 0 or more")))
}

/// All but letters, digits and what needs no escape anywhere in an address.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one part of an address, such as a reference with a slash in it.
#[must_use]
pub fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
