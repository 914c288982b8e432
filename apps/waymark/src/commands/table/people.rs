//! A table for people: the columns that tell most, as many as the terminal has room for.

use std::io::Write;

use events::SubjectKind;
use projection_kit::{ColumnDescription, Kind, TableDescription, Unit};
use serde_json::Value as Json;
use waymark_http::label_column;

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
    /// Every column is shown, however narrow the terminal.
    all: bool,
}

struct Column {
    holds: &'static ColumnDescription,
    /// The columns that tell most have the smallest; 0 is always shown.
    rank: usize,
    /// Its ids are shown beside their labels: rows are known by it, and a name may be that of several. A
    /// reference says enough.
    shows_ids: bool,
    /// Some of its ids have a label.
    has_labels: bool,
}

impl People {
    /// As many of a table's columns as there is room for.
    pub(super) fn choosing(described: &'static TableDescription) -> Self {
        let ranks: Vec<_> = described.by_importance().into_iter().map(|column| column.name).collect();
        let rank = |name: &str| ranks.iter().position(|ranked| *ranked == name).unwrap_or(ranks.len()) + 1;
        let first = described.key().next().map(|key| key.name);
        let column = |holds: &'static ColumnDescription| {
            let is_key = first == Some(holds.name);
            let shows_ids = is_key && holds.name != SubjectKind::Internship.as_str();
            Column { holds, rank: if is_key { 0 } else { rank(holds.name) }, shows_ids, has_labels: false }
        };
        Self { columns: described.with_asked().map(column).collect(), rows: Vec::new(), all: false }
    }

    /// Exactly these columns.
    pub(super) fn asked_for(columns: Vec<&'static ColumnDescription>) -> Self {
        let column = |holds: &'static ColumnDescription| Column { holds, rank: 0, shows_ids: true, has_labels: false };
        Self { columns: columns.into_iter().map(column).collect(), rows: Vec::new(), all: true }
    }

    pub(super) fn keep(&mut self, row: &Json) {
        let all = self.all;
        let cell = |column: &mut Column| {
            let cell = &row[column.holds.name];
            let whole = shown(column.holds, cell);
            let id = if column.holds.kind == Kind::Id && !all { begin(&whole) } else { &whole };
            let label = label_column(column.holds).and_then(|beside| row[beside].as_str());
            column.has_labels |= label.is_some();
            match label {
                Some(label) if column.shows_ids => format!("{label} {id}"),
                Some(label) => label.to_owned(),
                None => id.to_owned(),
            }
        };
        self.rows.push(self.columns.iter_mut().map(cell).collect());
    }

    pub(super) fn show(self, out: &mut impl Write) -> anyhow::Result<()> {
        let kept = if self.all { (0..self.columns.len()).collect() } else { self.fitting(width()) };
        let names: Vec<_> =
            kept.iter().filter_map(|at| self.columns.get(*at)).map(|column| column.holds.name).collect();
        let pick = |row: &Vec<String>| kept.iter().filter_map(|at| row.get(*at).cloned()).collect();
        table(&names, self.rows.iter().map(pick), out)?;
        let left_out: Vec<_> =
            self.columns.iter().map(|column| column.holds.name).filter(|name| !names.contains(name)).collect();
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

    /// Which columns fit, those that tell most before the others, in the table's order. The key is never
    /// left out; other ids without a label, and columns in which nothing stands, are.
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
            let needs = longest.min(WIDEST).max(word).max(column.holds.name.chars().count()) + GAP;
            let is_bare_id = column.holds.kind == Kind::Id && !column.has_labels;
            if column.rank == 0 || (longest > 0 && !is_bare_id && used + needs <= width) {
                used += needs;
                kept.push(at);
            }
        }
        kept.sort_unstable();
        kept
    }
}

/// An id's beginning: enough to tell rows apart by eye.
fn begin(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
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
        let mut people = People::choosing(Library::table("jobs").unwrap());
        people.keep(&json!({
            "internship": "5b1c2d3e-0c3e-5f0a-9a53-0f8f3a4f4c11", "internship_label": "NF-002", "job": "0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11", "employer": "Corner Café and Bakery",
            "role": "kitchen assistant", "offered_on": "2025-05-01", "started_on": "2025-06-02", "sustained_13": "kept",
            "ended_on": "2025-11-28", "last_status": "not-in-work", "sustained_26": "unknown",
        }));
        people
    }

    fn names(people: &People, width: usize) -> Vec<&'static str> {
        people.fitting(width).into_iter().map(|at| people.columns[at].holds.name).collect()
    }

    #[test]
    fn at_eighty_columns_a_job_is_told_by_whose_it_is_when_and_what_became_of_it() {
        let names = names(&jobs(), 80);
        for told in ["internship", "employer", "started_on", "ended_on", "last_status", "sustained_13"] {
            assert!(names.contains(&told), "{told} is not among {names:?}");
        }
    }

    #[test]
    fn a_wide_terminal_is_told_everything_but_ids_and_empty_columns() {
        let widest = names(&jobs(), 300);
        assert!(
            widest.contains(&"sustained_13") && !widest.contains(&"job") && !widest.contains(&"sustained_52"),
            "{widest:?}"
        );
    }

    #[test]
    fn the_key_is_never_left_out_and_is_shown_with_its_label() {
        let coach = "5b1c2d3e-0c3e-5f0a-9a53-0f8f3a4f4c11";
        for (label, shown) in [(json!("Dean Prescott"), "Dean Prescott 5b1c2d3e"), (Json::Null, "5b1c2d3e")] {
            let mut people = People::choosing(Library::table("coaches").unwrap());
            people.keep(&json!({ "coach": coach, "coach_label": label, "provider": coach, "joined_on": "2024-09-01" }));
            assert_eq!(names(&people, 10), ["coach"]);
            assert_eq!(people.rows[0][0], shown);
        }
        for table in Library::tables() {
            let mut people = People::choosing(table);
            people.keep(&json!({}));
            let key = table.key().next().unwrap().name;
            assert!(names(&people, 10).contains(&key), "{}", table.name);
        }
    }

    #[test]
    fn columns_that_were_asked_for_are_shown_whole_with_labels_where_there_are_any() {
        let coach = "5b1c2d3e-0c3e-5f0a-9a53-0f8f3a4f4c11";
        let column = Library::table("coaches").unwrap().column("coach").unwrap();
        for (row, shown) in [
            (json!({ "coach": coach }), coach.to_owned()),
            (json!({ "coach": coach, "coach_label": "Dean Prescott" }), format!("Dean Prescott {coach}")),
        ] {
            let mut people = People::asked_for(vec![column]);
            people.keep(&row);
            assert_eq!(people.rows, [[shown]]);
        }
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
