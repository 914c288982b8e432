//! `waymark project`: a projection worker that reads the stream.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use waymark_http::Gauge;

use crate::cli::Global;
use crate::cluster::home;
use crate::cluster::member::{self, listen};
use crate::cluster::options::Project;
use crate::cluster::reader::Reader;
use crate::cluster::readiness;
use crate::cluster::standby::Turns;
use crate::serving::Serving;
use crate::stopping::{Started, until_told};

/// Keeps the read models up to date until SIGINT or SIGTERM. While another worker does, this one
/// waits to take over.
///
/// # Errors
/// When the database, the cluster, the address or a key is not as it should be.
pub fn run(global: &Global, arguments: &Project, out: &mut impl Write) -> anyhow::Result<()> {
    // Before there is a runtime: opening waits for the database.
    let (worker, data) = home::worker(global, &arguments.home, &arguments.readers)?;
    until_told(out, async |out| {
        let running = &arguments.running;
        let reader = Reader::join(running, "project").await?;
        let (turns, head, gauge) = (Turns::of(&worker, global, &arguments.home), reader.head(), reader.gauge());
        let told = turns.clone();
        let now = move || {
            let (applied, head) = (told.position().0, head.borrow().0);
            BTreeMap::from([
                ("applied".to_owned(), applied.to_string()),
                ("head".to_owned(), head.to_string()),
                ("lag".to_owned(), head.saturating_sub(applied).to_string()),
                ("phase".to_owned(), if told.waits() { "standby" } else { "working" }.to_owned()),
            ])
        };
        let health = readiness::of(&reader.connection);
        let leave = reader.announce("project", home::told(&arguments.home), health.clone(), now).await?;
        let serving = Serving {
            worker: Some(worker),
            gauges: Arc::new(move || vec![gauge(), position(&turns), standby(&turns)]),
            ..member::serving(running, data.as_ref(), reader.feed.clone(), health, out)?
        };
        let listener = listen(running, "keeps the tables up to date", out).await?;
        Ok(Started { serving, listener, close: Box::new(|| ()), leave })
    })
}

fn position(turns: &Turns) -> Gauge {
    let help = "The position up to which the tables are, as this worker knows";
    Gauge { name: "waymark_worker_position", help, value: turns.position().0 }
}

fn standby(turns: &Turns) -> Gauge {
    let help = "1 while this worker waits for its turn, 0 while it works";
    Gauge { name: "waymark_worker_standby", help, value: u64::from(turns.waits()) }
}
