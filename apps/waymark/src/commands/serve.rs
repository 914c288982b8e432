//! `waymark serve`: one or more of the five services, as a node of a cluster.

use std::io::Write;
use std::sync::Arc;

use event_journal::Journal;

use crate::cli::Global;
use crate::cluster::member::{self, Member};
use crate::cluster::options::Serve;
use crate::services;
use crate::serving::Serving;
use crate::stopping::{Started, until_told};

/// Takes the commands of these contexts until SIGINT or SIGTERM; then answers what is under way,
/// and closes the log.
///
/// # Errors
/// When the data, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Serve, out: &mut impl Write) -> anyhow::Result<()> {
    until_told(out, async |out| {
        let running = &arguments.running;
        let contexts: Vec<&str> = arguments.contexts.iter().map(|context| context.name()).collect();
        let about = format!("takes commands: {}", contexts.join(", "));
        let member = Member::join(global, running, "serve", about).await?;
        let keys = Arc::new(member::keys(member.journal.connection(), global).await?);
        let journal: Arc<dyn Journal> = Arc::new(member.journal.clone());
        let serving = Serving {
            services: services::of(&arguments.contexts, &journal, &keys),
            keys,
            ..member.serving(running, out)?
        };
        let listener = member::listen(running, &format!("takes commands of {}", contexts.join(", ")), out).await?;
        let closing = member.journal.clone();
        let close = Box::new(move || closing.close());
        Ok(Started { serving, listener, close, leave: Box::pin(member.leave()) })
    })
}
