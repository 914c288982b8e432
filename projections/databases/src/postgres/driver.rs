//! The thread that drives every connection of this process, and waiting for what it brings.

use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Runtime};

/// The runtime with that thread. It lives as long as the process.
pub(super) fn driver() -> std::io::Result<&'static Runtime> {
    static DRIVER: OnceLock<Runtime> = OnceLock::new();
    if let Some(driver) = DRIVER.get() {
        return Ok(driver);
    }
    let made = Builder::new_multi_thread().worker_threads(1).thread_name("postgres").enable_all().build()?;
    if let Err(second) = DRIVER.set(made) {
        // Another thread was first; this one has nothing to do.
        second.shutdown_background();
    }
    DRIVER.get().ok_or_else(|| std::io::Error::other("the thread for connections did not start"))
}

/// Waits on this thread, whether or not it belongs to a runtime of its own.
pub(super) fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
