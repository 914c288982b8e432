//! Who gets as far as saying who they are: mutual TLS as it is deployed, on three real servers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use stories::cluster::wait;
use stories::{World, root};
use test_servers::{Port, nats_server};

/// Puts into this directory what nats.conf looks for in `tls`, with this certificate as the server's own.
pub(crate) fn lay_out(world: &World, dir: &str, certificate: &str) -> PathBuf {
    let dir = world.path(dir);
    fs::create_dir_all(dir.join("tls")).expect("a directory");
    for ending in ["pem", "key"] {
        fs::copy(world.path(&format!("{certificate}.{ending}")), dir.join(format!("tls/server.{ending}")))
            .expect("a copy");
    }
    for file in ["servers-ca.pem", "clients-ca.pem"] {
        fs::copy(world.path("secrets").join(file), dir.join("tls").join(file)).expect("a copy");
    }
    for file in ["nats.conf", "accounts.conf"] {
        fs::copy(root().join("deploy/kubernetes/nats").join(file), dir.join(file)).expect("a copy");
    }
    dir
}

/// A server with nats.conf and accounts.conf as they are, started as docs/operations.md does.
struct Server {
    process: Child,
    log: PathBuf,
    client: Port,
    monitor: Port,
}

impl Server {
    /// Starts one in this directory, which listens to other servers at the first of these.
    fn start(world: &World, dir: &Path, routes: &[&Port]) -> Self {
        let (client, monitor, own) = (Port::claim(), Port::claim(), routes[0].number());
        let keys = fs::read_to_string(world.path("secrets/nats.env")).expect("keys");
        let all: Vec<String> = routes.iter().map(|port| format!("\"nats://127.0.0.1:{}\"", port.number())).collect();
        let log = dir.join(format!("{own}.log"));
        let mut server = Command::new(fs::canonicalize(nats_server()).unwrap_or(nats_server().to_owned()));
        server.envs(keys.lines().filter_map(|line| line.split_once('='))).current_dir(dir);
        server.envs([("SERVER_NAME", format!("n{own}")), ("NATS_ROUTES", format!("[{}]", all.join(", ")))]);
        server.args(["-c", "nats.conf", "-a", "127.0.0.1", "-sd", &format!("store-{own}")]);
        server.args(["-p", &client.number().to_string(), "-m", &monitor.number().to_string()]);
        server.args(["--cluster", &format!("nats://127.0.0.1:{own}")]);
        server.stdout(Stdio::null()).stderr(fs::File::create(&log).expect("a log"));
        Self { process: server.spawn().expect("the server"), log, client, monitor }
    }

    /// Waits until it has a route to another one, or was refused one; says which.
    #[track_caller]
    fn joins(&self) -> bool {
        let mut joined = None;
        wait("a route or a refusal", || {
            let refused = fs::read_to_string(&self.log).expect("a log").contains("TLS route handshake error");
            joined = match (self.routes(), refused) {
                (Some(1..), _) => Some(true),
                (Some(0), true) => Some(false),
                (Some(0) | None, _) => None,
            };
            joined.is_some()
        });
        joined.expect("an end")
    }

    /// How many routes it has.
    fn routes(&self) -> Option<u64> {
        let url = format!("http://127.0.0.1:{}/routez", self.monitor.number());
        let page = ureq::get(&url).call().ok()?.into_body().read_to_string().ok()?;
        serde_json::from_str::<serde_json::Value>(&page).ok()?["num_routes"].as_u64()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A cluster of three, and a command on it.
struct Cluster {
    world: World,
    servers: Vec<Server>,
    routes: [Port; 3],
}

impl Cluster {
    fn start() -> Self {
        let world = World::default();
        world.ok(&["cluster", "secrets", "secrets"]);
        // Another deployment's, with the same names.
        world.ok(&["cluster", "secrets", "strangers"]);
        let dir = lay_out(&world, "nats", "secrets/server");
        let routes = [(); 3].map(|()| Port::claim());
        let of = |n: usize| [&routes[n], &routes[(n + 1) % 3], &routes[(n + 2) % 3]];
        let servers = (0..3).map(|n| Server::start(&world, &dir, &of(n))).collect();
        Self { world, servers, routes }
    }

    /// Runs a command on the cluster by a user that trusts this authority and shows this certificate.
    fn asks<T>(&self, by: (&str, &str), trusts: &str, shows: Option<&str>, run: impl Fn(&World, &[&str]) -> T) -> T {
        let (user, command) = by;
        let urls: Vec<String> =
            self.servers.iter().map(|server| format!("tls://localhost:{}", server.client.number())).collect();
        let (urls, nkey, ca) = (urls.join(","), format!("secrets/{user}.nk"), format!("{trusts}/servers-ca.pem"));
        let mut asked = vec!["cluster", command, "--nats", &urls, "--nats-nkey", &nkey];
        asked.extend(["--nats-api", "waymark.api", "--nats-ca", &ca]);
        let files = shows.map(|name| (format!("{name}.pem"), format!("{name}.key")));
        if let Some((certificate, key)) = &files {
            asked.extend(["--nats-certificate", certificate, "--nats-certificate-key", key]);
        }
        run(&self.world, &asked)
    }
}

#[test]
fn servers_let_each_other_in_and_processes_and_nobody_without_their_certificate() {
    let cluster = Cluster::start();
    let own = Some("secrets/client");
    // The servers have found each other: a stream in three replicas can be made.
    let made = cluster.asks(("creator", "create"), "secrets", own, World::ok);
    assert!(made.contains("with 3 replicas"), "{made}");
    wait("all is as it should be", || {
        cluster.asks(("operator", "status"), "secrets", own, World::run).status.success()
    });

    // Strangers have a key that is known, but not the certificate.
    let asks = |trusts, shows| cluster.asks(("operator", "status"), trusts, shows, World::fails);
    let told = asks("secrets", None);
    assert!(told.contains("a node without a certificate") && told.contains("--nats-certificate"), "{told}");
    for shown in ["strangers/client", "secrets/server", "secrets/postgres"] {
        let told = asks("secrets", Some(shown));
        assert!(
            told.contains(&format!("refused the certificate in {shown}.pem")) && told.contains("ca_file"),
            "{told}"
        );
    }
    let told = asks("strangers", own);
    assert!(told.contains("not trusted by strangers/servers-ca.pem") && told.contains("--nats-ca"), "{told}");
}

/// A server that joins the cluster with an account of the same name may do anything to the streams in it.
#[test]
fn no_server_joins_without_a_servers_certificate() {
    let cluster = Cluster::start();
    cluster.servers.iter().for_each(|server| assert!(server.joins()));
    for (n, certificate) in
        ["strangers/server", "secrets/client", "secrets/postgres", "secrets/server"].iter().enumerate()
    {
        let dir = lay_out(&cluster.world, &format!("stranger-{n}"), certificate);
        let own = Port::claim();
        let [one, two, three] = &cluster.routes;
        let stranger = Server::start(&cluster.world, &dir, &[&own, one, two, three]);
        assert_eq!(stranger.joins(), *certificate == "secrets/server", "{certificate}");
    }
}
