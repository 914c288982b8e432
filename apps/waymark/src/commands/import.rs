//! `waymark import`: a provider's spreadsheets become commands.

mod summary;

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, bail};
use event_journal::{EmbeddedJournal, Journal};
use event_keys::Keystore;
use event_log::{Access, EventLog as _, MemoryLog};
use import::{Draft, Mapping, Outcome, Report};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::cli::{self, Global};
use crate::copying::LogSource;
use crate::data_dir::{DataDir, DataDirError};
use crate::intake::{Direct, Ended, Gateway, Rehearsed, Remote, known, send_all};
use crate::node::{Node, alone, open_keys, open_log};
use crate::output::progress;
use crate::private_file::PrivateFile;
use crate::servers::Servers;
use crate::stopping::{INTERRUPTED, Interrupt};
use crate::{read_side, services, system};
use summary::summary;

/// Imports the sheets. The exit status is 0 only if every row was taken as it stands.
///
/// # Errors
/// When the mapping, the files, the data or the server are not as they should be.
pub fn run(global: &Global, arguments: &cli::Import, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let interrupt = Interrupt::listen(&runtime)?;
    let ended = import(&runtime, &interrupt, global, arguments, out);
    // where it was stopped, sheets may still be read
    runtime.shutdown_background();
    ended
}

fn import(
    runtime: &Runtime,
    interrupt: &Interrupt,
    global: &Global,
    arguments: &cli::Import,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    // Before anything is sent: what happened must not go untold.
    let report_file =
        arguments.report.as_deref().map(|path| PrivateFile::create(path).with_context(|| failed(path))).transpose()?;
    let asked = arguments.clone();
    let drafting = runtime.spawn_blocking(move || draft(&asked));
    let draft = runtime.block_on(interrupt.or(drafting)).transpose().context("reading the sheets broke off")?;
    let Some(draft) = draft.transpose()? else { return stopped(out) };
    let sent = match (Servers::of(&arguments.place), arguments.dry_run) {
        (Some(_), true) => bail!("a dry run looks at a data directory: leave out --server, or leave out --dry-run"),
        (Some(servers), false) => {
            let remote = Remote::of(&servers, draft.commands(), import_id()?)?;
            runtime.block_on(send(draft, Arc::new(remote), interrupt))?
        }
        (None, true) => runtime.block_on(send(draft, Arc::new(rehearsal(global)?), interrupt))?,
        (None, false) => {
            let node = Node::open_or_create(global)?;
            let sent = runtime.block_on(send(draft, Arc::new(direct(&node)?), interrupt))?;
            read_side::catch_up(runtime, &node)?;
            sent
        }
    };
    let Some((report, ended)) = sent else { return stopped(out) };
    if let (Some(path), Some(file)) = (&arguments.report, report_file) {
        file.finish(|to| report.write_csv(to).map_err(io::Error::from)).with_context(|| failed(path))?;
    }
    summary(&report, arguments, started, out)?;
    match ended {
        Ended::Failed(error) => {
            Err(error.context("the import was broken off; run it again, what went in is found there"))
        }
        Ended::Stopped => {
            writeln!(out, "Stopped. What went in is safe; run it again for the rest.")?;
            Ok(ExitCode::from(INTERRUPTED))
        }
        Ended::Whole if report.is_clean() => Ok(ExitCode::SUCCESS),
        Ended::Whole => Ok(ExitCode::FAILURE),
    }
}

fn failed(path: &Path) -> String {
    format!("could not write the report {}", path.display())
}

fn stopped(out: &mut impl Write) -> anyhow::Result<ExitCode> {
    writeln!(out, "Stopped. Nothing was sent.")?;
    Ok(ExitCode::from(INTERRUPTED))
}

fn draft(arguments: &cli::Import) -> anyhow::Result<Draft> {
    let path = &arguments.mapping;
    let text = fs::read_to_string(path).with_context(|| format!("could not read the mapping {}", path.display()))?;
    let commands: Vec<_> = services::command_types().copied().collect();
    let mapping = Mapping::read(&text, &commands).with_context(|| format!("in {}", path.display()))?;
    Ok(mapping.plan(&arguments.dir, system::today())?)
}

pub(super) fn direct(node: &Node) -> anyhow::Result<Direct> {
    Direct::new(node.services.clone(), node.journal.clone(), node.keys.clone(), system::today(), import_id()?)
}

pub(super) fn import_id() -> anyhow::Result<Uuid> {
    let mut id = [0; 16];
    system::entropy()(&mut id)?;
    Ok(uuid::Builder::from_random_bytes(id).into_uuid())
}

/// Sends what the plan holds, until somebody asks to stop. However it ended, the report says how
/// far it came; there is none if nothing was sent yet.
async fn send(
    draft: Draft,
    gateway: Arc<impl Gateway>,
    interrupt: &Interrupt,
) -> anyhow::Result<Option<(Report, Ended)>> {
    let (mut refused, mut accepted, mut sent) = (HashSet::new(), HashSet::new(), None);
    let (mut report, mut ended) = loop {
        let planned = async {
            let of_all = gateway.clone().of_all().await?;
            let mut plan = draft.clone().without(&refused).named(&of_all, &*gateway).await?;
            let known = known(&gateway, &plan, of_all).await?;
            plan.compare(known, &*gateway).await?;
            anyhow::Ok(plan)
        };
        let Some(plan) = interrupt.or(planned).await.transpose()? else { return Ok(sent) };
        let bar = progress(plan.commands.len() as u64, "importing");
        let (mut outcomes, ended) = send_all(&gateway, &plan.commands, &bar, interrupt.asked()).await;
        bar.finish_and_clear();
        Outcome::keep_accepted(&mut outcomes, &mut accepted);
        let more = plan.held_for_nothing(&outcomes);
        let report = plan.report(outcomes);
        if more.is_empty() || !matches!(ended, Ended::Whole) {
            break (report, ended);
        }
        refused.extend(more);
        sent = Some((report, Ended::Stopped));
    };
    if matches!(ended, Ended::Whole) {
        let mut rehearsed = Rehearsed::over(&gateway);
        match interrupt.or(report.find_corrections(&mut rehearsed)).await {
            Some(found) => found?,
            None => ended = Ended::Stopped,
        }
    }
    Ok(Some((report, ended)))
}

/// The services on a copy of the data in memory: what they decide is forgotten.
pub(super) fn rehearsal(global: &Global) -> anyhow::Result<Direct> {
    let log = MemoryLog::new();
    let keys = match DataDir::open(&global.data) {
        Ok(data) => {
            alone(&data)?;
            LogSource::Log(Box::new(open_log(&data, Access::Write)?)).copy_into(&log, "copying the log")?;
            open_keys(&data, global, log.head().position)?.rehearsal()
        }
        Err(DataDirError::Missing(_) | DataDirError::Unfinished(_)) => Keystore::forgetful(system::entropy()),
        Err(error) => return Err(error.into()),
    };
    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(Arc::new(log), system::clock()));
    let keys = Arc::new(keys);
    let services = services::all(&journal, &keys);
    Direct::new(services, journal, keys, system::today(), Uuid::nil())
}
