//! The two ways in: the services of this process, or a running server.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use event_journal::{BoxFuture, Journal};
use events::{Attribution, EventId, Line, Position, Subject, Trace};
use import::{Known, Outcome, Planned};
use indicatif::ProgressBar;
use jiff::civil::Date;
use service_kit::Rule;
use service_runtime::{Ask, Rejected, Services};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::order::Order;
use crate::client::{Client, escaped, said};

/// How the events of an import say where they came from.
const REASON: &str = "import:";

/// Where commands go.
pub trait Gateway: Send + Sync + 'static {
    /// How many commands may be under way at once.
    fn at_once(&self) -> usize;

    /// Sends a command. The error is the machine's, and ends the import.
    fn send(self: Arc<Self>, planned: Planned) -> BoxFuture<'static, anyhow::Result<Outcome>>;

    /// A subject's events.
    fn history(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Known>>>;
}

/// Sends all commands, in order where it matters. When the machine fails, what was answered until
/// then comes back with the failure.
pub async fn send_all(
    gateway: &Arc<impl Gateway>,
    commands: &[Planned],
    bar: &ProgressBar,
) -> (Vec<Option<Outcome>>, anyhow::Result<()>) {
    let mut order = Order::of(commands);
    let mut outcomes: Vec<Option<Outcome>> = vec![None; commands.len()];
    let mut under_way = JoinSet::new();
    let mut failure = Ok(());
    loop {
        while failure.is_ok() && under_way.len() < gateway.at_once() {
            let Some((index, planned)) = order.next().and_then(|index| Some((index, commands.get(index)?))) else {
                break;
            };
            let sent = gateway.clone().send(planned.clone());
            under_way.spawn(async move { (index, sent.await) });
        }
        let Some(answered) = under_way.join_next().await else { break };
        match answered {
            Ok((index, Ok(outcome))) => {
                if let Some(slot) = outcomes.get_mut(index) {
                    *slot = Some(outcome);
                }
                order.done(index);
                bar.inc(1);
            }
            Ok((_, Err(error))) => failure = Err(error),
            Err(broken) => failure = Err(anyhow!(broken).context("a command broke off")),
        }
    }
    (outcomes, failure)
}

/// What is known of these subjects already.
///
/// # Errors
/// When a history cannot be read.
pub async fn known(gateway: &Arc<impl Gateway>, subjects: BTreeSet<Subject>) -> anyhow::Result<Vec<Known>> {
    let mut subjects = subjects.into_iter();
    let mut under_way = JoinSet::new();
    let mut known = Vec::new();
    loop {
        while under_way.len() < gateway.at_once() {
            let Some(subject) = subjects.next() else { break };
            under_way.spawn(gateway.clone().history(subject));
        }
        match under_way.join_next().await {
            Some(history) => known.extend(history??),
            None => return Ok(known),
        }
    }
}

/// Where an event came from, as its `reason` says.
fn reason(planned: &Planned) -> String {
    match planned.row {
        Some(row) => format!("{REASON} {}, row {row}", planned.sheet),
        None => format!("{REASON} mapping"),
    }
}

/// The services of this process.
pub struct Direct {
    services: Services,
    journal: Arc<dyn Journal>,
    today: Date,
    by: Attribution,
    trace: Trace,
}

impl Direct {
    /// Asks these services, today, as one import.
    ///
    /// # Errors
    /// Never: the actor's name is a word.
    pub fn new(services: Services, journal: Arc<dyn Journal>, today: Date, import: Uuid) -> anyhow::Result<Self> {
        let by = Attribution::by(Line::new("import")?);
        let trace = Trace { correlation: Some(import), ..Trace::default() };
        Ok(Self { services, journal, today, by, trace })
    }
}

impl Gateway for Direct {
    fn at_once(&self) -> usize {
        256
    }

    fn send(self: Arc<Self>, planned: Planned) -> BoxFuture<'static, anyhow::Result<Outcome>> {
        Box::pin(async move {
            let by = Attribution { reason: Line::new(&reason(&planned)).ok(), ..self.by.clone() };
            let key = Line::new(&planned.key).context("the row's key is no key")?;
            let ask = Ask { key, by, trace: self.trace.clone(), today: self.today };
            let command = planned.command;
            match self.services.execute(command.context, command.name, &planned.json, &ask).await {
                Ok(receipt) if receipt.repeated => {
                    Ok(Outcome::AlreadyThere { event: receipt.event, position: receipt.position })
                }
                Ok(receipt) => Ok(Outcome::Accepted { event: receipt.event, position: receipt.position }),
                Err(Rejected::Refused(refused)) => {
                    Ok(Outcome::Refused { rule: refused.rule, code: refused.code.to_owned(), reason: refused.reason })
                }
                Err(Rejected::Unreadable(why)) => Ok(Outcome::Unreadable(why)),
                Err(Rejected::KeyReused { event, position }) => Ok(Outcome::Changed { event, position }),
                Err(Rejected::Failed(failure)) => Err(failure.into()),
            }
        })
    }

    fn history(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Known>>> {
        Box::pin(async move {
            let stored = self.journal.history(subject, Position::START).await?;
            let decode = |stored: &event_journal::Stored| Ok(Known::read(&stored.leaf, is_imported(&stored.leaf))?);
            stored.iter().map(decode).collect()
        })
    }
}

/// A running server.
pub struct Remote(pub Client);

impl Gateway for Remote {
    fn at_once(&self) -> usize {
        32
    }

    fn send(self: Arc<Self>, planned: Planned) -> BoxFuture<'static, anyhow::Result<Outcome>> {
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || {
                let path = format!("/v1/{}/{}", planned.command.context, planned.command.name);
                self.0.post(&path, &planned.key, &planned.json, &reason(&planned))
            });
            outcome(&asked.await??)
        })
    }

    fn history(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Known>>> {
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || {
                let mut known = Vec::new();
                let path = format!("/v1/events?limit=1000&subject={}", escaped(&subject.to_string()));
                self.0.pages(path, |page| {
                    for event in page.as_array().into_iter().flatten() {
                        let event = event.to_string();
                        known.push(Known::read(event.as_bytes(), is_imported(event.as_bytes()))?);
                    }
                    Ok(())
                })?;
                Ok(known)
            });
            asked.await?
        })
    }
}

/// Whether an import recorded the event: its reason says so.
fn is_imported(event: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Why {
        reason: Option<String>,
    }
    let why = serde_json::from_slice::<Why>(event).ok().and_then(|why| why.reason);
    why.is_some_and(|reason| reason.starts_with(REASON))
}

/// What a server's answer to a command means.
fn outcome(answer: &crate::client::Answer) -> anyhow::Result<Outcome> {
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
