//! Running until told to stop, as every process does that serves.

use std::future::Future;
use std::io::Write;
use std::time::Duration;

use anyhow::Context as _;
use event_journal::BoxFuture;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::serving::Serving;

/// How long commands may still be given to the journal after the process was told to stop. What it
/// was given is waited for, no longer than a command may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A process that is about to serve.
pub struct Started {
    /// What it serves.
    pub serving: Serving,
    /// Where.
    pub listener: TcpListener,
    /// Lets no command begin any more.
    pub close: Box<dyn FnOnce() + Send>,
    /// Why it cannot serve after all, if that is found out.
    pub fails: BoxFuture<'static, anyhow::Error>,
    /// What is left to do once it serves no more.
    pub leave: BoxFuture<'static, ()>,
}

/// Starts a process and serves until SIGINT or SIGTERM; then lets what is under way finish. Told to
/// stop before it serves, such as while it waits for others, it gives up starting.
///
/// # Errors
/// When it cannot start, or breaks off.
pub fn until_told<O: Write>(
    out: &mut O,
    start: impl AsyncFnOnce(&mut O) -> anyhow::Result<Started>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut told = Box::pin(signals()?);
        let started = tokio::select! {
            started = start(out) => started?,
            () = &mut told => return Ok(()),
        };
        let close = started.close;
        let told = async move {
            told.await;
            tokio::spawn(async move {
                tokio::time::sleep(PATIENCE).await;
                close();
            });
        };
        let served = tokio::select! {
            served = started.serving.until(started.listener, told) => served,
            error = started.fails => Err(error),
        };
        started.leave.await;
        served
    })?;
    // What is left to do in the background holds the log: it ends before the log closes.
    drop(runtime);
    writeln!(out, "Stopped in order.")?;
    Ok(())
}

/// Whether the process was asked to stop, for work that has several steps and ends by itself.
#[derive(Clone, Debug)]
pub struct Interrupt(watch::Receiver<bool>);

/// The exit status of work that somebody stopped: as shells give it for Ctrl-C.
pub const INTERRUPTED: u8 = 130;

impl Interrupt {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system does not let it listen.
    pub fn listen(runtime: &Runtime) -> anyhow::Result<Self> {
        let asked = {
            let _within = runtime.enter();
            signals()?
        };
        let (say, hear) = watch::channel(false);
        runtime.spawn(async move {
            asked.await;
            let _ = say.send(true);
        });
        Ok(Self(hear))
    }

    /// Whether it was asked so far.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when it is asked.
    pub async fn asked(&self) {
        if self.0.clone().wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What comes of the work, unless it is asked before that.
    pub async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.asked() => None,
            done = work => Some(done),
        }
    }
}

/// Ends when the process is asked to stop.
///
/// # Errors
/// When the system does not let it listen for that.
pub fn signals() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    // from the call on, not only from when it is waited for
    #[cfg(unix)]
    let (mut interrupt, mut terminate) = {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind, name| signal(kind).with_context(|| format!("could not listen for {name}"));
        (listen(SignalKind::interrupt(), "SIGINT")?, listen(SignalKind::terminate(), "SIGTERM")?)
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        tracing::info!("asked to stop");
    })
}
