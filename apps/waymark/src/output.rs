//! Tables and progress for people.

use std::io::{IsTerminal as _, Write};
use std::time::Duration;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableComponent, Width, presets};
pub use events::telling::prose::number;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value as Json;

/// Writes a table that fits the terminal; wide cells are wrapped.
///
/// # Errors
/// When the output cannot be written.
pub fn table(
    headers: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_style(TableComponent::HeaderLines, '─').set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_width(u16::try_from(width()).unwrap_or(u16::MAX));
    table.set_header(headers);
    let mut words: Vec<usize> = headers.iter().map(|header| header.chars().count()).collect();
    for row in rows {
        for (longest, cell) in words.iter_mut().zip(&row) {
            let word = cell.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
            *longest = (*longest).max(word.min(UNBROKEN));
        }
        table.add_row(row);
    }
    for (column, longest) in table.column_iter_mut().zip(words) {
        // Cells are wrapped between words; neither a heading nor a date nor a reference is broken.
        let width = u16::try_from(longest + 2).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
    }
    writeln!(out, "{table}")?;
    Ok(())
}

/// How wide a table may be: as the terminal, or 120 where there is none.
#[must_use]
pub fn width() -> usize {
    let terminal = std::io::stdout().is_terminal().then(|| Table::new().width()).flatten();
    terminal.map_or(120, usize::from)
}

/// The longest word that is not broken: a reference, a date, a type, not yet an id.
const UNBROKEN: usize = 24;

/// A JSON value as CSV has it.
#[must_use]
pub fn plain(cell: &Json) -> String {
    match cell {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Json::Number(_) | Json::Array(_) | Json::Object(_) => cell.to_string(),
    }
}

/// A bar on standard error for long work; silent where nobody watches.
#[must_use]
pub fn progress(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar.with_message(what)
}
