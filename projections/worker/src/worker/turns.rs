//! Waiting for a turn, keeping it, and giving it up.

use std::future::Future;
use std::sync::Arc;

use event_journal::Feed;
use tokio::sync::watch;
use tokio::time::{Duration, Instant, sleep};

use super::{Worker, over};
use crate::Stopped;

/// How often a worker that waits for its turn asks for it.
const ASK_EVERY: Duration = Duration::from_millis(200);

/// How long a worker rests after a turn: so many times what the turn took, and never longer. While
/// events come one after the other it takes some together, and leaves the processors to those that
/// record them; one that comes alone it takes at once.
const REST: u32 = 4;
const REST_MOST: Duration = Duration::from_millis(20);

/// How often it asks before somebody who wants something done now is told that it is not its turn.
const ASK_TIMES: u32 = 50;

/// How long a worker waits before it tries a database or a stream again that was away.
const RECOVER: Duration = Duration::from_secs(1);

/// What was logged since the last turn that succeeded: it is said once, however long it lasts, and
/// again the next time.
#[derive(Default)]
struct Said {
    waiting: bool,
    last_words: String,
}

impl Worker {
    /// Keeps the tables up to date until told to stop: `stop` turns true, or its sender is gone.
    /// While it is another worker's turn it waits for its own, and while the database or the stream
    /// is away it waits for that.
    ///
    /// # Errors
    /// When it cannot go on. What was stored stays; it may be run again.
    pub async fn run(&self, journal: Arc<dyn Feed>, stop: watch::Receiver<bool>) -> Result<(), Stopped> {
        let mut said = Said::default();
        loop {
            let pause = match self.follow(&journal, &stop, &mut said).await {
                Ok(()) => {
                    self.end_turn().await;
                    return Ok(());
                }
                Err(Stopped::AtWork { who }) => {
                    if !std::mem::replace(&mut said.waiting, true) {
                        tracing::info!(%who, "the read models are kept up to date elsewhere; ready to take over");
                    }
                    ASK_EVERY
                }
                Err(error) if error.may_pass() => {
                    if std::mem::replace(&mut said.last_words, error.to_string()) != said.last_words {
                        tracing::warn!(%error, "the read models wait until that is over, and go on by themselves");
                    }
                    RECOVER
                }
                Err(error) => {
                    self.end_turn().await;
                    return Err(error);
                }
            };
            let mut stopped = stop.clone();
            tokio::select! {
                () = sleep(pause) => {}
                _ = stopped.wait_for(|stop| *stop) => return Ok(()),
            }
        }
    }

    /// Keeps the tables up to date for as long as it is our turn and all goes well.
    async fn follow(
        &self,
        journal: &Arc<dyn Feed>,
        stop: &watch::Receiver<bool>,
        said: &mut Said,
    ) -> Result<(), Stopped> {
        let (mut heads, mut stopped) = (journal.watch(), stop.clone());
        loop {
            let began = Instant::now();
            heads.borrow_and_update();
            let building = self.turn(Arc::clone(journal), stop.clone(), |_| {}).await?;
            *said = Said::default();
            if over(stop) {
                return Ok(());
            }
            if building {
                continue;
            }
            let rest = (began.elapsed() * REST).min(REST_MOST);
            tokio::select! {
                () = sleep(rest) => {}
                _ = stopped.changed() => continue,
            }
            tokio::select! {
                moved = heads.changed() => moved.map_err(|_| Stopped::JournalClosed)?,
                _ = stopped.changed() => {}
            }
        }
    }

    /// Does something that somebody waits for, in our turn: waits for it, but not for ever.
    pub(super) async fn in_turn<T, E: From<Stopped>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let mut asked = 0;
        while let Err(error) = self.blocking(|_, _| Ok::<_, Stopped>(())).await {
            asked += 1;
            if asked >= ASK_TIMES || !matches!(error, Stopped::AtWork { .. }) {
                return Err(error.into());
            }
            sleep(ASK_EVERY).await;
        }
        let outcome = work.await;
        self.end_turn().await;
        outcome
    }

    async fn end_turn(&self) {
        let mut projector = Arc::clone(&self.projector).lock_owned().await;
        // Nothing is left to do when the runtime is gone before that: the turn goes with it.
        let _ = tokio::task::spawn_blocking(move || projector.end_turn()).await;
    }
}
