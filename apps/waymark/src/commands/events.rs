//! `waymark events`: the log as CloudEvents, one JSON object a line.

use std::io::Write;
use std::time::Duration;

use anyhow::bail;
use event_log::{Access, EventLog as _};
use events::{EventType, Position, Subject, find_type};
use serde_json::value::RawValue;

use super::verify::whole;
use crate::cli::{self, Global};
use crate::client::{Client, escaped};
use crate::data_dir::DataDir;
use crate::node::open_log;
use crate::servers::Servers;

/// How many events are read at a time.
const STEP: usize = 4096;
/// How often a server is asked for new events.
const POLL: Duration = Duration::from_millis(500);

/// What is asked for.
struct Wanted {
    subject: Option<Subject>,
    kind: Option<&'static EventType>,
}

/// Writes the events that are asked for; with `--follow`, goes on as they come.
///
/// # Errors
/// When the log or the server cannot be read, or the output cannot be written.
pub fn run(global: &Global, arguments: &cli::Events, out: &mut impl Write) -> anyhow::Result<()> {
    let wanted = Wanted {
        subject: arguments.subject.as_deref().map(str::parse).transpose()?,
        kind: arguments.kind.as_deref().map(find_type).transpose()?,
    };
    let after = Position(arguments.after);
    match Servers::of(&arguments.place) {
        Some(servers) => from_server(servers.with_events()?, &wanted, after, arguments.follow, out),
        None if arguments.follow => {
            bail!(
                "only a running server has new events to follow: name it with --server, such as http://127.0.0.1:7878"
            )
        }
        None => from_log(global, &wanted, after, out),
    }
}

fn from_log(global: &Global, wanted: &Wanted, mut after: Position, out: &mut impl Write) -> anyhow::Result<()> {
    let log = open_log(&DataDir::open(&global.data)?, Access::Read)?;
    if let Some(subject) = &wanted.subject {
        for stored in log.history(subject, after)? {
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

/// Writes an event with its position as one more member, if it is one of those that are wanted.
fn write_one(position: Position, leaf: &[u8], wanted: &Wanted, out: &mut impl Write) -> anyhow::Result<()> {
    if wanted.kind.is_some_and(|kind| !kind.is_of(leaf)) {
        return Ok(());
    }
    let leaf = std::str::from_utf8(leaf)?;
    if let Some(subject) = wanted.subject
        && !leaf.contains(&format!("\"subject\":\"{subject}\""))
    {
        return Ok(());
    }
    // The canonical form is one object without white space: the position goes in at its end.
    let _: &RawValue = serde_json::from_str(leaf)?;
    let open = leaf.strip_suffix('}').unwrap_or(leaf);
    writeln!(out, "{open},\"position\":{position}}}")?;
    Ok(())
}

fn from_server(
    client: &Client,
    wanted: &Wanted,
    mut after: Position,
    follow: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut filters = String::new();
    if let Some(subject) = wanted.subject {
        filters.push_str(&format!("&subject={}", escaped(&subject.to_string())));
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
