//! What a process serves over HTTP, whatever gives it the order of events: commands, tables, or both.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use event_journal::{BoxFuture, Feed};
use event_keys::Keystore;
use event_log::EventLog;
use events::Position;
use projection_worker::Worker;
use read_models::Library;
use service_runtime::{Failure, Release, Services};
use tokio::net::TcpListener;
use tokio::sync::watch;
use waymark_http::{Access, App, Gauges, Limits, Opened, Part, serve};

use crate::exposition::Exposition;
use crate::system;

/// The parts of a process that serves.
pub struct Serving {
    /// What happened.
    pub feed: Arc<dyn Feed>,
    /// The log it stands in.
    pub log: Arc<dyn EventLog>,
    /// Every person's key.
    pub keys: Arc<Keystore>,
    /// Who decides; none in a process that takes no commands.
    pub services: Services,
    /// What is known; nothing in a process that answers no questions.
    pub library: Option<Arc<Library>>,
    /// Who keeps that up to date; nobody where another process does.
    pub worker: Option<Worker>,
    /// Who may ask.
    pub access: Access,
    /// Logs who reads whose personal content.
    pub opened: Opened,
    /// Other names by which browsers may reach it.
    pub hosts: Vec<String>,
    /// How its parts are.
    pub health: Health,
    /// What its metrics show besides.
    pub gauges: Gauges,
    /// And of the process itself.
    pub exposition: Exposition,
}

/// No gauges besides those that every process has.
#[must_use]
pub fn no_gauges() -> Gauges {
    Arc::new(Vec::new)
}

impl Serving {
    /// Serves until `stop` is ready; then lets what is under way finish.
    ///
    /// # Errors
    /// When the listener or the worker breaks off.
    pub async fn until(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let (stop_worker, stopping) = watch::channel(false);
        let working =
            self.worker.map(|worker| tokio::spawn(keep(worker, self.feed.clone(), stopping, self.health.clone())));
        tokio::spawn(warm_up(self.services.clone(), self.health.clone()));
        let knows: Option<(_, Knows)> = if self.services.commands().next().is_some() {
            let services = self.services.clone();
            let knows = move || -> BoxFuture<'static, _> {
                let services = services.clone();
                Box::pin(async move { services.knows_all().await })
            };
            Some((("services", "no command is decided"), Box::new(knows)))
        } else if self.library.is_some() {
            let (release, feed) = (Arc::new(Release::default()), Arc::clone(&self.feed));
            let knows = move || -> BoxFuture<'static, _> {
                let (release, feed) = (Arc::clone(&release), Arc::clone(&feed));
                Box::pin(async move { release.knows_all(&*feed).await })
            };
            Some((("release", "the answers are not complete"), Box::new(knows)))
        } else {
            None
        };
        if let Some((part, knows)) = knows {
            tokio::spawn(watch_for_newer(part, knows, self.feed.watch(), self.health.clone()));
        }
        let (health, log, exposition) = (self.health, self.log, self.exposition);
        let app = App {
            services: self.services,
            feed: self.feed,
            keys: self.keys,
            library: self.library,
            access: self.access,
            tree: Arc::new(move || {
                let head = log.head();
                (head.position, head.root.to_string())
            }),
            opened: self.opened,
            hosts: self.hosts,
            today: Arc::new(system::today),
            entropy: system::entropy(),
            parts: Arc::new(move || health.now()),
            gauges: self.gauges,
            exposition: Arc::new(move || exposition.text()),
        };
        let served = serve(limits(), listener, app, stop).await.context("the server broke off");
        stop_worker.send_replace(true);
        if let Some(working) = working {
            working.await.context("the worker broke off")?;
        }
        served
    }
}

/// What this process gives to connections: the usual, if the system lets it have so many files open.
fn limits() -> Limits {
    let usual = Limits::default();
    let files = crate::files::allow(usual.files());
    if files < usual.files() {
        tracing::warn!(
            files,
            wanted = usual.files(),
            "the system lets this process open few files, so it takes fewer connections: raise its limit (ulimit -n, LimitNOFILE)"
        );
    }
    usual.within(files)
}

/// Runs the worker. When it cannot go on that is told, and the tables stand still; commands are
/// still taken.
async fn keep(worker: Worker, feed: Arc<dyn Feed>, stop: watch::Receiver<bool>, health: Health) {
    health.well("worker");
    if let Err(error) = worker.run(feed, stop).await {
        tracing::error!(%error, "the tables stand still");
        health.troubled("worker", format!("the tables stand still: {error}"));
    }
}

/// Reads the services' own indexes, so that the first command need not wait.
async fn warm_up(services: Services, health: Health) {
    if let Err(error) = services.warm_up().await {
        tracing::error!(%error, "a service could not read the log");
        health.troubled("services", format!("a service could not read the log: {error}"));
    }
}

/// Reads what comes into the log as far as it goes, and says whether this release knows all of it.
type Knows = Box<dyn Fn() -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// Reads what comes into the log, until a newer release has recorded what this one does not know: then
/// readiness says so of this part, and what follows from it.
async fn watch_for_newer(
    (part, follows): (&'static str, &str),
    knows: Knows,
    mut heads: watch::Receiver<Position>,
    health: Health,
) {
    loop {
        heads.borrow_and_update();
        // A log that cannot be read is reported by the code that needs it.
        if let Err(Failure::Undecodable(newer)) = knows().await {
            health.troubled(part, format!("{follows}: {newer}"));
            return;
        }
        if heads.changed().await.is_err() {
            return;
        }
    }
}

/// How the parts of a process are: some say so, others are asked each time.
#[derive(Clone, Default)]
pub struct Health {
    said: Arc<Mutex<BTreeMap<&'static str, Option<String>>>>,
    asked: Arc<Mutex<Vec<(&'static str, Trouble)>>>,
}

/// Tells what keeps a part from its work, if anything does.
type Trouble = Box<dyn Fn() -> Option<String> + Send>;

impl Health {
    /// This part does its work.
    pub fn well(&self, part: &'static str) {
        self.set(part, None);
    }

    /// Something keeps this part from its work.
    pub fn troubled(&self, part: &'static str, trouble: String) {
        self.set(part, Some(trouble));
    }

    /// This part is asked each time somebody wants to know.
    pub fn ask(&self, part: &'static str, trouble: impl Fn() -> Option<String> + Send + 'static) {
        held(&self.asked).push((part, Box::new(trouble)));
    }

    fn set(&self, part: &'static str, trouble: Option<String>) {
        held(&self.said).insert(part, trouble);
    }

    /// What keeps a part from its work, if anything does.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.now().into_iter().find_map(|part| part.trouble)
    }

    fn now(&self) -> Vec<Part> {
        let mut parts = held(&self.said).clone();
        for (part, ask) in held(&self.asked).iter() {
            let said = parts.entry(part).or_default();
            *said = ask().or(said.take());
        }
        parts.into_iter().map(|(name, trouble)| Part { name, trouble }).collect()
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_says_it_is_well_is_in_trouble_while_it_has_some_when_it_is_asked() {
        let health = Health::default();
        let trouble = Arc::new(Mutex::new(None));
        let asked = trouble.clone();
        health.ask("log", move || asked.lock().unwrap().clone());
        let part = |trouble: Option<&str>| vec![Part { name: "log", trouble: trouble.map(str::to_owned) }];
        assert_eq!(health.now(), part(None));
        *trouble.lock().unwrap() = Some("it has stopped".to_owned());
        assert_eq!(health.now(), part(Some("it has stopped")));
        *trouble.lock().unwrap() = None;
        health.well("log");
        assert_eq!(health.now(), part(None));
        health.troubled("log", "it is damaged".to_owned());
        assert_eq!(health.now(), part(Some("it is damaged")));
    }
}
