//! The worker as its callers see it.

mod turns;

use std::path::Path;
use std::sync::Arc;

use databases::{Address, OpenError, PostgresStore, SqliteStore, State, Store};
use event_journal::Feed;
use events::{Position, Subject};
use projection_kit::AnyReadModel;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, watch};

use crate::pass::Pass;
use crate::projector::Projector;
use crate::{NotParked, Stopped};

/// How many events a table that is being made takes in before those that serve have their turn.
const TURN: u64 = 500_000;

/// How far a long job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many events are done.
    pub done: Position,
    /// How many there are.
    pub of: Position,
}

/// Keeps the read models of one home up to date. Clones are the same worker.
///
/// Several may be opened on one home, in one process or many: they take turns, each for as long as
/// it runs, and when one is gone, however it ended, the next goes on where it was.
#[derive(Clone)]
pub struct Worker {
    projector: Arc<Mutex<Projector>>,
    applied: watch::Sender<Position>,
    waits: watch::Sender<bool>,
}

impl Worker {
    /// Opens the read models in this directory, and makes the file if there is none.
    ///
    /// # Errors
    /// When the file cannot be opened, is broken, or of another version. It is always safe to
    /// [`discard`](databases::discard) it: it is made again from the log.
    pub fn open(dir: &Path, models: &'static [&'static dyn AnyReadModel]) -> Result<Self, OpenError> {
        Self::on(Box::new(SqliteStore::open(dir)?), models)
    }

    /// Opens the read models in this database, makes their schema if there is none, and lets the
    /// role `readers` read them: [`READERS`](databases::READERS), another, or nobody.
    /// The thread waits for the server.
    ///
    /// # Errors
    /// When the database is not reached, does not let us do that, or is of another version. It is
    /// always safe to drop the schema: it is made again from the log.
    pub fn open_in_postgres(
        address: &Address,
        readers: Option<&str>,
        models: &'static [&'static dyn AnyReadModel],
    ) -> Result<Self, OpenError> {
        Self::on(Box::new(PostgresStore::open(address, readers)?), models)
    }

    fn on(store: Box<dyn Store>, models: &'static [&'static dyn AnyReadModel]) -> Result<Self, OpenError> {
        let projector = Projector::open(store, models)?;
        let applied = watch::Sender::new(serves(&projector));
        Ok(Self { projector: Arc::new(Mutex::new(projector)), applied, waits: watch::Sender::new(false) })
    }

    /// The position up to which every table that serves has come, as it moves: to wait until an
    /// event can be seen.
    #[must_use]
    pub fn applied(&self) -> watch::Receiver<Position> {
        self.applied.subscribe()
    }

    /// Whether it is another worker's turn, as that changes. Then [`applied`](Self::applied) stands
    /// where this one's last turn ended.
    #[must_use]
    pub fn waits(&self) -> watch::Receiver<bool> {
        self.waits.subscribe()
    }

    /// Brings every table up to the journal's head, and those that are being made to serve.
    ///
    /// # Errors
    /// When it cannot get there. What was stored stays.
    pub async fn catch_up(
        &self,
        journal: Arc<dyn Feed>,
        progress: impl FnMut(Progress) + Send + Clone + 'static,
    ) -> Result<(), Stopped> {
        self.in_turn(async {
            let (_never, stop) = watch::channel(false);
            while self.turn(Arc::clone(&journal), stop.clone(), progress.clone()).await? {}
            Ok(())
        })
        .await
    }

    /// Makes these tables again from the first event, beside the ones that serve, and puts them in
    /// their place. All of them when none is named.
    ///
    /// # Errors
    /// When there is no such table, or it cannot get there. The old ones then go on serving.
    pub async fn rebuild(
        &self,
        journal: Arc<dyn Feed>,
        names: &[&str],
        progress: impl FnMut(Progress) + Send + Clone + 'static,
    ) -> Result<(), Stopped> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        self.in_turn(async {
            self.blocking(move |projector, _| {
                projector.ready()?;
                for name in chosen(projector, &names)? {
                    projector.begin_building(&name)?;
                }
                Ok::<_, Stopped>(())
            })
            .await?;
            let (_never, stop) = watch::channel(false);
            while self.build(Arc::clone(&journal), stop.clone(), progress.clone()).await? {}
            Ok(())
        })
        .await
    }

    /// Tries a parked subject again, with its whole history.
    ///
    /// # Errors
    /// When it is not parked there, or the worker cannot go on. If it still cannot be digested it
    /// stays parked, and that is no error.
    pub async fn retry(&self, journal: Arc<dyn Feed>, name: &str, subject: Subject) -> Result<(), NotParked> {
        self.fold_again(journal, name, subject, None).await
    }

    /// Leaves the event at which a subject is parked out of that read model, for good and for this
    /// reason, and goes on with what came after it.
    ///
    /// # Errors
    /// As [`retry`](Self::retry).
    pub async fn skip(
        &self,
        journal: Arc<dyn Feed>,
        name: &str,
        subject: Subject,
        reason: &str,
    ) -> Result<(), NotParked> {
        self.fold_again(journal, name, subject, Some(reason.to_owned())).await
    }

    async fn fold_again(
        &self,
        journal: Arc<dyn Feed>,
        name: &str,
        subject: Subject,
        skip: Option<String>,
    ) -> Result<(), NotParked> {
        let name = name.to_owned();
        self.in_turn(
            self.blocking(move |projector, handle| projector.retry(&name, subject, skip.as_deref(), &*journal, handle)),
        )
        .await
    }

    /// Brings the tables that serve up to the head, and those that are being made a part of the
    /// way. Says whether some are still being made.
    async fn turn(
        &self,
        journal: Arc<dyn Feed>,
        stop: watch::Receiver<bool>,
        progress: impl FnMut(Progress) + Send + Clone + 'static,
    ) -> Result<bool, Stopped> {
        let (first, stop_first, mut progress_first) = (Arc::clone(&journal), stop.clone(), progress.clone());
        let building = self
            .blocking(move |projector, handle| {
                let of = first.head();
                let mut reached = |done| progress_first(Progress { done, of });
                let (stop, limit) = (|| over(&stop_first), u64::MAX);
                let mut pass = Pass { journal: &*first, handle, stop: &stop, reached: &mut reached, limit };
                pass.run(projector, State::Live)?;
                Ok::<_, Stopped>(projector.targets.iter().any(|target| target.state == State::Building))
            })
            .await?;
        if building { self.build(journal, stop, progress).await } else { Ok(false) }
    }

    /// Brings the tables that are being made a part of the way, and lets them serve when they have
    /// caught up. Says whether some are still being made.
    async fn build(
        &self,
        journal: Arc<dyn Feed>,
        stop: watch::Receiver<bool>,
        mut progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<bool, Stopped> {
        self.blocking(move |projector, handle| {
            let of = journal.head();
            let mut reached = |done| progress(Progress { done, of });
            let stop = || over(&stop);
            let mut pass = Pass { journal: &*journal, handle, stop: &stop, reached: &mut reached, limit: TURN };
            match pass.run(projector, State::Building) {
                // It serves nobody, and those that do need not wait until somebody has it made again.
                Err(error @ (Stopped::OtherLog { name, .. } | Stopped::OtherEvent { name, .. })) => {
                    if !projector.serves_from(&*journal, handle)? {
                        return Err(error);
                    }
                    tracing::warn!(%error, table = name, "a read model that is being made is begun again");
                    projector.begin_building(name)?;
                    return Ok(true);
                }
                outcome => outcome?,
            }
            let mut building = projector.targets.iter().filter(|target| target.state == State::Building);
            if building.any(|target| target.stored.position < of) {
                return Ok(true);
            }
            projector.take_over()?;
            Ok(false)
        })
        .await
    }

    /// Does something with the tables, in our turn, on a thread that may block.
    async fn blocking<T: Send + 'static, E: From<Stopped> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Projector, &Handle) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let mut projector = Arc::clone(&self.projector).lock_owned().await;
        let (applied, waits) = (self.applied.clone(), self.waits.clone());
        let handle = Handle::current();
        let done = tokio::task::spawn_blocking(move || {
            let turn = projector.take_turn();
            let elsewhere = matches!(turn, Err(Stopped::AtWork { .. }));
            waits.send_if_modified(|waits| std::mem::replace(waits, elsewhere) != elsewhere);
            let outcome = turn.map_err(E::from).and_then(|()| work(&mut projector, &handle));
            applied.send_replace(serves(&projector));
            outcome
        });
        done.await.map_err(|_| Stopped::Thread)?
    }
}

/// How far those tables have come that serve.
fn serves(projector: &Projector) -> Position {
    let live = projector.targets.iter().filter(|target| target.state == State::Live);
    live.map(|target| target.stored.position).min().unwrap_or_default()
}

fn over(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

/// The tables of these names, each checked; all when none is named.
fn chosen(projector: &Projector, names: &[String]) -> Result<Vec<String>, Stopped> {
    let all = projector.names();
    if names.is_empty() {
        return Ok(all.iter().map(|name| (*name).to_owned()).collect());
    }
    match names.iter().find(|name| !all.contains(&name.as_str())) {
        Some(name) => Err(projector.no_such(name)),
        None => Ok(names.to_vec()),
    }
}
