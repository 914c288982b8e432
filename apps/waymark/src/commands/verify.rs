//! `waymark verify`: walks the whole log and says what was checked, or where it breaks.

use std::io::Write;

use event_log::{EventLog as _, SledLog};
use events::Recorded;

use crate::cli::Global;
use crate::node::open_log;
use crate::output::{number, progress};

/// Checks the log, then that every event in it can be read.
///
/// # Errors
/// With the first position that cannot be trusted.
pub fn run(global: &Global, out: &mut impl Write) -> anyhow::Result<()> {
    let log = open_log(&crate::data_dir::DataDir::open(&global.data)?, event_log::Access::Read)?;
    let head = log.head();
    let bar = progress(head.position.0 * 2, "verifying");
    let verified = log.verify(&mut |position| bar.set_position(position.0))?;
    let mut after = events::Position::START;
    let mut sealed = 0u64;
    loop {
        let batch = log.batch(after, 8192)?;
        if batch.is_empty() {
            break;
        }
        for (position, leaf, beside) in batch.iter() {
            let recorded = Recorded::decode(position, leaf)?;
            match (recorded.event.sealed, beside) {
                (Some(note), Some(bytes)) => {
                    let found = events::Sealed(bytes.to_vec()).hash();
                    anyhow::ensure!(
                        found == note.hash,
                        "the sealed content beside the event at position {position} is not what the event commits to: put the log back from a copy"
                    );
                    sealed += 1;
                }
                (None, None) => {}
                (Some(_), None) => anyhow::bail!(
                    "the event at position {position} has lost its sealed content: put the log back from a copy"
                ),
                (None, Some(_)) => anyhow::bail!(
                    "the event at position {position} has sealed content beside it that it does not know of: put the log back from a copy"
                ),
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
         {sealed} with sealed content: each is what its event commits to\n\
         tree size {size}, root {root}",
        if log.damage().is_some() {
            "What can be read is in order, but the log is damaged after it."
        } else {
            "The log is whole."
        },
        events = number(verified.head.position.0),
        subjects = number(verified.subjects),
        blocks = number(verified.blocks),
        sealed = number(sealed),
        size = verified.head.position,
        root = verified.head.root,
    )?;
    whole(&log)
}

/// Says so when there is more, or was, than can be read.
///
/// # Errors
/// With the first position that cannot be read.
pub fn whole(log: &SledLog) -> anyhow::Result<()> {
    log.damage().map_or(Ok(()), |damage| Err(damage.clone().into()))
}
