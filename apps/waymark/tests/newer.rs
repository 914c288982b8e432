//! A server on a log in which a newer release has recorded something.

#![expect(clippy::unwrap_used, reason = "a test fails where it breaks")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use event_log::{Entry, EventLog};
use events::{DeploymentSecret, Position, Subject};
use projection_worker::Worker;
use read_models::Library;
use serde_json::{Value, json};
use service_runtime::Services;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use waymark::cli::{Global, LogFormat, Simulate, Verify};
use waymark::commands::{simulate, verify};
use waymark::node::Node;
use waymark::read_side;
use waymark::serving::{Health, Serving, no_gauges};
use waymark_http::Access;

/// How long anything may take before a test fails instead of hanging.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn it_takes_no_command_says_why_and_is_verified() {
    let dir = tempfile::tempdir().unwrap();
    let (global, runtime) = (simulated(dir.path()), runtime());
    let node = Node::open(&global).unwrap();
    let server = runtime.block_on(Server::start(&node));
    server.until_ready(200);
    let (status, told) = server.command("before");
    assert_eq!(status, 201, "{told}");

    // While it runs, as another node would; its own log is what it reads.
    let (position, subject) = newer(&*node.log);
    let reason = format!(
        "the event at position {position} has the type \"waymark.referrals.provider-registered.v9\", which this \
         release does not know: a newer release of waymark wrote it; upgrade this process to that release, or a newer one"
    );
    let ready = server.until_ready(503);
    let part = |name: &str| ready["parts"][name]["trouble"].as_str().unwrap_or_default().to_owned();
    assert_eq!(part("services"), format!("no command is decided: {reason}"));

    let (status, told) = server.command("after");
    assert_eq!((status, &told["code"]), (503, &json!("newer-release")), "{told}");
    assert!(told["detail"].as_str().unwrap().contains("must upgrade this server"), "{told}");
    assert_eq!(node.log.head().position, position, "nothing was recorded");
    // A repeat is not told from a new command, either.
    assert_eq!(server.command("before").0, 503);

    let (status, told) = server.get(&format!("/v1/timelines/{subject}"));
    assert_eq!((status, &told["code"]), (503, &json!("newer-release")), "{told}");
    assert_eq!(server.get(&format!("/v1/events/{position}")).0, 200, "its bytes are shown");

    let started = Instant::now();
    while !server.get("/readyz").1["parts"]["worker"]["trouble"].to_string().contains("upgrade this process") {
        assert!(started.elapsed() < LIMIT);
        std::thread::yield_now();
    }
    runtime.block_on(server.end());
    drop((runtime, node));

    let mut out = Vec::new();
    verify::run(&global, &Verify::default(), &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("The log is whole."), "{said}");
    assert!(said.contains(&format!("a newer release of waymark wrote what is at position {position}")), "{said}");
}

#[test]
fn a_process_that_only_answers_questions_is_not_ready_where_it_does_not_know_all() {
    let dir = tempfile::tempdir().unwrap();
    let (global, runtime) = (simulated(dir.path()), runtime());
    let node = Node::open(&global).unwrap();
    runtime.block_on(read_side::worker(&node.data).unwrap().catch_up(node.journal.clone(), |_| {})).unwrap();
    let server = runtime.block_on(Server::start_with(&node, Services::new(Vec::new()), None));
    server.until_ready(200);
    let (position, _) = newer(&*node.log);
    let ready = server.until_ready(503);
    let told = ready["parts"]["release"]["trouble"].as_str().unwrap();
    assert!(told.contains(&format!("position {position}")) && told.contains("upgrade this process"), "{told}");
    assert_eq!(server.get("/v1/tables/jobs").0, 200, "what is known is told");
    runtime.block_on(server.end());
}

fn simulated(dir: &Path) -> Global {
    let (data, log) = (dir.join("data"), "error".to_owned());
    let global = Global { data, master_key_file: None, secret_file: None, log_format: LogFormat::Text, log };
    simulate::run(&global, &Simulate { interns: 3, years: 1, seed: 1 }, &mut Vec::new()).unwrap();
    global
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Appends an event of a type that this release does not know.
fn newer(log: &dyn EventLog) -> (Position, Subject) {
    let batch = log.batch(Position::START, usize::MAX).unwrap();
    let kind = b"\"waymark.referrals.provider-registered.v1\"}";
    let (_, leaf, _) = batch.iter().find(|(_, leaf, _)| leaf.ends_with(kind)).unwrap();
    let leaf = String::from_utf8(leaf.to_vec()).unwrap();
    let known: Value = serde_json::from_str(&leaf).unwrap();
    let subject: Subject = known["subject"].as_str().unwrap().parse().unwrap();
    let id = DeploymentSecret::PUBLISHED.event(subject, "newer");
    let leaf = leaf.replace(".v1", ".v9").replace(known["id"].as_str().unwrap(), &id.to_string());
    let entry = Entry::new(id, subject, leaf.into_bytes(), None);
    (log.append(entry, log.last(&subject)).wait().unwrap().position, subject)
}

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<anyhow::Result<()>>,
}

impl Server {
    async fn start(node: &Node) -> Self {
        let worker = read_side::worker(&node.data).unwrap();
        Self::start_with(node, node.services.clone(), Some(worker)).await
    }

    async fn start_with(node: &Node, services: Services, worker: Option<Worker>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = Serving {
            feed: node.journal.clone(),
            log: node.log.clone(),
            keys: node.keys.clone(),
            services,
            worker,
            library: Some(Arc::new(Library::open(&node.data.read_models()).unwrap())),
            access: Access::Open,
            opened: Arc::new(|_, _| Ok(())),
            hosts: Vec::new(),
            health: Health::default(),
            gauges: no_gauges(),
        };
        let (stop, stopped) = oneshot::channel();
        let until = serving.until(listener, async { drop(stopped.await) });
        Self { address, stop, served: tokio::spawn(until) }
    }

    async fn end(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap().unwrap();
    }

    /// Waits until readiness is answered so.
    fn until_ready(&self, status: u16) -> Value {
        let started = Instant::now();
        loop {
            let (found, told) = self.get("/readyz");
            if found == status {
                return told;
            }
            assert!(started.elapsed() < LIMIT, "{told}");
            std::thread::yield_now();
        }
    }

    fn get(&self, path: &str) -> (u16, Value) {
        answer(agent().get(format!("http://{}{path}", self.address)).call())
    }

    /// Registers a provider.
    fn command(&self, key: &str) -> (u16, Value) {
        let url = format!("http://{}/v1/referrals/register-provider", self.address);
        let provider =
            json!({ "provider": "10000099", "ukprn": "10000099", "name": "Eastfield College", "date": "2026-01-05" });
        answer(
            agent()
                .post(url)
                .header("idempotency-key", key)
                .content_type("application/json")
                .send(provider.to_string().into_bytes()),
        )
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().timeout_global(Some(LIMIT)).http_status_as_error(false).build().into()
}

fn answer(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> (u16, Value) {
    let mut answer = answer.unwrap();
    (answer.status().as_u16(), serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap())
}
