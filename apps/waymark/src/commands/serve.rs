//! `waymark serve`: one or more of the five services, as a node of a cluster.

use std::io::Write;

use crate::cli::Global;
use crate::cluster::options::Serve;
use crate::cluster::roles::{Roles, run as run_node};
use crate::cluster::users::User;

/// Takes the commands of these contexts until SIGINT or SIGTERM, and does what else is asked of it.
///
/// # Errors
/// When the data, the cluster, the tables, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Serve, out: &mut impl Write) -> anyhow::Result<()> {
    let Serve { contexts, with, tables, running } = arguments;
    let tables = (!with.is_empty()).then_some(tables);
    run_node(
        global,
        &Roles { user: User::Service, contexts, reads: with.clone(), tables, verifies: false, running },
        out,
    )
}
