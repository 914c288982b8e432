//! What an import says at its end.

use std::io::Write;
use std::time::Instant;

use import::{FileRead, Report, Status};

use crate::cli;
use crate::output::{number, table};

/// How many lines of trouble are shown; the report has them all.
const SHOWN: usize = 20;

/// Says what was read, what became of it, and what somebody should look at.
///
/// # Errors
/// When it cannot be written.
pub(super) fn summary(
    report: &Report,
    arguments: &cli::Import,
    started: Instant,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let sum = |lines: fn(&FileRead) -> u64| number(report.files.iter().map(lines).sum());
    writeln!(
        out,
        "{}{} files, {} rows, {:.1} s; {} lines: {} heading, {} read, {} blank, {} unreadable",
        if arguments.dry_run { "Dry run, nothing was changed. " } else { "" },
        report.files.len(),
        sum(|read| read.rows),
        started.elapsed().as_secs_f32(),
        sum(FileRead::lines),
        sum(|read| read.heading),
        sum(|read| read.used),
        sum(|read| read.blank),
        sum(|read| read.unreadable),
    )?;
    let counts = report.counts();
    let rows = Status::ALL.iter().filter_map(|status| {
        let count = counts.get(status).copied()?;
        Some(vec![status.to_string(), number(count as u64)])
    });
    table(&["commands", "how many"], rows, out)?;
    let to_check = |line: &&import::ReportLine| line.status.is_trouble() || line.status == Status::Told;
    let troubles: Vec<_> = report.lines.iter().filter(to_check).collect();
    if !troubles.is_empty() {
        let row = |line: &&&import::ReportLine| {
            let place = line.row.map_or_else(|| line.sheet.to_string(), |row| format!("{} row {row}", line.sheet));
            let reason = match (line.column.is_empty(), line.value.is_empty()) {
                (true, _) => line.reason.clone(),
                (false, true) => format!("{}: {}", line.column, line.reason),
                (false, false) => format!("{} \"{}\": {}", line.column, line.value, line.reason),
            };
            vec![
                place,
                line.command.to_string(),
                line.status.to_string(),
                line.rule.clone().unwrap_or_default(),
                reason,
            ]
        };
        table(&["where", "command", "status", "rule", "why"], troubles.iter().take(SHOWN).map(|line| row(&line)), out)?;
    }
    if troubles.len() > SHOWN {
        writeln!(out, "… and {} more", number((troubles.len() - SHOWN) as u64))?;
    }
    match &arguments.report {
        Some(path) => writeln!(out, "Every row and command: {}", path.display())?,
        None if !troubles.is_empty() => {
            writeln!(out, "Every row and command, with corrections: add --report FILE.csv")?;
        }
        None => {}
    }
    Ok(())
}
