//! What the routes work with.

use std::sync::Arc;

use event_journal::Journal;
use jiff::civil::Date;
use read_models::Library;
use service_runtime::{Entropy, Keystore, Services};
use tokio::sync::Semaphore;

use crate::Access;
use crate::access::Sessions;
use crate::meters::Meters;

/// Everything the surface needs of the process it is part of.
#[derive(Clone)]
pub struct App {
    /// Who decides.
    pub services: Services,
    /// What happened.
    pub journal: Arc<dyn Journal>,
    /// What opens personal content, for timelines.
    pub keys: Arc<Keystore>,
    /// What is known.
    pub library: Arc<Library>,
    /// Who may ask.
    pub access: Access,
    /// Host names the server answers to besides `localhost` and addresses, without a port.
    pub hosts: Vec<String>,
    /// Today, in England.
    pub today: Arc<dyn Fn() -> Date + Send + Sync>,
    /// Randomness, for sessions.
    pub entropy: Entropy,
    /// What is wrong with the process at the moment, in sentences; nothing when it can do its work:
    /// the log takes events, the worker runs. Asked at every `/readyz`.
    pub troubles: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
}

/// How many commands may be under way at once; more wait.
pub(crate) const COMMANDS: u32 = 1024;

/// The app with what one server remembers.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) app: Arc<App>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) meters: Arc<Meters>,
    /// A permit for every command under way. Closed once the server stops.
    pub(crate) commands: Arc<Semaphore>,
}

impl Shared {
    pub(crate) fn new(app: App) -> Self {
        let commands = Arc::new(Semaphore::new(usize::try_from(COMMANDS).unwrap_or(1)));
        Self { app: Arc::new(app), sessions: Arc::default(), meters: Arc::default(), commands }
    }
}
