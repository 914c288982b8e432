//! A simulated year as spreadsheets: a sheet for each command, a column for each field.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use events::DeploymentSecret;
use serde_json::Value;
use simulation::{Scale, year};
use waymark::services::command_types;

/// Writes the sheets of a year with so many interns, all of one provider. Returns their mapping.
pub(crate) fn write(dir: &Path, interns: u32) -> String {
    fs::create_dir_all(dir).unwrap();
    // In the order in which they are first mentioned: starts stand before ends.
    let mut sheets: Vec<(String, Vec<BTreeMap<String, String>>)> = Vec::new();
    for (number, step) in year(Scale { interns, years: 1, seed: 2 }, 0, &DeploymentSecret::PUBLISHED, command_types())
        .into_iter()
        .enumerate()
    {
        // The provider is the mapping's; a correction names an event, which a sheet cannot.
        let names_an_event = step.command == "coaching.correct-hours" || step.command.ends_with(".enter-in-error");
        if step.command == "referrals.register-provider" || names_an_event {
            continue;
        }
        let fields: serde_json::Map<String, Value> = serde_json::from_str(&step.json).unwrap();
        let cells = fields.into_iter().filter(|(name, _)| name != "provider").map(|(name, value)| (name, cell(&value)));
        let mut row: BTreeMap<_, _> = cells.collect();
        row.insert("nr".into(), number.to_string());
        match sheets.iter_mut().find(|(command, _)| *command == step.command) {
            Some((_, rows)) => rows.push(row),
            None => sheets.push((step.command.into_owned(), vec![row])),
        }
    }
    let mut mapping = String::from(
        "[provider]\nukprn = \"10000001\"\nname = \"Simulated College\"\n\n\
         [formats]\ndates = [\"%Y-%m-%d\"]\ndurations = [\"minutes\"]\nmoney = \"pence\"\nyes = [\"true\"]\nno = [\"false\"]\n",
    );
    for (command, rows) in sheets {
        let columns: BTreeSet<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
        let mut writer = csv::Writer::from_path(dir.join(format!("{command}.csv"))).unwrap();
        writer.write_record(&columns).unwrap();
        for row in &rows {
            writer.write_record(columns.iter().map(|column| row.get(*column).map_or("", String::as_str))).unwrap();
        }
        writer.flush().unwrap();
        let _ = write!(
            mapping,
            "\n[[sheet]]\nname = \"{command}\"\nfile = \"{command}.csv\"\n\n[[sheet.command]]\ndo = \"{command}\"\nkey = [\"nr\"]\n[sheet.command.fields]\n"
        );
        for column in columns.into_iter().filter(|column| *column != "nr") {
            let _ = writeln!(mapping, "{column} = \"{column}\"");
        }
    }
    mapping
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
