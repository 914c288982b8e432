//! The running servers that were named: which of them to ask for what.
//!
//! One is asked for everything. Of several, each has a part: services take the commands of their
//! contexts, others answer questions from tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{anyhow, bail};
use service_kit::CommandType;

use crate::cli::{Global, Where};
use crate::client::{Answer, Client, agent};
use crate::data_dir::DataDir;
use crate::running::RunningServer;

/// Servers, in the order in which they were named.
pub struct Servers(Vec<Client>);

/// The servers that take the commands of one context.
#[derive(Default)]
pub struct Takers {
    servers: Vec<Client>,
    /// Whose turn it is: the first one's, until it fails.
    turn: AtomicUsize,
}

impl Servers {
    /// The servers that were named, if any were.
    #[must_use]
    pub fn of(place: &Where) -> Option<Self> {
        let agent = agent(place.servers.len());
        let client = |base: &String| Client::new(agent.clone(), base, place.key.clone());
        let servers: Vec<_> = place.servers.iter().map(client).collect();
        (!servers.is_empty()).then_some(Self(servers))
    }

    /// The servers that were named; if none was, the one that runs on this data directory.
    ///
    /// # Errors
    /// When one does and does not say where.
    pub fn reading(global: &Global, place: &Where) -> anyhow::Result<Option<Self>> {
        if let Some(named) = Self::of(place) {
            return Ok(Some(named));
        }
        let Ok(data) = DataDir::open(&global.data) else { return Ok(None) };
        Ok(Self::beside(&data)?.map(|server| Self(vec![server])))
    }

    /// The server that runs on this data directory, if one does.
    ///
    /// # Errors
    /// When one does and does not say where.
    pub fn beside(data: &DataDir) -> anyhow::Result<Option<Client>> {
        let client = |server: RunningServer| Client::new(agent(1), &server.url, Some(server.key));
        Ok(RunningServer::on(data)?.map(client))
    }

    /// Who answers from tables.
    ///
    /// # Errors
    /// When none of several does.
    pub fn with_tables(&self) -> anyhow::Result<&Client> {
        self.first("has tables", "`waymark query` or `waymark up`", |readiness| {
            readiness.body["parts"]["readModels"].is_object()
        })
    }

    /// Who has the events.
    ///
    /// # Errors
    /// When none of several answers.
    pub fn with_events(&self) -> anyhow::Result<&Client> {
        self.first("answers", "`waymark query` or `waymark up`", |_| true)
    }

    fn first(&self, does: &str, such_as: &str, fits: impl Fn(&Answer) -> bool) -> anyhow::Result<&Client> {
        if let [one] = self.0.as_slice() {
            return Ok(one);
        }
        let mut troubles = Troubles::default();
        for server in &self.0 {
            match server.try_get("/readyz") {
                Ok(readiness) if fits(&readiness) => return Ok(server),
                Ok(_) => {}
                Err(error) => troubles.add(&error),
            }
        }
        bail!("none of {} {does}: name one that does with --server, such as {such_as}{}", self.names(), troubles.told())
    }

    /// Who takes the commands of each of these contexts, named by a command of each. Nothing is
    /// sent: the servers are asked for the commands' forms.
    ///
    /// # Errors
    /// When nobody takes those of some context.
    pub fn takers(
        &self,
        wanted: &BTreeMap<&'static str, CommandType>,
    ) -> anyhow::Result<BTreeMap<&'static str, Takers>> {
        let answers: Vec<anyhow::Result<Vec<&'static str>>> = thread::scope(|scope| {
            let asked: Vec<_> = self.0.iter().map(|server| scope.spawn(|| taken(server, wanted))).collect();
            let broken = |_| Err(anyhow!("asking a server broke off"));
            asked.into_iter().map(|asked| asked.join().unwrap_or_else(broken)).collect()
        });
        let mut takers: BTreeMap<&'static str, Takers> = BTreeMap::new();
        let mut troubles = Troubles::default();
        for (server, answer) in self.0.iter().zip(answers) {
            match answer {
                Ok(contexts) => contexts.into_iter().for_each(|context| {
                    takers.entry(context).or_default().servers.push(server.clone());
                }),
                Err(error) => troubles.add(&error),
            }
        }
        let nobodys: Vec<&str> = wanted.keys().copied().filter(|context| !takers.contains_key(context)).collect();
        if !nobodys.is_empty() {
            bail!(
                "nothing was sent, for nobody at {} takes commands of {}: name a server that does with one more --server, such as one that was started as `waymark serve {}`{}",
                self.names(),
                nobodys.join(", "),
                nobodys.join(" "),
                troubles.told()
            );
        }
        if !troubles.0.is_empty() {
            tracing::warn!(troubles = troubles.0.join("; "), "going on without some of the servers");
        }
        Ok(takers)
    }

    fn names(&self) -> String {
        self.0.iter().map(Client::url).collect::<Vec<_>>().join(", ")
    }
}

/// The contexts whose commands a server takes.
fn taken(server: &Client, wanted: &BTreeMap<&'static str, CommandType>) -> anyhow::Result<Vec<&'static str>> {
    let mut taken = Vec::new();
    for (context, command) in wanted {
        if server.try_get(&format!("/v1/{context}/{}", command.name))?.status == 200 {
            taken.push(*context);
        }
    }
    Ok(taken)
}

impl Takers {
    /// Sends a command to one of them, and where that one cannot take it now, to the next: under one
    /// key it is taken once, by any of them. The answer comes with whose it is.
    ///
    /// # Errors
    /// What the last one came to, when none can be reached.
    pub fn ask(&self, post: impl Fn(&Client) -> anyhow::Result<Answer>) -> anyhow::Result<(Answer, &Client)> {
        let mut last = Err(anyhow!("nobody takes this command"));
        for _ in &self.servers {
            let turn = self.turn.load(Ordering::Relaxed);
            let Some(server) = self.servers.get(turn % self.servers.len()) else { break };
            match post(server) {
                Ok(answer) if !matches!(answer.status, 404 | 503) => return Ok((answer, server)),
                failed => {
                    // Another command may have gone on already.
                    let _ = self.turn.compare_exchange(turn, turn + 1, Ordering::Relaxed, Ordering::Relaxed);
                    last = failed.map(|answer| (answer, server));
                }
            }
        }
        last
    }

    /// All of them.
    pub fn servers(&self) -> impl Iterator<Item = &Client> {
        self.servers.iter()
    }
}

/// What keeps servers from answering.
#[derive(Default)]
struct Troubles(Vec<String>);

impl Troubles {
    fn add(&mut self, error: &anyhow::Error) {
        self.0.push(format!("{error:#}"));
    }

    fn told(&self) -> String {
        self.0.iter().fold(String::new(), |mut told, trouble| {
            let _ = write!(told, "\n- {trouble}");
            told
        })
    }
}
