//! Whether the tables are what the log gives.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context as _, bail};
use projection_worker::Worker;
use read_models::{Library, compare};

use crate::cli::Global;
use crate::node::Node;
use crate::output::number;
use crate::read_side::{catch_up, shown};

/// Brings the tables up to the log, makes all of them once more in a place of their own, and compares.
///
/// # Errors
/// When they cannot be made or read, or differ: with the first difference of each table.
pub(super) fn compare_all(global: &Global, out: &mut impl Write) -> anyhow::Result<()> {
    let node = Node::open(global)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    catch_up(&runtime, &node)?;
    let apart = node.data.path().join("verified-tables");
    remove(&apart)?;
    let made = Worker::open(&apart, read_models::ALL)?;
    runtime.block_on(made.catch_up(node.journal.clone(), shown("making tables to compare")))?;
    drop(made);
    let differ = differences(&Library::open(&node.data.read_models())?, &Library::open(&apart)?, out);
    remove(&apart)?;
    match differ? {
        0 => Ok(()),
        1 => bail!("one table is not what the log gives: make it again with `waymark rebuild`"),
        many => bail!("{many} tables are not what the log gives: make them again with `waymark rebuild`"),
    }
}

fn remove(dir: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", dir.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says of each table whether it is the same; returns how many are not.
fn differences(found: &Library, expected: &Library, out: &mut impl Write) -> anyhow::Result<usize> {
    let mut differ = 0;
    for table in Library::tables() {
        match compare(table, found, expected).with_context(|| format!("could not compare the table {}", table.name))? {
            Ok(rows) => writeln!(out, "{}: {} rows, as the log gives them", table.name, number(rows))?,
            Err(difference) => {
                differ += 1;
                writeln!(out, "{}: {difference}", table.name)?;
            }
        }
    }
    Ok(differ)
}
