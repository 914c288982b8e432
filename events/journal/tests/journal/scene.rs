//! Events to append, journals to append them to, and the servers under them.

use std::any::Any;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use event_journal::{
    ClusterJournal, ClusterOptions, ConnectOptions, Connection, EmbeddedJournal, Feed, Journal, NodeStatus, Stopped,
};
use event_log::{EventLog, MemoryLog, OpenError, Options, SledLog};
use events::coaching::{self, CoachAssigned};
use events::outcomes;
use events::{
    Attribution, CoachId, CommandHash, DeploymentSecret, EnteredInError, ErrorReason, Event, Fact, Hash, InternshipId,
    KeyCommitment, Line, Owner, PersonId, Position, Purpose, Recorded, Sealed, SealedPart, Subject, Trace,
};
use jiff::Timestamp;
use jiff::civil::date;
use sha2::{Digest as _, Sha256};
use test_servers::{NatsCluster, NatsServer};
use uuid::Uuid;

/// How long anything may take before a test fails instead of hanging.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);
/// How long a node may take to see what is wrong: it looks every three seconds, and looks again for
/// twenty, which begin again when an answer was long in coming.
const NOTICED: Duration = Duration::from_secs(60);

pub(crate) fn subject(n: u64) -> Subject {
    InternshipId(Uuid::from_u128(u128::from(n) + 0x2222_0000_0000)).subject()
}

/// Event `n` about subject `about`: the same whenever it is asked for. Even and odd ones are of
/// different contexts, which share their subjects' histories. Every third one lists what is sealed
/// beside it.
pub(crate) fn event(n: u64, about: u64) -> Event {
    made(n, about).0
}

/// What is sealed beside event `n`, if anything is.
pub(crate) fn sealed(n: u64) -> Option<Sealed> {
    made(n, 0).1
}

/// Seals this content in an event's one part, and answers with the bytes to keep beside it.
pub(crate) fn seal(event: &mut Event, content: &[u8]) -> Option<Sealed> {
    let part = SealedPart {
        owner: Owner::of(event.subject, Some(PersonId(event.subject.id)))?,
        purpose: Purpose::new("attribution").unwrap(),
        hash: Hash(Sha256::digest(content).into()),
        key: KeyCommitment([7; 16]),
    };
    event.list_sealed(vec![(part, content.to_vec())])
}

fn made(n: u64, about: u64) -> (Event, Option<Sealed>) {
    let subject = subject(about);
    let origin = Some(Line::new(&format!("knows the {n} bus \"by heart\", \\ and the way")).unwrap());
    let day = date(2026, 3, 9);
    let fact = if n.is_multiple_of(2) {
        let coach = CoachId(Uuid::from_u128(9));
        Fact::Coaching(coaching::Event::CoachAssigned(CoachAssigned {
            coach,
            date: day,
            until: None,
            reason: None,
            note: None,
        }))
    } else {
        let (event, reason) = (DeploymentSecret::PUBLISHED.event(subject, "wrong"), ErrorReason::WrongDay);
        Fact::Outcomes(outcomes::Event::EnteredInError(EnteredInError { event, date: day, reason, note: None }))
    };
    let mut event = Event {
        id: DeploymentSecret::PUBLISHED.event(subject, &format!("event {n}")),
        subject,
        fact,
        happened: day,
        recorded: Timestamp::UNIX_EPOCH,
        by: Attribution { origin, ..Attribution::by(DeploymentSecret::PUBLISHED.actor("northfield")) },
        trace: Trace::default(),
        rules: events::rule_table::VERSION,
        command: CommandHash([7; 16]),
        sealed: Vec::new(),
    };
    let content = n.is_multiple_of(3).then(|| format!("sealed content of event {n}"));
    let sealed = content.and_then(|content| seal(&mut event, content.as_bytes()));
    (event, sealed)
}

/// Which recorded time a message carries.
#[derive(Clone, Copy)]
pub(crate) enum Time {
    /// None: the servers' is put in.
    Servers,
    /// The one in the event.
    Own,
}

/// An event as a message that cannot be told from one that a service sent.
pub(crate) fn message(address: &str, leaf: &[u8], sealed: Option<&Sealed>, time: Time) -> Vec<u8> {
    const MEMBER: &[u8] = b",\"recordedtime\":\"";
    let (own, at, leaf) = match time {
        Time::Own => (1, 0, leaf.to_vec()),
        Time::Servers => {
            let at = leaf.windows(MEMBER.len()).position(|window| window == MEMBER).unwrap();
            let after = at + MEMBER.len() + "2026-09-01T08:00:00.000000Z\"".len();
            (0, at, [&leaf[..at], &leaf[after..]].concat())
        }
    };
    let length = u32::try_from(leaf.len()).unwrap().to_le_bytes();
    let at = u32::try_from(at).unwrap().to_le_bytes();
    let kind = own + if sealed.is_some() { 2 } else { 0 };
    let sealed = sealed.map_or(&[][..], |sealed| &sealed.0);
    let framed = [&[1, kind][..], &length, &at, &leaf, sealed].concat();
    let digest = Sha256::new().chain_update(address).chain_update([0]).chain_update(&framed).finalize();
    [&framed[..], &digest[..8]].concat()
}

/// Appends event `n` about a subject after what the journal shows of it.
pub(crate) async fn add(journal: &dyn Journal, n: u64, about: u64) -> Position {
    let history = journal.history(subject(about), Position::START).await.unwrap();
    let last = history.last().map_or(Position::START, |stored| stored.position);
    journal.append(event(n, about), sealed(n), last).await.unwrap()
}

/// Appends events `from..to`, in turn about each of `subjects` subjects.
pub(crate) async fn fill(journal: &dyn Journal, from: u64, to: u64, subjects: u64) {
    for n in from..to {
        add(journal, n, n % subjects).await;
    }
}

/// Everything that a feed has, read in batches of `limit`.
pub(crate) async fn all(feed: &dyn Feed, limit: usize) -> Vec<(Position, Vec<u8>, Option<Vec<u8>>)> {
    let mut events = Vec::new();
    let mut after = Position::START;
    loop {
        let batch = feed.since(after, limit).await.unwrap();
        if batch.is_empty() {
            return events;
        }
        events
            .extend(batch.iter().map(|(position, leaf, sealed)| (position, leaf.to_vec(), sealed.map(<[u8]>::to_vec))));
        after = batch.last();
    }
}

pub(crate) fn decode(position: Position, leaf: &[u8]) -> Event {
    Recorded::decode(position, leaf).unwrap().event
}

/// A test on a runtime with two threads, with a limit.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let done = runtime.block_on(async { tokio::time::timeout(LIMIT * 3, test).await });
    runtime.shutdown_timeout(Duration::from_secs(5));
    done.unwrap()
}

/// Waits until a node's status says so.
pub(crate) async fn until(journal: &ClusterJournal, what: impl FnMut(&NodeStatus) -> bool) -> NodeStatus {
    match within(LIMIT, journal, what).await {
        Ok(state) => state,
        Err(state) => panic!("not in {LIMIT:?}: {state:?}"),
    }
}

/// Why a node has stopped. One that goes on is soon told from one that has not looked yet.
pub(crate) async fn stopped(journal: &ClusterJournal) -> String {
    match within(NOTICED, journal, |status| status.stopped().is_some()).await {
        Ok(status) => status.stopped().unwrap().to_string(),
        Err(NodeStatus { head, stream, state, .. }) => panic!(
            "the node should have stopped, and after {NOTICED:?} it is {state:?}: its log ends at {}, the stream at {stream}",
            head.position
        ),
    }
}

/// Waits until a node's log has everything that the stream has now.
pub(crate) async fn caught_up(journal: &ClusterJournal) {
    let last = journal.connection().stream_seen().await.unwrap().last;
    reaches_within(LIMIT / 2, journal, last).await;
}

/// Waits until a node's log has come to a position.
pub(crate) async fn reaches(journal: &ClusterJournal, position: Position) {
    reaches_within(LIMIT / 2, journal, position).await;
}

/// The same, for as long as that.
pub(crate) async fn reaches_within(limit: Duration, journal: &ClusterJournal, position: Position) {
    let mut heads = journal.watch();
    if tokio::time::timeout(limit, heads.wait_for(|head| *head >= position)).await.is_err() {
        let NodeStatus { head, stream, state, .. } = journal.status().borrow().clone();
        panic!(
            "the node's log should have come to {position}, and after {limit:?} it ends at {}, the stream at {stream}: {state:?}",
            head.position
        );
    }
}

/// A node's status when it says so, or after that time.
async fn within(
    limit: Duration,
    journal: &ClusterJournal,
    what: impl FnMut(&NodeStatus) -> bool,
) -> Result<NodeStatus, NodeStatus> {
    let mut status = journal.status();
    let found = tokio::time::timeout(limit, status.wait_for(what)).await.map(|status| status.unwrap().clone());
    found.map_err(|_| journal.status().borrow().clone())
}

/// A journal with whatever has to live as long as it.
pub(crate) struct Ground {
    pub(crate) journal: Arc<dyn Journal>,
    _keep: Box<dyn Any>,
}

pub(crate) fn in_memory() -> Ground {
    Ground { journal: Arc::new(embedded(Arc::new(MemoryLog::new()))), _keep: Box::new(()) }
}

pub(crate) fn on_disk() -> Ground {
    let dir = tempfile::tempdir().unwrap();
    Ground { journal: Arc::new(embedded(log_in(dir.path()))), _keep: Box::new(dir) }
}

/// A node of its own, with a log of its own, on a stream of its own.
pub(crate) async fn in_a_cluster(urls: Vec<String>, account: usize, replicas: usize) -> Ground {
    let dir = tempfile::tempdir().unwrap();
    let connection = connect(urls.iter().map(|url| as_user(url, account)).collect()).await;
    connection.create_stream(replicas).await.unwrap();
    let journal = join(&connection, log_in(dir.path())).await;
    Ground { journal: Arc::new(journal), _keep: Box::new(dir) }
}

pub(crate) fn embedded(log: Arc<dyn EventLog>) -> EmbeddedJournal {
    EmbeddedJournal::new(log, Arc::new(|| "2026-09-01T08:00:00.123456Z".parse().unwrap()))
}

/// The log in a directory, once nobody has it open any more: its last user may still be closing it,
/// and a server that is being started in another test holds its locks for a moment, as a fork does.
pub(crate) fn log_in(dir: &Path) -> Arc<dyn EventLog> {
    let start = Instant::now();
    loop {
        match SledLog::open(dir, Options { cache_bytes: 1 << 20, ..Options::default() }) {
            Ok(log) => return Arc::new(log),
            Err(OpenError::AlreadyOpen { .. }) if start.elapsed() < LIMIT => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    }
}

pub(crate) async fn connect(servers: Vec<String>) -> Connection {
    let options = ConnectOptions { servers, name: "test".into(), ..ConnectOptions::default() };
    tokio::time::timeout(LIMIT, Connection::open(&options)).await.unwrap().unwrap()
}

/// A node on this stream, whatever its settings.
pub(crate) async fn join(connection: &Connection, log: Arc<dyn EventLog>) -> ClusterJournal {
    let node = begin(connection, log);
    tokio::time::timeout(LIMIT, node.joined()).await.unwrap().unwrap();
    node
}

/// The same, without waiting for it.
pub(crate) fn begin(connection: &Connection, log: Arc<dyn EventLog>) -> ClusterJournal {
    let options = ClusterOptions { allow_unsafe_stream: true, ..ClusterOptions::default() };
    ClusterJournal::open(connection.clone(), log, options)
}

/// Why a node does not start.
pub(crate) async fn refused(connection: &Connection, log: Arc<dyn EventLog>) -> Stopped {
    tokio::time::timeout(LIMIT, begin(connection, log).joined()).await.unwrap().unwrap_err()
}

/// A server with a stream of one replica, and a connection to it.
pub(crate) async fn one_server() -> (NatsServer, Connection) {
    let server = NatsServer::start();
    let connection = connect(vec![server.url()]).await;
    connection.create_stream(1).await.unwrap();
    (server, connection)
}

/// Three servers with a stream of three replicas, and a connection to them.
pub(crate) async fn three_servers() -> (NatsCluster, Connection) {
    let cluster = NatsCluster::start();
    let connection = connect(cluster.urls()).await;
    connection.create_stream(3).await.unwrap();
    (cluster, connection)
}

/// Server configuration with this many accounts, so that each test has a stream to itself.
pub(crate) fn accounts(count: usize) -> String {
    let account = |n: usize| format!("  A{n} {{ jetstream: enabled, users: [{{ user: u{n}, password: p }}] }}\n");
    format!("accounts {{\n{}}}\n", (0..count).map(account).collect::<String>())
}

fn as_user(url: &str, account: usize) -> String {
    url.replace("nats://", &format!("nats://u{account}:p@"))
}
