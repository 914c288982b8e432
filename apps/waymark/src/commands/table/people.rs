//! A table for people: the columns that tell most, as many as the terminal has room for.

use std::collections::HashMap;
use std::io::Write;

use projection_kit::{ColumnDescription, Kind, TableDescription, Unit};
use serde_json::Value as Json;

use crate::output::{number, plain, table, width};

/// The widest a cell is before its words are wrapped, unless a word of it is longer.
const WIDEST: usize = 14;
/// The longest word that is made room for.
const WORD: usize = 24;
/// Between two columns.
const GAP: usize = 2;

/// Rows, kept until all are known.
pub(super) struct People {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    /// What the provider calls each internship, where the rows do not say.
    references: HashMap<String, String>,
    /// Every column is shown, however narrow the terminal.
    all: bool,
}

struct Column {
    name: &'static str,
    holds: Holds,
    /// The columns that tell most have the smallest.
    rank: usize,
}

enum Holds {
    /// What the provider calls the row's internship.
    Reference,
    Cell(&'static ColumnDescription),
}

impl People {
    /// As many of a table's columns as there is room for.
    pub(super) fn choosing(described: &'static TableDescription, references: Option<HashMap<String, String>>) -> Self {
        let ranks: Vec<_> = described.by_importance().into_iter().map(|column| column.name).collect();
        let rank = |name: &str| ranks.iter().position(|ranked| *ranked == name).unwrap_or(ranks.len()) + 1;
        let cell = |column: &'static ColumnDescription| Column {
            name: column.name,
            holds: Holds::Cell(column),
            rank: rank(column.name),
        };
        let reference = Column { name: "reference", holds: Holds::Reference, rank: 0 };
        let columns = references.is_some().then_some(reference).into_iter().chain(described.with_asked().map(cell));
        let (columns, references) = (columns.collect(), references.unwrap_or_default());
        Self { columns, rows: Vec::new(), references, all: false }
    }

    /// Exactly these columns.
    pub(super) fn asked_for(columns: Vec<&'static ColumnDescription>) -> Self {
        let column =
            |column: &'static ColumnDescription| Column { name: column.name, holds: Holds::Cell(column), rank: 0 };
        let columns = columns.into_iter().map(column).collect();
        Self { columns, rows: Vec::new(), references: HashMap::new(), all: true }
    }

    pub(super) fn keep(&mut self, row: &Json) {
        let cell = |column: &Column| match column.holds {
            Holds::Reference => {
                let known = row["internship"].as_str().and_then(|internship| self.references.get(internship));
                known.cloned().unwrap_or_else(|| plain(&row["internship"]))
            }
            Holds::Cell(described) => shown(described, &row[described.name]),
        };
        self.rows.push(self.columns.iter().map(cell).collect());
    }

    pub(super) fn show(self, out: &mut impl Write) -> anyhow::Result<()> {
        let kept = if self.all { (0..self.columns.len()).collect() } else { self.fitting(width()) };
        let names: Vec<_> = kept.iter().filter_map(|at| self.columns.get(*at)).map(|column| column.name).collect();
        let pick = |row: &Vec<String>| kept.iter().filter_map(|at| row.get(*at).cloned()).collect();
        table(&names, self.rows.iter().map(pick), out)?;
        let left_out: Vec<_> =
            self.columns.iter().map(|column| column.name).filter(|name| !names.contains(name)).collect();
        if !left_out.is_empty() {
            writeln!(
                out,
                "\n{} rows. Columns left out: {}.\nChoose with --columns {},…, see all with --format csv, or widen the terminal.",
                number(self.rows.len() as u64),
                left_out.join(", "),
                left_out.first().unwrap_or(&"")
            )?;
        }
        Ok(())
    }

    /// Which columns fit, those that tell most before the others, in the table's order. Ids, and
    /// columns in which nothing stands, are left out.
    fn fitting(&self, width: usize) -> Vec<usize> {
        let mut ranked: Vec<usize> = (0..self.columns.len()).collect();
        ranked.sort_by_key(|at| self.columns.get(*at).map(|column| column.rank));
        let (mut used, mut kept) = (0, Vec::new());
        for at in ranked {
            let Some(column) = self.columns.get(at) else { continue };
            let cells = || self.rows.iter().filter_map(|row| row.get(at));
            let longest = cells().map(|cell| cell.chars().count()).max().unwrap_or(0);
            let words = cells().flat_map(|cell| cell.split(' ')).map(|word| word.chars().count());
            let word = words.max().unwrap_or(0).min(WORD);
            let is_id = matches!(column.holds, Holds::Cell(described) if described.kind == Kind::Id);
            let needs = longest.min(WIDEST).max(word).max(column.name.chars().count()) + GAP;
            if longest > 0 && !is_id && used + needs <= width {
                used += needs;
                kept.push(at);
            }
        }
        kept.sort_unstable();
        kept
    }
}

/// A cell as a person reads it: time and money with their units.
fn shown(column: &ColumnDescription, cell: &Json) -> String {
    match (column.unit, cell.as_i64()) {
        (Unit::Minutes, Some(minutes)) => events::Minutes(u32::try_from(minutes).unwrap_or(0)).to_string(),
        (Unit::Pence, Some(pence)) => events::Pence(pence).to_string(),
        _ => plain(cell),
    }
}

#[cfg(test)]
mod tests {
    use read_models::Library;
    use serde_json::json;

    use super::*;

    fn jobs() -> People {
        let references = [("i1".to_owned(), "NF-002".to_owned())].into();
        let mut people = People::choosing(Library::table("jobs").unwrap(), Some(references));
        people.keep(&json!({
            "internship": "i1", "offer": "0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11", "employer": "Corner Café and Bakery",
            "role": "kitchen assistant", "offered_on": "2025-05-01", "started_on": "2025-06-02", "sustained_13": "kept",
            "ended_on": "2025-11-28", "last_status": "not-in-work", "sustained_26": "unknown",
        }));
        people
    }

    fn names(people: &People, width: usize) -> Vec<&'static str> {
        people.fitting(width).into_iter().map(|at| people.columns[at].name).collect()
    }

    #[test]
    fn at_eighty_columns_a_job_is_told_by_whose_it_is_when_and_what_became_of_it() {
        let names = names(&jobs(), 80);
        for told in ["reference", "employer", "started_on", "ended_on", "last_status", "sustained_13"] {
            assert!(names.contains(&told), "{told} is not among {names:?}");
        }
    }

    #[test]
    fn a_wide_terminal_is_told_everything_but_ids_and_empty_columns() {
        let widest = names(&jobs(), 300);
        assert!(
            widest.contains(&"sustained_13") && !widest.contains(&"offer") && !widest.contains(&"sustained_52"),
            "{widest:?}"
        );
    }

    #[test]
    fn what_is_left_out_is_named_with_how_to_see_it() {
        let mut out = Vec::new();
        jobs().show(&mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert!(
            shown.contains("NF-002") && shown.contains("Columns left out:") && shown.contains("--columns"),
            "{shown}"
        );
    }
}
