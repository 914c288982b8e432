//! The read models of a data directory: brought up to date, and asked.

use projection_worker::{Progress, Worker};
use tokio::runtime::Runtime;

use crate::data_dir::DataDir;
use crate::node::Node;
use crate::output::progress;

/// The worker on a data directory's read models.
///
/// # Errors
/// When another process runs one, or the file is not as it should be.
pub fn worker(data: &DataDir) -> anyhow::Result<Worker> {
    Ok(Worker::open(&data.read_models(), read_models::ALL)?)
}

/// Brings the read models up to the log.
///
/// # Errors
/// When they cannot be brought there.
pub fn catch_up(runtime: &Runtime, node: &Node) -> anyhow::Result<()> {
    runtime.block_on(worker(&node.data)?.catch_up(node.journal.clone(), shown("updating tables")))?;
    Ok(())
}

/// Shows a long job's progress.
pub fn shown(what: &'static str) -> impl FnMut(Progress) + Send + Clone + 'static {
    let bar = progress(0, what);
    move |now: Progress| {
        bar.set_length(now.of.0);
        bar.set_position(now.done.0);
        if now.done == now.of {
            bar.finish_and_clear();
        }
    }
}
