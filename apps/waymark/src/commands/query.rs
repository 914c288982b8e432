//! `waymark query`: a node with the read API over the read models.

use std::io::Write;

use crate::cli::Global;
use crate::cluster::options::{Query, ReadRole};
use crate::cluster::roles::{Roles, run as run_node};
use crate::cluster::users::User;

/// Answers questions until SIGINT or SIGTERM. Takes no commands.
///
/// # Errors
/// When the data, the tables, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Query, out: &mut impl Write) -> anyhow::Result<()> {
    let (tables, running) = (Some(&arguments.tables), &arguments.running);
    let reads = vec![ReadRole::Query];
    run_node(global, &Roles { user: User::Reader, contexts: &[], reads, tables, verifies: false, running }, out)
}
