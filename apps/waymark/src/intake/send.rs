//! Sending all commands, whichever way in, and asking first what is known already.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;

use anyhow::anyhow;
use event_journal::{BoxFuture, Stored};
use event_keys::Keystore;
use events::Subject;
use import::{LogEvent, Naming, Outcome, Plan, Planned};
use indicatif::ProgressBar;
use tokio::task::JoinSet;

use super::order::Order;

/// A command on its way.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The context: `coaching`.
    pub context: String,
    /// The command: `log-hours`.
    pub name: String,
    /// Its idempotency key.
    pub key: String,
    /// Its fields.
    pub json: String,
    /// The row it came from, for the event: by it the next import knows its own.
    pub origin: Option<String>,
}

impl From<&Planned> for Sent {
    fn from(planned: &Planned) -> Self {
        Self {
            context: planned.command.context.to_owned(),
            name: planned.command.name.to_owned(),
            key: planned.key.clone(),
            json: planned.json.clone(),
            origin: Some(planned.origin()),
        }
    }
}

/// Where commands go.
pub trait Gateway: Naming<Error = anyhow::Error> + Send + Sync + 'static {
    /// How many commands may be under way at once.
    fn at_once(&self) -> usize;

    /// Sends a command. The error is the machine's, and ends the import.
    fn send(self: Arc<Self>, sent: Sent) -> BoxFuture<'static, anyhow::Result<Outcome>>;

    /// A subject's events, as they are kept.
    fn stored(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Stored>>>;

    /// A subject's events, for comparing.
    fn history(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<LogEvent>>>;

    /// Every event of the types that [`import::types_for_all`] names.
    fn of_all(self: Arc<Self>) -> BoxFuture<'static, anyhow::Result<Vec<LogEvent>>>;

    /// Opens what is sealed with the introductions of these subjects, as far as it can be seen from here.
    fn open<'a>(&'a self, known: &'a mut [LogEvent], of: &'a BTreeSet<Subject>) -> BoxFuture<'a, anyhow::Result<()>>;

    /// Keys for a rehearsal: it opens what can be opened here, and forgets what it makes.
    fn keys(&self) -> Keystore;
}

/// How sending came to its end.
#[derive(Debug)]
pub enum Ended {
    /// Everything was answered.
    Whole,
    /// Somebody asked to stop; what was under way was answered.
    Stopped,
    /// The machine failed.
    Failed(anyhow::Error),
}

/// Sends all commands, in order where it matters, until somebody asks to stop. When the machine
/// fails, what was answered until then comes back with the failure.
pub async fn send_all(
    gateway: &Arc<impl Gateway>,
    commands: &[Planned],
    bar: &ProgressBar,
    stop: impl Future<Output = ()>,
) -> (Vec<Option<Outcome>>, Ended) {
    let mut stop = pin!(stop);
    let mut order = Order::of(commands);
    let mut outcomes: Vec<Option<Outcome>> = vec![None; commands.len()];
    let mut under_way = JoinSet::new();
    let mut ended = Ended::Whole;
    loop {
        while matches!(ended, Ended::Whole) && under_way.len() < gateway.at_once() {
            let Some((index, planned)) = order.next().and_then(|index| Some((index, commands.get(index)?))) else {
                break;
            };
            let sent = gateway.clone().send(Sent::from(planned));
            under_way.spawn(async move { (index, sent.await) });
        }
        let answered = tokio::select! {
            biased;
            () = &mut stop, if matches!(ended, Ended::Whole) => {
                ended = Ended::Stopped;
                continue;
            }
            answered = under_way.join_next() => answered,
        };
        match answered {
            Some(Ok((index, Ok(outcome)))) => {
                if let Some(slot) = outcomes.get_mut(index) {
                    *slot = Some(outcome);
                }
                order.done(index);
                bar.inc(1);
            }
            Some(Ok((_, Err(error)))) => ended = Ended::Failed(error),
            Some(Err(broken)) => ended = Ended::Failed(anyhow!(broken).context("a command broke off")),
            None => return (outcomes, ended),
        }
    }
}

/// What is known already of what the plan is about, beside what is known of everybody.
///
/// # Errors
/// When a history cannot be read.
pub async fn known(gateway: &Arc<impl Gateway>, plan: &Plan, of_all: Vec<LogEvent>) -> anyhow::Result<Vec<LogEvent>> {
    let subjects = plan.subjects();
    let missing = plan.missing(&of_all);
    let mut known = of_all;
    known.retain(|known| !subjects.contains(&known.subject));
    let mut subjects = subjects.into_iter();
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < gateway.at_once() {
            let Some(subject) = subjects.next() else { break };
            under_way.spawn(gateway.clone().history(subject));
        }
        match under_way.join_next().await {
            Some(history) => known.extend(history??),
            None => break,
        }
    }
    gateway.open(&mut known, &missing).await?;
    Ok(known)
}
