//! Workers that run, and waiting for them.

use std::time::Duration;

use events::Position;
use projection_worker::{Stopped, Worker};
use read_models::{ALL, Library};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::home::{Home, Homes};
use super::store::Told;

/// A worker that runs until it is told to stop.
pub struct Running {
    stop: watch::Sender<bool>,
    pub task: JoinHandle<Result<(), Stopped>>,
}

impl Running {
    pub fn begin(worker: &Worker, told: &Told) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (worker, journal) = (worker.clone(), told.journal());
        Self { stop, task: tokio::spawn(async move { worker.run(journal, stopped).await }) }
    }

    pub async fn end(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

/// Waits until this worker has brought the tables that far, half a minute at most.
pub async fn applied(worker: &Worker, position: u64) {
    let mut applied = worker.applied();
    let reached = tokio::time::timeout(Duration::from_secs(30), applied.wait_for(|found| found.0 == position)).await;
    if reached.is_err() {
        panic!("after half a minute the tables are at {} and not at {position}", worker.applied().borrow().0);
    }
}

/// Waits until every table has come that far.
pub async fn reached(home: &Home, position: Position) {
    let library = home.library();
    // The library's own connection may have been broken off.
    let positions = || Library::tables().map(|table| library.position(table)).collect::<Result<Vec<_>, _>>();
    until(async || positions().is_ok_and(|all| all.iter().all(|found| *found == position))).await;
}

/// Waits for something, half a minute at most.
pub async fn until(holds: impl AsyncFn() -> bool) {
    for _ in 0..1_500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited for half a minute");
}

/// The tables as a worker that was alone makes them.
pub async fn in_one_go(told: &Told) -> String {
    let fresh = Homes::Sqlite.fresh();
    fresh.open(ALL).catch_up(told.journal(), |_| {}).await.unwrap();
    fresh.dump(ALL)
}
