//! The hard rules and the figures in force on a day, as JSON. The command line writes the same.

use events::rule_table::{self, Figure, VERSION};
use jiff::civil::Date;
use serde_json::{Value, json};
use service_kit::Rule;

/// The rules, and the figures that were in force on a day, each with its source.
#[must_use]
pub fn rules_on(day: Date) -> Value {
    let rules: Vec<Value> = Rule::ALL.iter().map(|rule| json!({ "rule": rule, "demands": rule.text() })).collect();
    let figures = rule_table::all().filter_map(|figure| Some(in_force(figure, figure.row(day)?)));
    json!({ "version": VERSION, "on": day, "rules": rules, "figures": figures.collect::<Vec<_>>() })
}

fn in_force(figure: &Figure, (since, value): (Date, i64)) -> Value {
    let Figure { name, rule, unit, meaning, source, .. } = figure;
    let since = (since != Date::MIN).then_some(since);
    json!({
        "name": name, "for": rule, "value": value, "unit": unit, "since": since, "meaning": meaning, "source": source,
    })
}
