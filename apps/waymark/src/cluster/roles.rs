//! One node of a cluster, with the roles that it was started in: it follows the stream into its own log,
//! and everything that it does is on top of that log.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use event_journal::{Journal, NodeStatus, State};
use event_keys::Keystore;
use tokio::sync::watch;
use waymark_http::Gauge;

use super::member::{self, Member};
use super::options::{ReadRole, Running, TableOptions};
use super::standby::Turns;
use super::tables::Tables;
use super::users::User;
use crate::cli::Global;
use crate::exposition::{Commits, Exposition};
use crate::metered::Metered;
use crate::services::{self, Context};
use crate::serving::{Health, Serving};
use crate::stopping::{Started, until_told};
use crate::{access, system};

/// What a process of a cluster does.
pub struct Roles<'a> {
    /// Who it is to the servers.
    pub user: User,
    /// Whose commands it takes.
    pub contexts: &'a [Context],
    /// What it does that reads.
    pub reads: Vec<ReadRole>,
    /// Where the tables are, for those roles.
    pub tables: Option<&'a TableOptions>,
    /// Whether it verifies its whole log once when it starts.
    pub verifies: bool,
    /// As every process of a cluster.
    pub running: &'a Running,
}

/// Runs these roles until SIGINT or SIGTERM, then answers requests in progress and closes the log. Roles
/// that need no keys start from the node's own log, whether the cluster answers or not.
///
/// # Errors
/// When the data, the cluster, the tables, the address or a key is not as it should be.
pub fn run(global: &Global, roles: &Roles<'_>, out: &mut impl Write) -> anyhow::Result<()> {
    // Before there is a runtime: opening waits for the database.
    let (data, log) = member::data(global)?;
    let tables = roles.tables.map(|options| Tables::of(options, &data)).transpose()?;
    let tables = tables.as_ref().zip(roles.tables);
    let has = |role| tables.filter(|_| roles.reads.contains(&role));
    let worker = has(ReadRole::Project).map(|(tables, options)| tables.worker(&options.readers)).transpose()?;
    let library = has(ReadRole::Query).map(|(tables, _)| tables.library()).transpose()?;
    until_told(out, async |out| {
        let running = roles.running;
        let member = Member::join(log, running, roles.user, !roles.contexts.is_empty()).await?;
        let opens = !roles.contexts.is_empty() || library.is_some();
        let keys = match opens {
            true => member::keys(&member.journal, global).await?,
            false => Keystore::forgetful(system::entropy()),
        };
        let (keys, commits) = (Arc::new(keys), Arc::new(Commits::default()));
        let journal: Arc<dyn Journal> = Arc::new(Metered::new(member.journal.clone(), commits.clone()));
        let turns = worker.as_ref().zip(tables).map(|(worker, (tables, _))| Turns::of(worker, tables));
        let about = roles.about(tables.map(|(tables, _)| tables));
        let (status, told) = (member.journal.status(), turns.clone());
        let now = move || metadata(&status.borrow(), told.as_ref());
        let announced = member::announce(&member, roles.user, about.clone(), now).await?;
        let status = member.journal.status();
        let listener = member::bind(running).await?;
        let access = access::of(&data, running.access.as_deref(), Vec::new(), out)?;
        let serving = Serving {
            services: services::of(roles.contexts, &journal, &keys),
            feed: journal,
            log: member.journal.log().clone(),
            keys,
            library,
            worker,
            access,
            opened: access::reads::logged_in(&data),
            hosts: running.hosts.clone(),
            health: member.health.clone(),
            gauges: Arc::new(move || gauges(&status, turns.as_ref())),
            exposition: Exposition::new(data.path().to_owned(), commits),
        };
        member::tell(&listener, &about, out)?;
        if roles.verifies {
            verify(&member, member.health.clone());
        }
        let (closing, starting) = (member.journal.clone(), member.journal.clone());
        let close = Box::new(move || closing.close());
        let fails = Box::pin(Member::cannot_start(starting));
        Ok(Started { serving, listener, close, fails, leave: Box::pin(member.leave(announced)) })
    })
}

impl Roles<'_> {
    /// In words.
    fn about(&self, tables: Option<&Tables>) -> String {
        let mut does = Vec::new();
        if !self.contexts.is_empty() {
            let contexts: Vec<&str> = self.contexts.iter().map(|context| context.name()).collect();
            does.push(format!("takes commands of {}", contexts.join(", ")));
        }
        for role in &self.reads {
            does.push(match role {
                ReadRole::Project => "keeps the tables up to date".to_owned(),
                ReadRole::Query => "answers questions".to_owned(),
            });
        }
        if does.is_empty() {
            does.push("keeps the log".to_owned());
        }
        let on = tables.filter(|_| !self.reads.is_empty()).map(|tables| format!(" ({tables})"));
        does.join(", ") + &on.unwrap_or_default()
    }
}

/// What a node announces of itself. A worker's position is that of its tables.
fn metadata(status: &NodeStatus, turns: Option<&Turns>) -> BTreeMap<String, String> {
    let mut metadata = status.metadata();
    if let Some(turns) = turns {
        let applied = turns.position();
        metadata.insert("applied".to_owned(), applied.to_string());
        metadata.insert("lag".to_owned(), status.stream.0.saturating_sub(applied.0).to_string());
        if matches!(status.state, State::Following { .. }) {
            metadata.insert("phase".to_owned(), if turns.waits() { "standby" } else { "working" }.to_owned());
        }
    }
    metadata
}

fn gauges(status: &watch::Receiver<NodeStatus>, turns: Option<&Turns>) -> Vec<Gauge> {
    let mut gauges = member::gauges(status);
    gauges.extend(turns.into_iter().flat_map(|turns| {
        [
            Gauge {
                name: "waymark_worker_position",
                help: "The position up to which the tables are, as this worker knows",
                value: turns.position().0,
            },
            Gauge {
                name: "waymark_worker_standby",
                help: "1 while this worker waits for its turn, 0 while it works",
                value: u64::from(turns.waits()),
            },
        ]
    }));
    gauges
}

/// Walks what the log holds at the start, beside following.
fn verify(member: &Member, health: Health) {
    let log = Arc::clone(member.journal.log());
    tokio::task::spawn_blocking(move || match log.verify(&mut |_| ()) {
        Ok(verified) => {
            let head = verified.head;
            tracing::info!(position = head.position.0, root = %head.root, "the log was walked and is whole");
            health.well("log");
        }
        Err(damage) => {
            tracing::error!(%damage, "the log is damaged: stop this keeper, move its directory away, and start it again: it fetches the log again");
            health.troubled("log", format!("the log is damaged: {damage}"));
        }
    });
}
