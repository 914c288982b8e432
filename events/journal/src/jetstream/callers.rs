//! The callers whose appends are under way at a node, and which of them wait for its log.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Notify, Semaphore};

/// The callers of a node. A clone counts the same ones.
#[derive(Clone, Debug)]
pub(crate) struct Callers(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    /// A place for each append that may be under way at once.
    free: Semaphore,
    most: usize,
    /// For how many only the log is missing.
    waiting: AtomicUsize,
    more: Notify,
}

/// Somebody waits for the log until this is dropped.
pub(crate) struct Waits<'a>(&'a Callers);

impl Callers {
    pub(crate) fn at_most(most: usize) -> Self {
        Self(Arc::new(Counts { free: Semaphore::new(most), most, waiting: AtomicUsize::new(0), more: Notify::new() }))
    }

    /// The places that are free. Whoever appends takes one.
    pub(crate) fn free(&self) -> &Semaphore {
        &self.0.free
    }

    /// From now on this one waits for the log.
    pub(crate) fn wait(&self) -> Waits<'_> {
        self.0.waiting.fetch_add(1, Ordering::AcqRel);
        if self.half_wait() {
            self.0.more.notify_one();
        }
        Waits(self)
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

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_callers_wait_when_they_do_and_one_alone_at_once() {
        let callers = Callers::at_most(1024);
        assert!(!callers.half_wait(), "there are none");
        let appends = callers.free().try_acquire_many(5).unwrap();
        let two = [callers.wait(), callers.wait()];
        assert!(!callers.half_wait());
        let third = callers.wait();
        assert!(callers.half_wait());
        drop(third);
        assert!(!callers.half_wait());
        drop(appends);
        assert!(callers.half_wait(), "who only reads counts, too");
        drop(two);
        let _one = callers.free().try_acquire().unwrap();
        let _waits = callers.wait();
        assert!(callers.half_wait());
    }
}
