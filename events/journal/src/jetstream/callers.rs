//! The callers whose appends are under way at a node, and who waits for its log: they, and readers who
//! want to read what the stream already has.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Notify, Semaphore, SemaphorePermit};

/// The callers of a node. A clone counts the same ones.
#[derive(Clone, Debug)]
pub(crate) struct Callers(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    /// A slot for each append that may be under way at once.
    free: Semaphore,
    most: usize,
    /// For how many, readers too, only the log is missing.
    waiting: AtomicUsize,
    more: Notify,
}

/// The slot of an append that is under way, until this is dropped.
pub(crate) struct Slot<'a> {
    callers: &'a Callers,
    permit: Option<SemaphorePermit<'a>>,
}

/// Somebody waits for the log until this is dropped.
pub(crate) struct Waits<'a>(&'a Callers);

impl Callers {
    pub(crate) fn at_most(most: usize) -> Self {
        Self(Arc::new(Counts { free: Semaphore::new(most), most, waiting: AtomicUsize::new(0), more: Notify::new() }))
    }

    /// A slot for an append, once one is free.
    pub(crate) async fn slot(&self) -> Option<Slot<'_>> {
        let permit = self.0.free.acquire().await.ok()?;
        Some(Slot { callers: self, permit: Some(permit) })
    }

    /// Waits until no append is under way.
    pub(crate) async fn all_gone(&self) {
        let _ = self.0.free.acquire_many(u32::try_from(self.0.most).unwrap_or(u32::MAX)).await;
    }

    /// From now on this one waits for the log.
    pub(crate) fn wait(&self) -> Waits<'_> {
        self.0.waiting.fetch_add(1, Ordering::AcqRel);
        self.tell();
        Waits(self)
    }

    fn tell(&self) {
        if self.half_wait() {
            self.0.more.notify_one();
        }
    }

    /// Whether no append is under way.
    pub(crate) fn are_none(&self) -> bool {
        self.under_way() == 0
    }

    /// Whether somebody waits, and of those whose appends are under way at least half.
    pub(crate) fn half_wait(&self) -> bool {
        let waiting = self.0.waiting.load(Ordering::Acquire);
        waiting > 0 && waiting >= self.under_way().div_ceil(2)
    }

    fn under_way(&self) -> usize {
        self.0.most.saturating_sub(self.0.free.available_permits())
    }

    /// Until half of them wait; for one task.
    pub(crate) async fn until_half_wait(&self) {
        while !self.half_wait() {
            self.0.more.notified().await;
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.permit = None;
        // Those who wait may now be half of those who are left.
        self.callers.tell();
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt as _;
    use futures_util::future::join_all;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn half_of_the_callers_wait_when_they_do_and_one_alone_at_once() {
        let callers = Callers::at_most(1024);
        assert!(!callers.half_wait(), "there are none");
        let appends = join_all((0..5).map(|_| callers.slot())).await;
        let two = [callers.wait(), callers.wait()];
        assert!(!callers.half_wait());
        let third = callers.wait();
        assert!(callers.half_wait());
        drop(third);
        assert!(!callers.half_wait());
        drop(appends);
        assert!(callers.half_wait(), "who only reads counts, too");
        drop(two);
        let _one = callers.slot().await;
        let _waits = callers.wait();
        assert!(callers.half_wait());
    }

    #[tokio::test]
    async fn a_caller_left_alone_by_the_others_is_announced() {
        let callers = Callers::at_most(1024);
        let _one = callers.slot().await;
        let others = join_all((0..2).map(|_| callers.slot())).await;
        let _waits = callers.wait();
        let mut half = Box::pin(callers.until_half_wait());
        assert!(half.as_mut().now_or_never().is_none());
        drop(others);
        timeout(Duration::from_secs(20), half).await.unwrap();
    }
}
