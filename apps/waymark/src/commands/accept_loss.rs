//! `waymark accept-loss`: a damaged log goes on, without the events that are lost.

use std::io::Write;

use event_log::Access;
use events::Position;

use crate::cli::{self, Global};
use crate::data_dir::DataDir;
use crate::node::open_log;
use crate::output::number;

/// Opens the log for writing on an operator's word. The tables are removed, since they may know of
/// events that the log no longer has; they are made again when they are needed.
///
/// # Errors
/// When the log is not whole up to exactly that position.
pub fn run(global: &Global, arguments: &cli::AcceptLoss, out: &mut impl Write) -> anyhow::Result<()> {
    let data = DataDir::open(&global.data)?;
    let log = open_log(&data, Access::WriteAfterLoss(Position(arguments.last)))?;
    log.close()?;
    databases::discard(&data.read_models())?;
    writeln!(out, "The log goes on after its {} events. What came after them is lost.", number(arguments.last))?;
    Ok(())
}
