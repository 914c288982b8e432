//! `waymark verify`: walks the whole log and says what was checked, or where it breaks.

mod tables;
mod written_down;

use std::io::Write;

use anyhow::{Context as _, bail, ensure};
use event_keys::{Keystore, Opened};
use event_log::{EventLog as _, SledLog};
use events::{DecodeError, Event, Position, Recorded};
use tokio::runtime::Runtime;

use self::written_down::WrittenDown;
use crate::cli::{Global, Verify};
use crate::data_dir::DataDir;
use crate::node::{open_keys, open_log, runtime};
use crate::output::{number, progress};
use crate::running::RunningServer;

/// How many positions are named.
const NAMED: usize = 12;

/// Checks the log, then that every event in it can be read, and what is sealed in it opened; and as asked,
/// that its tree grew from one that was written down, and that the tables are what it gives.
///
/// # Errors
/// With the first position that cannot be trusted, or the first whose sealed content cannot be opened;
/// where the tree is another, or the first difference of each table.
pub fn run(global: &Global, arguments: &Verify, out: &mut impl Write) -> anyhow::Result<()> {
    let mut written_down = WrittenDown::of(arguments)?;
    let data = DataDir::open(&global.data)?;
    ensure!(
        !arguments.tables || !data.is_node(),
        "{} belongs to a process of a cluster and has no tables: leave out --tables",
        data.path().display()
    );
    if let Some(server) = RunningServer::on(&data)? {
        bail!(
            "{} is in use by the server at {}: verify a copy, which `waymark backup COPY` and `waymark --data OTHER restore COPY` make while it runs, or stop it first",
            data.path().display(),
            server.url
        );
    }
    let log = open_log(&data, event_log::Access::Read)?;
    let head = log.head();
    let bar = progress(head.position.0 * 2, "verifying");
    let verified = log.verify(&mut |position| bar.set_position(position.0))?;
    let mut contents = Contents::of(&data, global, head.position)?;
    let (mut after, mut newer) = (Position::START, Vec::new());
    loop {
        let batch = log.batch(after, 8192)?;
        if batch.is_empty() {
            break;
        }
        for (position, leaf, beside) in batch.iter() {
            written_down.push(position, leaf);
            events::Sealed::check(leaf, beside).with_context(|| {
                format!("the event at position {position} cannot be trusted: put the log back from a copy")
            })?;
            match Recorded::decode(position, leaf) {
                Ok(recorded) => contents.check(position, recorded.event, beside)?,
                // As bytes it is whole.
                Err(DecodeError::Newer { .. }) => newer.push(position),
                Err(damaged) => return Err(damaged.into()),
            }
        }
        after = batch.last();
        bar.set_position(head.position.0 + after.0);
    }
    bar.finish_and_clear();
    writeln!(
        out,
        "{}\n\
         {events} events about {subjects} subjects in {blocks} blocks: positions dense, blocks chained, every event hashed, read and as it was appended\n\
         {sealed}\n\
         tree size {size}, root {root}",
        if log.damage().is_some() {
            "What can be read is in order, but the log is damaged after it."
        } else {
            "The log is whole."
        },
        events = number(verified.head.position.0),
        subjects = number(verified.subjects),
        blocks = number(verified.blocks),
        sealed = contents.told(),
        size = verified.head.position,
        root = verified.head.root,
    )?;
    if !newer.is_empty() {
        writeln!(
            out,
            "a newer release of waymark wrote what is at {}: checked as bytes, and not read; verify with that release",
            positions(&newer)
        )?;
    }
    let written_down = written_down.compare(head.position, out);
    whole(&log)?;
    contents.whole()?;
    written_down?;
    drop(log);
    if arguments.tables { tables::compare_all(global, out) } else { Ok(()) }
}

/// Says so when there is more, or was, than can be read.
///
/// # Errors
/// With the first position that cannot be read.
pub fn whole(log: &SledLog) -> anyhow::Result<()> {
    log.damage().map_or(Ok(()), |damage| Err(damage.clone().into()))
}

/// What is sealed in the log, and whether it can be opened.
struct Contents {
    /// The error says why nothing can be opened.
    keys: anyhow::Result<Keystore>,
    /// The keys are not expected here: a cluster's nodes share theirs.
    elsewhere: bool,
    runtime: Runtime,
    sealed: u64,
    opened: u64,
    erased: u64,
    no_key: Vec<Position>,
    broken: Vec<Position>,
}

impl Contents {
    fn of(data: &DataDir, global: &Global, head: Position) -> anyhow::Result<Self> {
        let elsewhere = data.is_node();
        let keys = match head {
            Position::START => Err(anyhow::anyhow!("there is nothing to open")),
            _ if elsewhere => Err(anyhow::anyhow!("the keys are in the cluster")),
            head => open_keys(data, global, head),
        };
        Ok(Self {
            keys,
            elsewhere,
            runtime: runtime()?,
            sealed: 0,
            opened: 0,
            erased: 0,
            no_key: Vec::new(),
            broken: Vec::new(),
        })
    }

    fn check(&mut self, position: Position, mut event: Event, beside: Option<&[u8]>) -> anyhow::Result<()> {
        let bytes = match (event.sealed.is_empty(), beside) {
            (true, None) => return Ok(()),
            (_, Some(bytes)) => bytes,
            (false, None) => {
                bail!("the event at position {position} has lost its sealed content: put the log back from a copy")
            }
        };
        self.sealed += 1;
        let Ok(keys) = &self.keys else { return Ok(()) };
        match self.runtime.block_on(keys.open_event(&mut event, Some(bytes)))? {
            Opened::Open => self.opened += 1,
            Opened::Erased => self.erased += 1,
            Opened::NoKey => self.no_key.push(position),
            // Every part of it was erased.
            Opened::Nothing => self.sealed -= 1,
            Opened::Failed(_) => self.broken.push(position),
        }
        Ok(())
    }

    fn told(&self) -> String {
        let sealed = number(self.sealed);
        match (&self.keys, self.sealed == self.opened) {
            (_, true) if self.sealed == 0 => "no sealed contents".to_owned(),
            (Ok(_), true) => format!("{sealed} sealed contents: each is what its event commits to, all open"),
            (Ok(_), false) => {
                let opened = number(self.opened);
                let erased = match self.erased {
                    0 => String::new(),
                    erased => format!(", {} erased", number(erased)),
                };
                format!("{sealed} sealed contents: each is what its event commits to, {opened} open{erased}")
            }
            (Err(_), _) if self.elsewhere => {
                format!("{sealed} sealed contents: each is what its event commits to; their keys are in the cluster")
            }
            (Err(_), _) => format!("{sealed} sealed contents: each is what its event commits to, none was opened"),
        }
    }

    /// Says so when something sealed cannot be opened.
    fn whole(self) -> anyhow::Result<()> {
        if self.sealed > 0 && !self.elsewhere {
            self.keys.context("what is sealed could not be opened")?;
        }
        let mut wrong = Vec::new();
        if !self.no_key.is_empty() {
            wrong.push(format!("the keystore has no key for the sealed content at {}", positions(&self.no_key)));
        }
        if !self.broken.is_empty() {
            wrong.push(format!("the keystore's key does not open the sealed content at {}", positions(&self.broken)));
        }
        if wrong.is_empty() {
            return Ok(());
        }
        bail!("{}: put the keystore back from its newest backup", wrong.join("; "))
    }
}

/// `position 7`, `positions 7, 9 and 30 more`.
fn positions(all: &[Position]) -> String {
    let named: Vec<String> = all.iter().take(NAMED).map(Position::to_string).collect();
    let more = match all.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {} more", number(more as u64)),
    };
    format!("{} {}{more}", if all.len() == 1 { "position" } else { "positions" }, named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_positions_are_told_as_the_first_and_how_many_more() {
        let many: Vec<_> = (1..=40).map(Position).collect();
        assert_eq!(positions(&many[6..7]), "position 7");
        assert_eq!(positions(&many), "positions 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 28 more");
    }
}
