//! References that a reader does not see as they are written. Two that are written differently and
//! have become the same may have been meant as two.

use std::collections::HashMap;

use events::visible;
use serde_json::Value;

use super::draft::Draft;
use super::planned::RowIndex;
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

impl Draft {
    /// Tells, of every way to write a reference, another row that writes it differently.
    pub(super) fn tell_originals(&mut self) {
        if self.originals.is_empty() {
            return;
        }
        let mut written: HashMap<String, Vec<(String, RowIndex, String)>> = HashMap::new();
        let mut by_row: HashMap<(RowIndex, String), String> = HashMap::new();
        for Original { original, name, line } in &self.originals {
            by_row.insert((row(line.order), name.clone()), original.clone());
            written.entry(name.clone()).or_default();
        }
        for unnamed in &self.commands {
            let place = unnamed.planned.place();
            for (field, _) in &unnamed.kinds {
                let Some(name) = unnamed.fields.get(field).and_then(Value::as_str).map(comparable) else { continue };
                let Some(ways) = written.get_mut(&name) else { continue };
                let way = by_row.get(&(place, name.clone())).cloned().unwrap_or(name);
                if !ways.iter().any(|(known, ..)| *known == way) {
                    let at = format!("row {} of \"{}\"", place.2, unnamed.planned.file);
                    ways.push((way, place, at));
                }
            }
        }
        let mut told: Vec<(String, String)> = Vec::new();
        for Original { original, name, mut line } in std::mem::take(&mut self.originals) {
            let other = written.get(&name).and_then(|ways| ways.iter().find(|(way, ..)| *way != original));
            let Some((_, _, other)) = other.filter(|_| !told.contains(&(name.clone(), original.clone()))) else {
                continue;
            };
            line.reason = format!(
                "is written {} and was taken for the same reference as in {other}, from which a reader cannot tell it: \
                 correct one of the two if they are not the same",
                shown(&original)
            );
            self.plan.lines.push(line);
            told.push((name, original));
        }
    }
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
