//! What a process says of itself once it runs and may no longer do its work: who refuses it what,
//! and what to do.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use stories::cluster::{Client, SERVE, wait};
use stories::{LIMIT, Server, World, binary, ends, root, sample, text};
use test_servers::NatsServer;

/// A NATS server with the accounts as they are deployed, and a stream.
struct Ground {
    world: World,
    nats: NatsServer,
    accounts: String,
}

impl Ground {
    fn new() -> Self {
        let world = World::default();
        let told = world.ok(&["cluster", "secrets", "secrets"]);
        let key = told.split_whitespace().find(|word| word.starts_with("wm_")).expect("a key");
        fs::write(world.path("operator-key"), key).expect("written");
        let mut accounts = fs::read_to_string(root().join("deploy/kubernetes/nats/accounts.conf")).expect("accounts");
        for line in fs::read_to_string(world.path("secrets/nats.env")).expect("keys").lines() {
            let (name, key) = line.split_once('=').expect("a key");
            accounts = accounts.replace(&format!("${name}"), key);
        }
        let nats = NatsServer::start_with(&accounts);
        let by = ["--nats", &nats.url(), "--nats-nkey", "secrets/creator.nk"];
        world.ok(&[&["cluster", "create", "--replicas", "1"], &by[..]].concat());
        Self { world, nats, accounts }
    }

    /// Starts a role with its own key, on data of its own. What it logs stands in `KEY.log`.
    fn start(&self, role: &[&str], key: &str) -> Server {
        self.start_on(key, role, key)
    }

    /// The same on data of this name.
    fn start_on(&self, data: &str, role: &[&str], key: &str) -> Server {
        let mut command = self.command(data, role, key);
        command.stderr(File::create(self.log(data)).expect("a log"));
        Server::start(command)
    }

    /// Runs a role with that key, which ends in order; says what it said.
    #[track_caller]
    fn ends(&self, role: &[&str], key: &str) -> String {
        let output = ends(&mut self.command(key, role, key), LIMIT);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{role:?} as {key}: {told}");
        told
    }

    fn command(&self, data: &str, role: &[&str], key: &str) -> Command {
        let nkey = format!("secrets/{key}.nk");
        let by =
            ["--nats", &self.nats.url(), "--nats-nkey", &nkey, "--nats-api", "waymark.api", "--allow-unsafe-stream"];
        let rest = ["--listen", "127.0.0.1:0", "--master-key-file", "secrets/master-key"];
        let mut command = Command::new(binary());
        command.args([&["--data", data], role, &by, &rest, &["--access", "secrets/access.json"]].concat());
        command.current_dir(self.world.path(""));
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("WAYMARK_")).for_each(|(name, _)| {
            command.env_remove(name);
        });
        command
    }

    fn log(&self, key: &str) -> PathBuf {
        self.world.path(&format!("{key}.log"))
    }
}

fn readiness(server: &Server) -> (u16, Value) {
    server.get("/readyz")
}

/// Waits until it is not ready, and says all of this of a part of it.
#[track_caller]
fn says(server: &Server, part: &str, all: &[&str]) {
    let mut told = Value::Null;
    wait(&format!("{part} says {all:?}"), || {
        let (status, body) = readiness(server);
        told = body;
        let trouble = told["parts"][part]["trouble"].as_str().unwrap_or_default();
        status == 503 && all.iter().all(|wanted| trouble.contains(wanted))
    });
}

#[test]
fn a_process_that_is_refused_later_says_so_and_goes_on_when_it_is_let_in_again() {
    let ground = Ground::new();
    let processes = [(&SERVE[..], "service"), (&["project"], "worker")];
    let processes = processes.map(|(role, key)| (ground.start(role, key), key));
    for (process, key) in &processes {
        wait(&format!("{key} is ready"), || readiness(process).0 == 200);
    }
    // Nobody but the operator is let in any more: other keys stand where theirs were.
    let mut others = ground.accounts.clone();
    for (n, line) in fs::read_to_string(ground.world.path("secrets/nats.env")).expect("keys").lines().enumerate() {
        let (name, key) = line.split_once('=').expect("a key");
        if name != "WAYMARK_OPERATOR_NKEY" {
            let stranger = nkeys::KeyPair::new_from_raw(nkeys::KeyPairType::User, [n as u8; 32]).expect("a key");
            others = others.replace(key, &stranger.public_key());
        }
    }
    ground.nats.reconfigure(&others);
    for (process, key) in &processes {
        let file = format!("secrets/{key}.nk");
        says(process, "stream", &["do not let this node in any more", &ground.nats.address().to_string(), &file]);
        let log = fs::read_to_string(ground.log(key)).expect("its log");
        let lines = log.lines().filter(|line| line.contains("ERROR") && line.contains("do not let this node in"));
        assert_eq!(lines.count(), 1, "said once: {log}");
    }
    ground.nats.reconfigure(&ground.accounts);
    for (process, key) in processes {
        wait(&format!("{key} is ready again"), || readiness(&process).0 == 200);
        assert!(process.terminate().0.success());
    }
}

#[test]
fn a_process_that_may_not_read_the_stream_ends_and_says_so_though_there_is_nothing_to_read() {
    let ground = Ground::new();
    let begin = "\"waymark.api.CONSUMER.CREATE.WAYMARK.*\", ";
    assert!(ground.accounts.contains(begin), "{}", ground.accounts);
    ground.nats.reconfigure(&ground.accounts.replace(begin, ""));
    for (role, key) in [(&["keep"][..], "keeper"), (&["project"], "worker")] {
        let told = ground.ends(role, key);
        let error = told.lines().rfind(|line| line.starts_with("error: ")).unwrap_or_default();
        for part in ["forbid this node", "CONSUMER.CREATE.WAYMARK", &format!("secrets/{key}.nk")] {
            assert!(error.contains(part), "{part}: {told}");
        }
    }
}

#[test]
fn a_process_that_starts_with_another_roles_key_ends_and_says_so() {
    let ground = Ground::new();
    for (role, key) in [(&SERVE[..], "worker"), (&SERVE, "keeper")] {
        let told = ground.ends(role, key);
        assert!(told.contains("forbid this node what it must do"), "{told}");
        assert!(told.contains(&format!("secrets/{key}.nk")) && told.contains("the NKey of its role"), "{told}");
    }
}

#[test]
fn a_worker_that_waits_for_its_turn_says_so_and_how_far_the_tables_are() {
    let ground = Ground::new();
    let service = ground.start(&SERVE, "service");
    let project = ["project", "--tables", "tables"];
    let working = ground.start(&project, "worker");
    wait("one worker works", || readiness(&working).0 == 200);
    let waiting = ground.start_on("second", &project, "worker");
    let key = fs::read_to_string(ground.world.path("operator-key")).expect("the key");
    let client = Client::new(&service.url, &key, LIMIT);
    wait("the service is ready", || readiness(&service).0 == 200);
    let college = json!({
        "provider": "10009999", "ukprn": "10009999", "name": "Millbrook College",
        "date": "2024-06-03",
    });
    assert_eq!(client.post("/v1/referrals/register-provider", "college", &college).expect("an answer").0, 201);

    let nats = ground.nats.url();
    let by = ["--nats", &nats, "--nats-nkey", "secrets/operator.nk", "--nats-api", "waymark.api"];
    let status = [&["cluster", "status", "--allow-unsafe-stream"], &by[..]].concat();
    let states = || {
        let told = ground.world.ok(&status);
        let workers = told.lines().filter(|line| line.contains("waymark-project"));
        // Its position, its lag and its state, after its name, id and version.
        let state = |line: &str| line.split_whitespace().skip(3).take(3).collect::<Vec<_>>().join(" ");
        let mut states: Vec<String> = workers.map(state).collect();
        states.sort();
        states
    };
    wait("both tell how far the tables are", || states() == ["1 0 standby", "1 0 working"]);

    // A node's directory is not all there is: commands on it are told whom to ask.
    for asked in [&["table", "jobs"][..], &["timeline", "NF-002"], &["up"]] {
        let output = Command::new(binary()).args(["--data", text(&ground.world.path("worker"))]).args(asked).output();
        let output = output.expect("the binary runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{asked:?}: {told}");
        assert!(told.contains("`waymark query`") && told.contains("--server http://"), "{asked:?}: {told}");
    }
    assert!(working.terminate().0.success());
    wait("the other takes over", || states() == ["1 0 working"]);
    assert!(waiting.terminate().0.success() && service.terminate().0.success());
}

#[test]
fn a_process_that_waits_for_the_servers_ends_when_it_is_asked_to() {
    let world = World::default();
    for (role, says) in [(&["keep"][..], "waiting for the cluster"), (&["project"], "waiting for the cluster")] {
        let log = world.path(&format!("{}.log", role[0]));
        let mut command = world.command(&[role, &["--nats", "nats://127.0.0.1:1", "--listen", "127.0.0.1:0"]].concat());
        let file = File::create(&log).expect("a log");
        let mut process = command.stdout(file.try_clone().expect("a log")).stderr(file).spawn().expect("the binary");
        wait(says, || fs::read_to_string(&log).is_ok_and(|log| log.contains(says)));
        let asked = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
        assert!(asked.expect("kill runs").success());
        let mut ended = None;
        let in_time = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wait("it ends", || {
                ended = process.try_wait().expect("its state");
                ended.is_some()
            });
        }));
        let _ = process.kill();
        assert!(in_time.is_ok() && ended.is_some_and(|ended| ended.success()), "{ended:?}");
        assert!(fs::read_to_string(&log).expect("a log").ends_with("Stopped in order.\n"));
    }
}

#[test]
fn a_server_whose_log_has_stopped_is_not_ready_and_says_what_to_do() {
    let world = World::default();
    let script = format!("trap '' XFSZ; exec {} --data \"$0\" up --open --listen 127.0.0.1:0", text(binary()));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, text(&world.data())]).stderr(File::create(world.path("up.log")).expect("a log"));
    let server = Server::start(shell);
    assert_eq!(readiness(&server).0, 200);
    // From now on it may write nothing beyond the first block of a file: a disk that fails, for this
    // process only.
    let limited = Command::new("prlimit").args(["--pid", &server.process().to_string(), "--fsize=512"]).status();
    assert!(limited.expect("prlimit runs").success());
    let mapping = root().join("examples/northfield.toml");
    let import = ["import", text(&sample()), "--mapping", text(&mapping), "--server", &server.url].map(str::to_owned);
    world.fails(&import.each_ref().map(String::as_str));
    says(&server, "log", &["the log has stopped appending", "remedy the cause"]);
}
