//! Into running servers: each context's commands to one that takes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use event_journal::{BoxFuture, Stored};
use event_keys::Keystore;
use events::{EventId, Position, Subject};
use import::{LogEvent, Named, Naming, Outcome, types_for_all};
use serde_json::{Value, json};
use service_kit::{CommandType, Rule};
use uuid::Uuid;

use super::send::{Gateway, Sent};
use crate::client::{AT_ONCE, Answer, Client, escaped, said};
use crate::servers::{Servers, Takers};
use crate::system;

/// How long the server that is read from may take to have what this import has heard of.
const LIMIT: Duration = Duration::from_secs(60);
/// How often to look whether it has.
const LOOK: Duration = Duration::from_millis(50);

/// Running servers, as one import asks them.
pub struct Remote {
    takers: BTreeMap<&'static str, Takers>,
    /// One that takes commands has the events, and the keys of persons.
    reader: Client,
    /// The furthest position that this import has heard of.
    heard: AtomicU64,
    /// How far the reader is at least.
    read: AtomicU64,
    import: Uuid,
}

impl Remote {
    /// Asks servers that take all these commands, as this import.
    ///
    /// # Errors
    /// When nobody takes some of the commands, or answers.
    pub fn of<'c>(
        servers: &Servers,
        commands: impl Iterator<Item = &'c CommandType>,
        import: Uuid,
    ) -> anyhow::Result<Self> {
        let wanted = commands.map(|command| (command.context, *command)).collect();
        let takers = servers.takers(&wanted)?;
        let mut furthest = (0, servers.with_events()?);
        for server in takers.values().flat_map(Takers::servers) {
            let head = server.head()?;
            if head > furthest.0 || furthest.0 == 0 {
                furthest = (head, server);
            }
        }
        let (head, reader) = (furthest.0, furthest.1.clone());
        Ok(Self { takers, reader, heard: AtomicU64::new(head), read: AtomicU64::new(head), import })
    }

    /// Sends a command to the service that takes it.
    fn ask(&self, Sent { context, name, key, json, origin }: &Sent) -> anyhow::Result<Outcome> {
        let takers = self.takers.get(&**context).context("nobody was asked who takes this command")?;
        let path = format!("/v1/{context}/{name}");
        let post = |server: &Client| server.post(&path, key, json, origin.as_deref(), self.import);
        let (answer, server) = takers.ask(post)?;
        let outcome = outcome(&answer).with_context(|| format!("{} did not take a command", server.url()))?;
        if let Outcome::Accepted { position, .. }
        | Outcome::AlreadyThere { position, .. }
        | Outcome::Changed { position, .. } = &outcome
        {
            self.heard.fetch_max(position.0, Ordering::Relaxed);
        }
        Ok(outcome)
    }

    /// Waits until the server that is read from has everything that this import has heard of: others
    /// may have taken it.
    fn wait_for_reader(&self) -> anyhow::Result<()> {
        let heard = self.heard.load(Ordering::Relaxed);
        let started = Instant::now();
        while self.read.load(Ordering::Relaxed) < heard {
            let head = self.reader.head()?;
            self.read.fetch_max(head, Ordering::Relaxed);
            if head < heard {
                ensure!(
                    started.elapsed() < LIMIT,
                    "{} is at position {head} and others are at {heard}: look at its /readyz, or leave it out",
                    self.reader.url()
                );
                thread::sleep(LOOK);
            }
        }
        Ok(())
    }

    /// Events that a question finds, page by page.
    fn events(&self, asked: &str, mut each: impl FnMut(&Value) -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.wait_for_reader()?;
        let mut next = Some(format!("/v1/events?limit=1000&{asked}"));
        while let Some(path) = next {
            let answer = self.reader.try_get(&path)?;
            // Nothing was recorded about the subject so far.
            if answer.body["code"] == "no-such-subject" {
                return Ok(());
            }
            let answer = answer.accepted()?;
            answer.body.as_array().into_iter().flatten().try_for_each(&mut each)?;
            next = answer.next;
        }
        Ok(())
    }

    fn stored_of(&self, subject: Subject) -> anyhow::Result<Vec<Stored>> {
        let mut stored = Vec::new();
        self.events(&format!("subject={}", escaped(&subject.to_string())), |event| {
            let position = Position(stored.len() as u64 + 1);
            stored.push(Stored { position, leaf: event.to_string().into_bytes(), sealed: None });
            Ok(())
        })?;
        Ok(stored)
    }

    /// The ids that the server derives.
    fn named(&self, what: &str, wanted: &[Value]) -> anyhow::Result<Vec<Uuid>> {
        let count = wanted.len();
        let question = json!({ what: wanted }).to_string();
        let mut answer = tokio::task::block_in_place(|| self.reader.ask("/v1/names", &question))?;
        let ids: Vec<Uuid> = serde_json::from_value(answer[what].take()).context("the server's answer holds no ids")?;
        ensure!(ids.len() == count, "{} answered {count} names with {} ids", self.reader.url(), ids.len());
        Ok(ids)
    }

    /// What the server calls a learner, to whom may see that.
    fn name(&self, subject: Subject) -> anyhow::Result<Option<String>> {
        let answer = self.reader.try_get(&format!("/v1/internships/{}/timeline", subject.id))?;
        Ok(answer.body["name"].as_str().map(str::to_owned))
    }
}

/// How many ids are asked for at once.
const NAMES: usize = 1000;

/// Only the server has the deployment's secret.
impl Naming for Remote {
    type Error = anyhow::Error;

    async fn ids(&self, names: &[Named]) -> anyhow::Result<Vec<Uuid>> {
        let mut ids = Vec::with_capacity(names.len());
        for names in names.chunks(NAMES) {
            let names = names.iter().map(|Named { kind, name }| json!({ "kind": kind, "name": name }));
            ids.extend(self.named("names", &names.collect::<Vec<_>>())?);
        }
        Ok(ids)
    }

    async fn events(&self, keys: &[(Subject, String)]) -> anyhow::Result<Vec<EventId>> {
        let mut events = Vec::with_capacity(keys.len());
        for keys in keys.chunks(NAMES) {
            let keys = keys.iter().map(|(subject, key)| json!({ "subject": subject, "key": key }));
            events.extend(self.named("events", &keys.collect::<Vec<_>>())?.into_iter().map(EventId));
        }
        Ok(events)
    }
}

impl Gateway for Remote {
    fn at_once(&self) -> usize {
        AT_ONCE
    }

    fn send(self: Arc<Self>, sent: Sent) -> BoxFuture<'static, anyhow::Result<Outcome>> {
        Box::pin(async move { tokio::task::spawn_blocking(move || self.ask(&sent)).await? })
    }

    fn stored(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Stored>>> {
        Box::pin(async move { tokio::task::spawn_blocking(move || self.stored_of(subject)).await? })
    }

    fn history(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<LogEvent>>> {
        Box::pin(async move {
            let stored = self.stored(subject).await?;
            stored.iter().map(|stored| Ok(LogEvent::read(&stored.leaf, None)?)).collect()
        })
    }

    fn of_all(self: Arc<Self>) -> BoxFuture<'static, anyhow::Result<Vec<LogEvent>>> {
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || {
                let mut known = Vec::new();
                for kind in types_for_all() {
                    self.events(&format!("type={}", kind.full_name()), |event| {
                        known.push(LogEvent::read(event.to_string().as_bytes(), None)?);
                        Ok(())
                    })?;
                }
                Ok(known)
            });
            asked.await?
        })
    }

    /// A server tells names, and no more of what is sealed.
    fn open<'a>(&'a self, known: &'a mut [LogEvent], of: &'a BTreeSet<Subject>) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move {
            for known in known.iter_mut().filter(|known| known.event_type().name == "referred") {
                if of.contains(&known.subject) {
                    let name = tokio::task::block_in_place(|| self.name(known.subject))?;
                    known.opened = name.map(|name| json!({ "name": name }).to_string());
                }
            }
            Ok(())
        })
    }

    fn keys(&self) -> Keystore {
        Keystore::forgetful(system::entropy())
    }
}

/// What a server's answer to a command means.
fn outcome(answer: &Answer) -> anyhow::Result<Outcome> {
    let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
    let receipt = || -> anyhow::Result<(EventId, Position)> {
        let event = text("event").parse().map(EventId).context("the server's receipt names no event")?;
        let position =
            answer.body["position"].as_u64().map(Position).context("the server's receipt names no position")?;
        Ok((event, position))
    };
    match (answer.status, text("code").as_str()) {
        (201, _) => receipt().map(|(event, position)| Outcome::Accepted { event, position }),
        (200, _) => receipt().map(|(event, position)| Outcome::AlreadyThere { event, position }),
        (409, "key-reused") => receipt().map(|(event, position)| Outcome::Changed { event, position }),
        (422, "unreadable" | "unreadable-command") => Ok(Outcome::Unreadable(text("detail"))),
        (409 | 422, code) if !code.is_empty() => {
            let rule = Rule::ALL.iter().copied().find(|rule| rule.name() == text("rule"));
            Ok(Outcome::Refused { rule, code: code.to_owned(), reason: text("detail") })
        }
        _ => Err(anyhow!("{}", said(answer))),
    }
}
