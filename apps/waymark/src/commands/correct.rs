//! `waymark correct`: what an import's report proposes is done.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use import::{CorrectionStep, Outcome, Status};
use service_kit::CommandType;

use super::import::{direct, import_id, rehearsal};
use crate::cli::{self, Global};
use crate::intake::{Gateway, Remote, Sent};
use crate::node::Node;
use crate::output::{number, table};
use crate::servers::Servers;
use crate::stopping::{INTERRUPTED, Interrupt};
use crate::{read_side, services};

/// What one line of a report proposes.
struct Correction {
    /// `Coach timesheets, row 4`.
    place: String,
    /// What it says before its commands.
    notes: Vec<String>,
    steps: Vec<CorrectionStep>,
    /// Whether the sheets are to be imported again afterwards.
    again: bool,
    /// Whether it takes back what no row of the sheets says any more.
    is_missing: bool,
}

/// Sends the corrections of a report, in its order. What is missing from the sheets is taken back only if that is
/// asked for: sheets are cut down for many good reasons. The exit status is 0 only if none was refused.
///
/// # Errors
/// When the report cannot be read, or the data or the server are not as they should be.
pub fn run(global: &Global, arguments: &cli::Correct, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let interrupt = Interrupt::listen(&runtime)?;
    let path = &arguments.report;
    let proposed = read(path).with_context(|| format!("in {}", path.display()))?;
    let (left, corrections): (Vec<_>, Vec<_>) =
        proposed.into_iter().partition(|correction| correction.is_missing && !arguments.missing);
    if corrections.is_empty() && left.is_empty() {
        writeln!(out, "{} proposes nothing.", path.display())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut done = Done::default();
    let sent = match (Servers::of(&arguments.place), arguments.dry_run) {
        _ if corrections.is_empty() => Ok(()),
        (Some(_), true) => bail!("a dry run looks at a data directory: leave out --server, or leave out --dry-run"),
        (Some(servers), false) => {
            let commands = corrections.iter().flat_map(|correction| &correction.steps).map(command);
            let commands: Vec<_> = commands.collect::<anyhow::Result<_>>()?;
            let remote = Remote::of(&servers, commands.into_iter(), import_id()?)?;
            runtime.block_on(done.through(corrections, &Arc::new(remote), &interrupt))
        }
        (None, true) => runtime.block_on(done.through(corrections, &Arc::new(rehearsal(global)?), &interrupt)),
        (None, false) => {
            let node = Node::open(global)?;
            let sent = runtime.block_on(done.through(corrections, &Arc::new(direct(&node)?), &interrupt));
            sent.and(read_side::catch_up(&runtime, &node))
        }
    };
    left.iter().for_each(|correction| done.leave(correction));
    if arguments.dry_run {
        writeln!(out, "Dry run, nothing was changed. This would happen:")?;
    }
    table(&["for", "what", "result"], done.rows, out)?;
    writeln!(out, "{} done, {} done before, {} refused", number(done.new), number(done.before), number(done.refused))?;
    if let Some(told) = left_out(left.len()) {
        writeln!(out, "{told}")?;
    }
    sent.context("the corrections were broken off; run it again, what was done is found there")?;
    if done.again && !arguments.dry_run {
        writeln!(
            out,
            "Now import the sheets again: what was taken back to make room is recorded as the rows say today."
        )?;
    }
    Ok(match (interrupt.is_asked(), done.refused) {
        (true, _) => ExitCode::from(INTERRUPTED),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    })
}

/// What is said of rows that were not asked for.
fn left_out(rows: usize) -> Option<String> {
    match rows {
        0 => None,
        1 => Some("1 row is no longer in the sheets; --missing takes it back too".to_owned()),
        rows => {
            let rows = number(rows as u64);
            Some(format!("{rows} rows are no longer in the sheets; --missing takes them back too"))
        }
    }
}

/// What a report proposes.
fn read(path: &Path) -> anyhow::Result<Vec<Correction>> {
    let mut reader = csv::Reader::from_path(path).context("could not read the report")?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        let found = headers.iter().position(|header| header == name);
        found
            .ok_or_else(|| anyhow!("there is no column \"{name}\": name a report that `waymark import --report` wrote"))
    };
    let (sheet, row, status, correction) = (column("sheet")?, column("row")?, column("status")?, column("correction")?);
    let mut corrections = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |place: usize| events::unguarded(record.get(place).unwrap_or_default());
        let place = match cell(row) {
            "" => cell(sheet).to_owned(),
            row => format!("{}, row {row}", cell(sheet)),
        };
        let (mut notes, mut steps, mut again) = (Vec::new(), Vec::new(), false);
        for line in cell(correction).lines() {
            match CorrectionStep::read(line).with_context(|| place.clone())? {
                Some(step) => steps.push(step),
                None if line == "then import again" => again = true,
                None => notes.push(line.to_owned()),
            }
        }
        if !steps.is_empty() {
            let is_missing = cell(status) == Status::Gone.as_str();
            corrections.push(Correction { place, notes, steps, again, is_missing });
        }
    }
    Ok(corrections)
}

fn command(step: &CorrectionStep) -> anyhow::Result<&'static CommandType> {
    let found = services::command_types().find(|known| known.context == step.context && known.name == step.name);
    found.with_context(|| format!("there is no command {}.{}", step.context, step.name))
}

/// What was done.
#[derive(Default)]
struct Done {
    rows: Vec<Vec<String>>,
    new: u64,
    before: u64,
    refused: u64,
    /// Whether something made room for rows that the next import records.
    again: bool,
}

impl Done {
    /// Sends them one after the other. Of a correction of which a step is refused, the rest is not sent.
    async fn through<G: Gateway>(
        &mut self,
        corrections: Vec<Correction>,
        gateway: &Arc<G>,
        interrupt: &Interrupt,
    ) -> anyhow::Result<()> {
        self.send(corrections, |sent| gateway.clone().send(sent), || interrupt.is_asked()).await
    }

    async fn send<F: Future<Output = anyhow::Result<Outcome>>>(
        &mut self,
        corrections: Vec<Correction>,
        send: impl Fn(Sent) -> F,
        is_asked_to_stop: impl Fn() -> bool,
    ) -> anyhow::Result<()> {
        // Steps that several corrections share are sent once, and count for all of them.
        let mut sent: HashMap<String, bool> = HashMap::new();
        for Correction { place, notes, steps, again, is_missing: _ } in corrections {
            for note in notes {
                self.say(&place, note, String::new());
            }
            let mut stands = true;
            for step in steps {
                if !stands || is_asked_to_stop() {
                    self.say(&place, step.about, "not sent".to_owned());
                    continue;
                }
                if let Some(done) = sent.get(&step.key) {
                    stands = *done;
                    continue;
                }
                // only what stands for a row is known by it
                let origin = step.key.starts_with("import/").then(|| place.clone());
                let CorrectionStep { context, name, key, json, about } = step;
                let outcome = send(Sent { context, name, key: key.clone(), json, origin }).await?;
                let (told, count, done) = match outcome {
                    Outcome::Accepted { position, .. } => {
                        self.again |= again;
                        (format!("done, at {}", position.0), &mut self.new, true)
                    }
                    Outcome::AlreadyThere { .. } => ("done before".to_owned(), &mut self.before, true),
                    Outcome::Refused { reason, .. } => (format!("refused: {reason}"), &mut self.refused, false),
                    Outcome::Unreadable(reason) => (format!("unreadable: {reason}"), &mut self.refused, false),
                    Outcome::Changed { .. } => {
                        ("refused: its key stands for another command".to_owned(), &mut self.refused, false)
                    }
                };
                *count += 1;
                stands = done;
                sent.insert(key, done);
                self.say(&place, about, told);
            }
        }
        Ok(())
    }

    /// Names what is not taken back, by its last step: those before make way for it.
    fn leave(&mut self, left: &Correction) {
        let what = left.steps.last().map(|step| step.about.clone()).unwrap_or_default();
        self.say(&left.place, what, "left".to_owned());
    }

    fn say(&mut self, place: &str, what: String, result: String) {
        self.rows.push(vec![place.to_owned(), what, result]);
    }
}

#[cfg(test)]
mod tests {
    use events::{EventId, Position};

    use super::*;

    fn correction(place: &str, keys: &[&str]) -> Correction {
        let step = |key: &&str| CorrectionStep {
            context: "coaching".to_owned(),
            name: "enter-in-error".to_owned(),
            key: (*key).to_owned(),
            json: "{}".to_owned(),
            about: format!("{place}: {key}"),
        };
        let steps = keys.iter().map(step).collect();
        Correction { place: place.to_owned(), notes: Vec::new(), steps, again: true, is_missing: false }
    }

    fn refused() -> Outcome {
        Outcome::Refused { rule: None, code: "paid".to_owned(), reason: "a paid claim depends on it".to_owned() }
    }

    fn accepted() -> Outcome {
        Outcome::Accepted { event: EventId(uuid::Uuid::from_u128(1)), position: Position(7) }
    }

    #[tokio::test]
    async fn a_step_that_two_corrections_share_is_sent_once_and_refused_for_both() {
        for (outcome, replaced) in [(refused as fn() -> Outcome, "not sent"), (accepted, "done, at 7")] {
            let mut done = Done::default();
            let sent = std::sync::Mutex::new(Vec::new());
            let send = |command: Sent| {
                let of_this = if command.key == "take-back" { outcome() } else { accepted() };
                sent.lock().unwrap().push(command.key);
                std::future::ready(Ok(of_this))
            };
            let both = vec![correction("one", &["take-back", "again-1"]), correction("two", &["take-back", "again-2"])];
            done.send(both, send, || false).await.unwrap();
            let results: Vec<_> = done.rows.iter().filter(|row| row[1].contains("again")).map(|row| &row[2]).collect();
            assert_eq!(results, [replaced, replaced], "{:?}", done.rows);
            let shared = sent.lock().unwrap().iter().filter(|key| *key == "take-back").count();
            assert_eq!(shared, 1);
            assert_eq!(done.again, done.new > 0, "import again only if something was done");
        }
    }
}
