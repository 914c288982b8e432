//! What the routes work with.

use std::io;
use std::sync::{Arc, OnceLock};

use event_journal::Feed;
use event_keys::{Entropy, Keystore};
use events::{Line, Position, Subject};
use jiff::civil::Date;
use read_models::Library;
use service_runtime::Services;
use tokio::sync::{Mutex, Semaphore};

use crate::access::Sessions;
use crate::meters::{Gauge, Meters};
use crate::{Access, Limits};

/// Everything the surface needs of the process it is part of.
#[derive(Clone)]
pub struct App {
    /// Who decides: all contexts, some of them, or none.
    pub services: Services,
    /// What happened.
    pub feed: Arc<dyn Feed>,
    /// What opens personal content, for timelines.
    pub keys: Arc<Keystore>,
    /// What is known; nothing where questions are answered by another server.
    pub library: Option<Arc<Library>>,
    /// Who may ask.
    pub access: Access,
    /// Host names the server answers to besides `localhost` and addresses, without a port.
    pub hosts: Vec<String>,
    /// Today, in England.
    pub today: Arc<dyn Fn() -> Date + Send + Sync>,
    /// Randomness, for sessions.
    pub entropy: Entropy,
    /// How far the log is, and the root of its tree there.
    pub tree: CurrentTree,
    /// Logs every subject whose sealed content is opened for somebody. If it fails, nothing is opened.
    pub opened: Opened,
    /// The parts of the process besides, and how they are: asked at every `/readyz`.
    pub parts: Arc<dyn Fn() -> Vec<Part> + Send + Sync>,
    /// What `/metrics` shows besides the surface's own: asked each time.
    pub gauges: Gauges,
    /// What it shows of the process itself, in Prometheus' text format.
    pub exposition: Arc<dyn Fn() -> String + Send + Sync>,
}

/// The position of the last durable event, and the root of the tree up to it, as it is written.
pub type CurrentTree = Arc<dyn Fn() -> (Position, String) + Send + Sync>;

/// Logs who reads whose personal content: the name of the key, and the subjects. May wait for the disk.
pub type Opened = Arc<dyn Fn(&Line, &[Subject]) -> io::Result<()> + Send + Sync>;

/// Tells how the process's gauges stand.
pub type Gauges = Arc<dyn Fn() -> Vec<Gauge> + Send + Sync>;

/// A part of the process, as `/readyz` tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is called: `worker`.
    pub name: &'static str,
    /// What keeps it from its work, in a sentence; nothing when it does it.
    pub trouble: Option<String>,
}

/// How many commands may be under way at once; more wait.
pub(crate) const COMMANDS: u32 = 1024;

/// How many tables may be downloaded at once; more wait.
const DOWNLOADS: usize = 16;

/// The app with what one server remembers.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) app: Arc<App>,
    pub(crate) limits: Limits,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) meters: Arc<Meters>,
    /// The position up to which the tables must have come before the server is ready.
    pub(crate) catch_up_to: Arc<OnceLock<u64>>,
    /// Held by who looks whether all tables can be read.
    pub(crate) touching: Arc<Mutex<()>>,
    /// A permit for every command under way. Closed once the server stops.
    pub(crate) commands: Arc<Semaphore>,
    /// Another number each time the server starts; none where there is no randomness.
    pub(crate) start: Option<u64>,
    /// A permit for every download under way: each keeps a thread and a connection to the database.
    pub(crate) downloads: Arc<Semaphore>,
}

impl Shared {
    pub(crate) fn new(app: App, limits: Limits) -> Self {
        let commands = Arc::new(Semaphore::new(usize::try_from(COMMANDS).unwrap_or(1)));
        let meters = Meters::default();
        meters.begin(app.services.commands().map(|command| command.context));
        let mut start = [0; 8];
        let start = (app.entropy)(&mut start).is_ok().then(|| u64::from_le_bytes(start));
        Self {
            app: Arc::new(app),
            start,
            limits,
            sessions: Arc::default(),
            meters: Arc::new(meters),
            catch_up_to: Arc::default(),
            touching: Arc::default(),
            commands,
            downloads: Arc::new(Semaphore::new(DOWNLOADS)),
        }
    }
}
