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
#[derive(Debug)]
pub(super) struct Original {
    pub(super) original: String,
    /// What it has become, with the provider's UKPRN before it.
    pub(super) name: String,
    /// A line of the report about it, without its reason.
    pub(super) line: ReportLine,
}

/// Tells, of every way to write a reference, another row that writes it differently.
pub(super) fn tell(originals: Vec<Original>, commands: &[Unnamed]) -> Vec<ReportLine> {
    let mut written: HashMap<String, Vec<(String, String)>> = HashMap::new();
    let mut by_row: HashMap<(RowIndex, String), String> = HashMap::new();
    for Original { original, name, line } in &originals {
        by_row.insert((row(line.order), name.clone()), original.clone());
        written.entry(name.clone()).or_default();
    }
    let commands = if originals.is_empty() { &[] } else { commands };
    for unnamed in commands {
        let place = unnamed.planned.place();
        for (field, _) in &unnamed.kinds {
            let Some(name) = unnamed.fields.get(field).and_then(Value::as_str).map(comparable) else { continue };
            let Some(ways) = written.get_mut(&name) else { continue };
            let way = by_row.get(&(place, name.clone())).cloned().unwrap_or(name);
            if !ways.iter().any(|(known, _)| *known == way) {
                ways.push((way, format!("row {} of \"{}\"", place.2, unnamed.planned.file)));
            }
        }
    }
    let mut told: HashSet<(String, String)> = HashSet::new();
    let mut lines = Vec::new();
    for Original { original, name, mut line } in originals {
        let other = written.get(&name).and_then(|ways| ways.iter().find(|(way, _)| *way != original));
        let Some((_, other)) = other.filter(|_| told.insert((name.clone(), original.clone()))) else { continue };
        line.reason = format!(
            "is written {} and was taken for the same reference as in {other}, from which a reader cannot tell it: \
             correct one of the two if they are not the same",
            shown(&original),
        );
        lines.push(line);
    }
    lines
}

fn row((sheet, file, row, _): super::Order) -> RowIndex {
    (sheet, file, row)
}

/// The text in quotation marks, with what cannot be seen made visible.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match visible(c.encode_utf8(&mut [0; 4])).is_empty() {
            true => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
            false => shown.push(c),
        }
    }
    quoted([shown])
}
