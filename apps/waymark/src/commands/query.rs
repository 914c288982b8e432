//! `waymark query`: the read API over the read models.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use crate::cli::Global;
use crate::cluster::home;
use crate::cluster::member::{self, listen};
use crate::cluster::options::Query;
use crate::cluster::reader::Reader;
use crate::cluster::readiness;
use crate::serving::Serving;
use crate::stopping::{Started, until_told};

/// Answers questions until SIGINT or SIGTERM. Takes no commands.
///
/// # Errors
/// When the database, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Query, out: &mut impl Write) -> anyhow::Result<()> {
    // Before there is a runtime: opening waits for the database.
    let (library, data) = home::library(global, &arguments.home)?;
    until_told(out, async |out| {
        let running = &arguments.running;
        let reader = Reader::join(running, "query").await?;
        let (head, gauge) = (reader.head(), reader.gauge());
        let now = move || BTreeMap::from([("head".to_owned(), head.borrow().to_string())]);
        let health = readiness::of(&reader.connection);
        let leave = reader.announce("query", home::told(&arguments.home), health.clone(), now).await?;
        let serving = Serving {
            keys: Arc::new(member::keys(&reader.connection, global).await?),
            library: Some(library),
            gauges: Arc::new(move || vec![gauge()]),
            ..member::serving(running, data.as_ref(), reader.feed.clone(), health, out)?
        };
        let listener = listen(running, "answers questions", out).await?;
        Ok(Started { serving, listener, close: Box::new(|| ()), leave })
    })
}
