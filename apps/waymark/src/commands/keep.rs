//! `waymark keep`: a keeper. It follows, verifies, and serves the log for audit.

use std::io::Write;
use std::sync::Arc;

use crate::cli::Global;
use crate::cluster::member::{self, Member};
use crate::cluster::options::Keep;
use crate::serving::Health;
use crate::stopping::{Started, until_told};

/// Follows the stream until SIGINT or SIGTERM, and walks its whole log once when it starts. It opens
/// nothing: what is sealed stays so.
///
/// # Errors
/// When the data, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Keep, out: &mut impl Write) -> anyhow::Result<()> {
    until_told(out, async |out| {
        let running = &arguments.running;
        let member = Member::join(global, running, "keep", "keeps the log".to_owned()).await?;
        let serving = member.serving(running, out)?;
        verify(&member, serving.health.clone());
        let listener = member::listen(running, "keeps the log", out).await?;
        Ok(Started { serving, listener, close: Box::new(|| ()), leave: Box::pin(member.leave()) })
    })
}

/// Walks what the log holds at the start, beside following.
fn verify(member: &Member, health: Health) {
    let log = Arc::clone(member.journal.log());
    tokio::task::spawn_blocking(move || match log.verify(&mut |_| ()) {
        Ok(verified) => {
            let head = verified.head;
            tracing::info!(position = head.position.0, root = %head.root, "the log was walked and is whole");
            health.well("log");
        }
        Err(damage) => {
            tracing::error!(%damage, "the log is damaged: stop this keeper, move its directory away, and start it again: it fetches the log anew");
            health.troubled("log", format!("the log is damaged: {damage}"));
        }
    });
}
