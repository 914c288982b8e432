//! `waymark import`: a provider's spreadsheets become commands.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, bail};
use event_journal::{EmbeddedJournal, Journal};
use event_keys::Keystore;
use event_log::{Access, Entry, EventLog, MemoryLog};
use events::{Position, Recorded};
use import::{Draft, FileRead, Mapping, Report, Status};
use uuid::Uuid;

use crate::cli::{self, Global};
use crate::data_dir::{DataDir, DataDirError};
use crate::intake::{Direct, Ended, Gateway, Rehearsed, Remote, known, send_all};
use crate::node::{Node, alone, open_keys, open_log};
use crate::output::{number, progress, table};
use crate::servers::Servers;
use crate::stopping::signals;
use crate::{read_side, rim, services};

/// How many lines of trouble are shown; the report has them all.
const SHOWN: usize = 20;

/// The exit status of an import that somebody stopped: as shells give it for Ctrl-C.
const STOPPED: u8 = 130;

/// Imports the sheets. The exit status is 0 only if every row was taken as it stands.
///
/// # Errors
/// When the mapping, the files, the data or the server are not as they should be.
pub fn run(global: &Global, arguments: &cli::Import, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let draft = draft(arguments)?;
    // Before anything is sent: what happened must not go untold.
    let report_file = match arguments.report.as_deref() {
        Some(path) => Some((path, create(path)?)),
        None => None,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (report, ended) = match (Servers::of(&arguments.place), arguments.dry_run) {
        (Some(_), true) => bail!("a dry run looks at a data directory: leave out --server, or leave out --dry-run"),
        (Some(servers), false) => {
            let remote = Remote::of(&servers, &draft, import_id()?)?;
            runtime.block_on(send(draft, Arc::new(remote)))
        }
        (None, true) => runtime.block_on(send(draft, Arc::new(rehearsal(global)?))),
        (None, false) => {
            let node = Node::open_or_create(global)?;
            let outcome = runtime.block_on(send(draft, Arc::new(direct(&node)?)));
            read_side::catch_up(&runtime, &node)?;
            outcome
        }
    }?;
    if let Some((path, file)) = report_file {
        report.write_csv(BufWriter::new(file)).with_context(|| format!("could not write {}", path.display()))?;
    }
    summary(&report, arguments, started, out)?;
    match ended {
        Ended::Failed(error) => {
            Err(error.context("the import was broken off; run it again, what went in is found there"))
        }
        Ended::Stopped => {
            writeln!(out, "Stopped. What went in is safe; run it again for the rest.")?;
            Ok(ExitCode::from(STOPPED))
        }
        Ended::Whole if report.is_clean() => Ok(ExitCode::SUCCESS),
        Ended::Whole => Ok(ExitCode::FAILURE),
    }
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("could not write the report {}", path.display()))
}

fn draft(arguments: &cli::Import) -> anyhow::Result<Draft> {
    let path = &arguments.mapping;
    let text = fs::read_to_string(path).with_context(|| format!("could not read the mapping {}", path.display()))?;
    let commands: Vec<_> = services::command_types().copied().collect();
    let mapping = Mapping::read(&text, &commands).with_context(|| format!("in {}", path.display()))?;
    Ok(mapping.plan(&arguments.dir, rim::today())?)
}

fn direct(node: &Node) -> anyhow::Result<Direct> {
    Direct::new(node.services.clone(), node.journal.clone(), node.keys.clone(), rim::today(), import_id()?)
}

fn import_id() -> anyhow::Result<Uuid> {
    let mut id = [0; 16];
    rim::entropy()(&mut id)?;
    Ok(uuid::Builder::from_random_bytes(id).into_uuid())
}

/// Sends what the plan holds, until somebody asks to stop. However it ended, the report says how
/// far it came.
async fn send(draft: Draft, gateway: Arc<impl Gateway>) -> anyhow::Result<(Report, Ended)> {
    let of_all = gateway.clone().of_all().await?;
    let mut plan = draft.named(&of_all, &*gateway).await?;
    let known = known(&gateway, &plan, of_all).await?;
    plan.compare(known, &*gateway).await?;
    let bar = progress(plan.commands.len() as u64, "importing");
    let (outcomes, ended) = send_all(&gateway, &plan.commands, &bar, signals()?).await;
    bar.finish_and_clear();
    let mut report = plan.report(outcomes);
    if matches!(ended, Ended::Whole) {
        report.find_corrections(&mut Rehearsed::over(&gateway)).await?;
    }
    Ok((report, ended))
}

/// The services on a copy of the data in memory: what they decide is forgotten.
fn rehearsal(global: &Global) -> anyhow::Result<Direct> {
    let log = MemoryLog::new();
    let keys = match DataDir::open(&global.data) {
        Ok(data) => {
            alone(&data)?;
            copy(&open_log(&data, Access::Write)?, &log)?;
            open_keys(&data, global, log.head().position)?.rehearsal()
        }
        Err(DataDirError::Missing(_) | DataDirError::Unfinished(_)) => Keystore::forgetful(rim::entropy()),
        Err(error) => return Err(error.into()),
    };
    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(Arc::new(log), rim::clock()));
    let keys = Arc::new(keys);
    let services = services::all(&journal, &keys);
    Direct::new(services, journal, keys, rim::today(), Uuid::nil())
}

fn copy(from: &impl EventLog, to: &impl EventLog) -> anyhow::Result<()> {
    let mut after = Position::START;
    loop {
        let batch = from.batch(after, 4096)?;
        if batch.is_empty() {
            return Ok(());
        }
        for (position, leaf, sealed) in batch.iter() {
            let event = Recorded::decode(position, leaf)?.event;
            let entry = Entry::new(event.id, event.subject, leaf.to_vec(), sealed.map(<[u8]>::to_vec));
            to.append(entry, to.last(&event.subject)).wait()?;
        }
        after = batch.last();
    }
}

fn summary(report: &Report, arguments: &cli::Import, started: Instant, out: &mut impl Write) -> anyhow::Result<()> {
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
