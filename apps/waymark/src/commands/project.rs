//! `waymark project`: a node that keeps the read models up to date.

use std::io::Write;

use crate::cli::Global;
use crate::cluster::options::{Project, ReadRole};
use crate::cluster::roles::{Roles, run as run_node};
use crate::cluster::users::User;

/// Keeps the read models up to date until SIGINT or SIGTERM. While another worker does, this one
/// waits to take over.
///
/// # Errors
/// When the data, the tables, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Project, out: &mut impl Write) -> anyhow::Result<()> {
    let (tables, running) = (Some(&arguments.tables), &arguments.running);
    let reads = vec![ReadRole::Project];
    run_node(global, &Roles { user: User::Worker, contexts: &[], reads, tables, verifies: false, running }, out)
}
