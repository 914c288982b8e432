//! `waymark rebuild`: read models again from the log.

use std::io::Write;
use std::time::Instant;

use crate::cli::{self, Global};
use crate::node::Node;
use crate::output::number;
use crate::read_side::{shown, worker};

/// Builds the named read model, or all, beside the ones that serve, and puts them in their place.
///
/// # Errors
/// When there is no such read model, or it cannot be built; the old ones then stay.
pub fn run(global: &Global, arguments: &cli::Rebuild, out: &mut impl Write) -> anyhow::Result<()> {
    let started = Instant::now();
    let node = Node::open(global)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let worker = match worker(&node.data) {
        Ok(worker) => worker,
        Err(error) => {
            // Whatever is wrong with the file: all of it comes from the log.
            writeln!(out, "{error:#}\nMaking the read models new.")?;
            databases::discard(&node.data.read_models())?;
            worker(&node.data)?
        }
    };
    let names: Vec<&str> = arguments.name.as_deref().into_iter().collect();
    runtime.block_on(worker.rebuild(node.journal.clone(), &names, shown("rebuilding")))?;
    let what = arguments.name.as_deref().unwrap_or("all tables");
    let events = number(node.journal.head().0);
    writeln!(out, "Rebuilt {what} from {events} events in {:.1} s", started.elapsed().as_secs_f32())?;
    Ok(())
}
