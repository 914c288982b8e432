//! References that a reader does not see as they are written. Two that are written differently and
//! have become the same may have been meant as two.

use std::collections::{HashMap, HashSet};

use events::visible;
use serde_json::Value;

use super::planned::RowIndex;
use super::unnamed::Unnamed;
use crate::report::ReportLine;
use crate::wording::{comparable, quoted};

/// A reference as the sheet writes it.
#[derive(Clone, Debug)]
pub(super) struct Original {
    pub(super) original: String,
    /// What it has become, with the provider's UKPRN before it.
    pub(super) name: String,
    /// A line of the report about it, without its reason.
    pub(super) line: ReportLine,
}

/// A way to write a reference.
struct Way {
    /// As the sheet writes it, where a reader sees something else.
    original: Option<String>,
    cell: String,
    place: String,
}

/// Tells, of every way to write a reference, another row that writes it differently.
pub(super) fn tell(originals: Vec<Original>, commands: &[Unnamed]) -> Vec<ReportLine> {
    let mut written: HashMap<String, Vec<Way>> = HashMap::new();
    let mut by_row: HashMap<(RowIndex, String), String> = HashMap::new();
    for Original { original, name, line } in &originals {
        by_row.insert((row(line.order), name.clone()), original.clone());
        written.entry(name.clone()).or_default();
    }
    let commands = if originals.is_empty() { &[] } else { commands };
    for unnamed in commands {
        let place = unnamed.planned.place();
        for (field, _) in &unnamed.kinds {
            let plain = unnamed.called.iter().find(|(of, _)| of == field).map(|(_, cell)| cell.clone());
            let Some(name) = unnamed.fields.get(field).and_then(Value::as_str).map(comparable) else { continue };
            let Some(ways) = written.get_mut(&name) else { continue };
            let original = by_row.get(&(place, name)).cloned();
            if !ways.iter().any(|known| known.original == original) {
                let cell = original.clone().or(plain).unwrap_or_default();
                ways.push(Way { original, cell, place: format!("row {} of \"{}\"", place.2, unnamed.planned.file) });
            }
        }
    }
    let mut told: HashSet<(String, String)> = HashSet::new();
    let mut lines = Vec::new();
    for Original { original, name, mut line } in originals {
        let is_other = |way: &&Way| way.original.as_ref() != Some(&original);
        let other = written.get(&name).and_then(|ways| ways.iter().find(is_other));
        let Some(other) = other.filter(|_| told.insert((name.clone(), original.clone()))) else { continue };
        line.reason = format!(
            "is written {} and was taken for the same reference as {} in {}, from which a reader cannot tell it: correct \
             one of the two if they are not the same",
            shown(&original),
            shown(&other.cell),
            other.place,
        );
        lines.push(line);
    }
    lines
}

fn row((sheet, file, row, _): super::Order) -> RowIndex {
    (sheet, file, row)
}

/// The text in quotation marks, with the characters by which it differs from what a reader sees told by their numbers:
/// invisible ones, those that are composed with the one before, and those that stand for another.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut before = String::new();
    for c in text.chars() {
        let (alone, joined) = (visible(&c.to_string()).into_owned(), format!("{before}{c}"));
        let is_as_seen = alone == c.to_string() && visible(&joined) == format!("{}{alone}", visible(&before));
        match is_as_seen {
            true => shown.push(c),
            false => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
        }
        before = c.to_string();
    }
    quoted([shown])
}
