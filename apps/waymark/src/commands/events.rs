//! `waymark events`: the log as CloudEvents, one JSON object a line.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{bail, ensure};
use event_journal::EmbeddedJournal;
use event_log::{Access, EventLog as _, SledLog};
use events::{EventType, Position, Subject, find_type};
use serde_json::value::RawValue;
use service_runtime::Naming;

use super::verify::whole;
use crate::cli::{self, Global};
use crate::client::{Client, escaped};
use crate::data_dir::DataDir;
use crate::node::{open_keys, open_log, runtime};
use crate::servers::Servers;
use crate::system;

/// How many events are read at a time.
const STEP: usize = 4096;
/// How often a server is asked for new events.
const POLL: Duration = Duration::from_millis(500);

/// What is asked for.
struct Wanted<'a> {
    /// By its id or its name.
    subject: Option<&'a str>,
    kind: Option<&'static EventType>,
}

/// Writes the events that are asked for; with `--follow`, goes on as they come.
///
/// # Errors
/// When the log or the server cannot be read, or the output cannot be written.
pub fn run(global: &Global, arguments: &cli::Events, out: &mut impl Write) -> anyhow::Result<()> {
    let wanted =
        Wanted { subject: arguments.subject.as_deref(), kind: arguments.kind.as_deref().map(find_type).transpose()? };
    let after = Position(arguments.after);
    match Servers::reading(global, &arguments.place)? {
        Some(servers) => from_server(servers.with_events()?, &wanted, after, arguments.follow, out),
        None if arguments.follow => {
            bail!(
                "only a running server has new events to follow: start it with `waymark up`, or name another with --server, such as http://127.0.0.1:7878"
            )
        }
        None => from_log(global, &wanted, after, out),
    }
}

fn from_log(global: &Global, wanted: &Wanted<'_>, mut after: Position, out: &mut impl Write) -> anyhow::Result<()> {
    let data = DataDir::open(&global.data)?;
    let log = Arc::new(open_log(&data, Access::Read)?);
    let head = log.head().position;
    ensure!(after <= head, "there is no position {after} yet: the last is {head}");
    if let Some(text) = wanted.subject {
        let history = log.history(&subject(text, &data, global, &log)?, Position::START)?;
        ensure!(
            !history.is_empty(),
            "nothing was recorded about \"{text}\": compare its spelling with the provider's register"
        );
        for stored in history.into_iter().filter(|stored| stored.position > after) {
            write_one(stored.position, &stored.leaf, wanted, out)?;
        }
        out.flush()?;
        return whole(&log);
    }
    loop {
        let batch = log.batch(after, STEP)?;
        if batch.is_empty() {
            out.flush()?;
            return whole(&log);
        }
        for (position, leaf, _) in batch.iter() {
            write_one(position, leaf, wanted, out)?;
        }
        after = batch.last();
    }
}

/// What a text names. Only a name needs the keys.
fn subject(text: &str, data: &DataDir, global: &Global, log: &Arc<SledLog>) -> anyhow::Result<Subject> {
    if let Ok(subject) = text.parse() {
        return Ok(subject);
    }
    let keys = open_keys(data, global, log.head().position)?;
    let journal = EmbeddedJournal::new(log.clone(), system::clock());
    Ok(runtime()?.block_on(Naming::new(&journal, &keys).subject(text, system::today()))?)
}

/// Writes an event with its position as one more member, if it is one of those that are wanted.
fn write_one(position: Position, leaf: &[u8], wanted: &Wanted<'_>, out: &mut impl Write) -> anyhow::Result<()> {
    if wanted.kind.is_some_and(|kind| !kind.is_of(leaf)) {
        return Ok(());
    }
    let leaf = std::str::from_utf8(leaf)?;
    // The canonical form is one object without white space: the position goes in at its end.
    let _: &RawValue = serde_json::from_str(leaf)?;
    let open = leaf.strip_suffix('}').unwrap_or(leaf);
    writeln!(out, "{open},\"position\":{position}}}")?;
    Ok(())
}

fn from_server(
    client: &Client,
    wanted: &Wanted<'_>,
    mut after: Position,
    follow: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut filters = String::new();
    if let Some(subject) = wanted.subject {
        filters.push_str(&format!("&subject={}", escaped(subject)));
    }
    if let Some(kind) = wanted.kind {
        filters.push_str(&format!("&type={}", escaped(&kind.full_name())));
    }
    loop {
        client.pages(format!("/v1/events?after={after}&limit=1000{filters}"), |page| {
            for event in page.as_array().into_iter().flatten() {
                writeln!(out, "{event}")?;
                after = event["position"].as_u64().map_or(after, Position).max(after);
            }
            Ok(out.flush()?)
        })?;
        if !follow {
            return Ok(());
        }
        std::thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use events::old_version;

    use super::*;

    #[test]
    fn a_type_is_found_in_every_version_and_written_as_it_stands() {
        let golden = "../../events/vocabulary/golden/waymark.coaching.hours-logged.v1.json";
        let newer = std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(golden)).unwrap();
        let written = |kind: &str, leaf: &[u8]| {
            let (mut out, kind) = (Vec::new(), find_type(kind).unwrap());
            write_one(Position(7), leaf, &Wanted { subject: None, kind: Some(kind) }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        for leaf in [old_version::of(&newer), newer] {
            let expected = String::from_utf8(leaf.clone()).unwrap();
            let expected = expected.strip_suffix('}').unwrap().to_owned() + ",\"position\":7}\n";
            assert_eq!(written("hours-logged", &leaf), expected);
            assert_eq!(written("hours-corrected", &leaf), "");
        }
    }
}
