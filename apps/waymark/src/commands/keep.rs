//! `waymark keep`: a node that follows, verifies, and serves the log for audit.

use std::io::Write;

use crate::cli::Global;
use crate::cluster::options::Keep;
use crate::cluster::roles::{Roles, run as run_node};
use crate::cluster::users::User;

/// Follows the stream until SIGINT or SIGTERM, and walks its whole log once when it starts. It opens
/// nothing: what is sealed stays so.
///
/// # Errors
/// When the data, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Keep, out: &mut impl Write) -> anyhow::Result<()> {
    let running = &arguments.running;
    let roles = Roles { user: User::Keeper, contexts: &[], reads: Vec::new(), tables: None, verifies: true, running };
    run_node(global, &roles, out)
}
