//! How far tables are that several workers keep up to date in turns, whichever of them writes.

use std::sync::Arc;
use std::time::Duration;

use events::Position;
use projection_worker::Worker;
use read_models::Library;
use tokio::sync::watch;

use super::tables::Tables;

/// How often a worker that waits looks how far the tables are.
const LOOK: Duration = Duration::from_secs(1);

/// A worker's turn, and how far the tables are. A clone is the same worker's.
#[derive(Clone)]
pub struct Turns {
    applied: watch::Receiver<Position>,
    waits: watch::Receiver<bool>,
    seen: watch::Receiver<Position>,
}

impl Turns {
    /// Of this worker on these tables. Needs a runtime.
    #[must_use]
    pub fn of(worker: &Worker, tables: &Tables) -> Self {
        let (applied, waits) = (worker.applied(), worker.waits());
        let (report, seen) = watch::channel(*applied.borrow());
        tokio::spawn(look(waits.clone(), report, tables.clone()));
        Self { applied, waits, seen }
    }

    /// Whether it waits for its turn.
    #[must_use]
    pub fn waits(&self) -> bool {
        *self.waits.borrow()
    }

    /// How far the tables are: as the worker has brought them, or as it sees another bring them.
    #[must_use]
    pub fn position(&self) -> Position {
        let applied = *self.applied.borrow();
        if self.waits() { applied.max(*self.seen.borrow()) } else { applied }
    }
}

/// Looks at the tables for as long as they are another's to write. What keeps it from seeing them is
/// said once, and each look comes to an end: nobody is waited for on a thread.
async fn look(mut waits: watch::Receiver<bool>, report: watch::Sender<Position>, tables: Tables) {
    let (mut library, mut last_words): (Option<Arc<Library>>, _) = (None, String::new());
    while waits.wait_for(|waits| *waits).await.is_ok() {
        let (known, tables) = (library.take(), tables.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let library = known.map_or_else(|| tables.library_now(), Ok)?;
            let positions = Library::tables().map(|table| library.position(table));
            let least = positions.collect::<Result<Vec<_>, _>>()?.into_iter().min().unwrap_or_default();
            anyhow::Ok((library, least))
        });
        match looked.await {
            Ok(Ok((opened, least))) => {
                (library, last_words) = (Some(opened), String::new());
                report.send_replace(least);
            }
            // The one at work may not have made them yet, or somebody has removed them.
            Ok(Err(error)) => {
                if std::mem::replace(&mut last_words, error.to_string()) != last_words {
                    tracing::warn!(%error, "the tables of the worker at work cannot be seen; looking again");
                }
            }
            Err(_) => return,
        }
        // A worker that is gone has left its last word, that it waits.
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            gone = waits.changed() => if gone.is_err() { return },
        }
    }
}

#[cfg(test)]
mod tests {
    use databases::Address;
    use test_servers::PostgresServer;

    use super::*;

    #[tokio::test]
    async fn it_stops_looking_when_its_worker_ends_though_there_are_no_tables() {
        let address = Address::parse(&PostgresServer::shared().database()).unwrap();
        let (worker, waits) = watch::channel(true);
        let (report, mut seen) = watch::channel(Position::START);
        let looking = tokio::spawn(look(waits, report, Tables::Postgres(address)));
        drop(worker);
        tokio::time::timeout(Duration::from_secs(30), looking).await.expect("it ends").unwrap();
        assert!(seen.changed().await.is_err(), "it has seen nothing");
    }
}
