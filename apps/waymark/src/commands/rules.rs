//! `waymark rules`: the hard rules, and every number that a rule, flag or measure uses on a day.

use std::io::Write;

use events::rule_table::{self, Figure, VERSION};
use events::telling::prose::{self, number};
use jiff::civil::Date;
use service_kit::Rule;
use waymark_http::rules_on;

use crate::cli::{self, RulesFormat};
use crate::{output, system};

/// Shows the rules and the figures in force on a day, each with its source.
///
/// # Errors
/// When the output cannot be written.
pub fn run(arguments: &cli::Rules, out: &mut impl Write) -> anyhow::Result<()> {
    let day = arguments.on.unwrap_or_else(system::today);
    match arguments.format {
        RulesFormat::Table => for_people(day, out),
        RulesFormat::Json => Ok(writeln!(out, "{:#}", rules_on(day))?),
    }
}

fn for_people(day: Date, out: &mut impl Write) -> anyhow::Result<()> {
    let figures = rule_table::all().filter_map(|figure| Some((figure, figure.row(day)?)));
    let rules = Rule::ALL.iter().map(|rule| vec![rule.name().to_owned(), rule.text().to_owned()]);
    output::table(&["rule", "demands"], rules, out)?;
    writeln!(out, "\nThe figures in force on {}, from version {VERSION} of the rule table:\n", prose::day(day))?;
    let mut sources: Vec<&str> = Vec::new();
    let rows: Vec<Vec<String>> = figures
        .map(|(figure, (since, value))| {
            let known = sources.iter().position(|source| *source == figure.source);
            let source = known.unwrap_or_else(|| {
                sources.push(figure.source);
                sources.len() - 1
            });
            let (since, source) = (begins(since).unwrap_or_default(), format!("[{}]", source + 1));
            vec![figure.rule.to_owned(), figure.meaning.to_owned(), said(figure, value), since, source]
        })
        .collect();
    output::table(&["for", "what it is", "value", "since", "source"], rows, out)?;
    writeln!(out)?;
    for (n, source) in sources.iter().enumerate() {
        writeln!(out, "[{}] {source}", n + 1)?;
    }
    Ok(())
}

/// The day from which it applies; nothing where it always did.
fn begins(since: Date) -> Option<String> {
    (since != Date::MIN).then(|| since.to_string())
}

fn said(figure: &Figure, value: i64) -> String {
    match (figure.unit, value) {
        (rule_table::YES_OR_NO, 0) => "no".to_owned(),
        (rule_table::YES_OR_NO, _) => "yes".to_owned(),
        (unit, 1) => format!("1 {}", unit.trim_end_matches('s')),
        (unit, value) => format!("{} {unit}", number(value.unsigned_abs())),
    }
}
