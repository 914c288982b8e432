//! A PostgreSQL server in a fresh directory on a free port.

mod programs;

use std::fs;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use self::programs::Programs;
pub(crate) use self::programs::find;
use crate::{Authority, Port, tls_front};

/// A server. It is stopped and its directory deleted when it is dropped, and also when the process
/// that started it is gone in any other way.
pub struct PostgresServer {
    programs: &'static Programs,
    home: PathBuf,
    port: Port,
    /// Where TLS is spoken, if it is, and who signed the certificate.
    tls: Option<(u16, Authority)>,
    databases: AtomicU32,
    /// Waits for us to be gone, and then clears up.
    keeper: Child,
}

/// Who owns the databases of tests.
const OWNER: &str = "tests";

/// Clears up once nobody holds the other end of its input.
const KEEPER: &str = r#"read -r _; "$0" -D "$1/data" -m immediate stop >/dev/null 2>&1; rm -rf "$1""#;

impl PostgresServer {
    /// The server that all tests of a process share; each takes a database of its own.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<PostgresServer> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Starts one that speaks plainly.
    ///
    /// # Panics
    /// As [`shared`](Self::shared).
    #[must_use]
    pub fn start() -> Self {
        Self::with("")
    }

    /// Starts one that keeps what it has acknowledged, as it is installed: for measuring.
    ///
    /// # Panics
    /// As [`shared`](Self::shared).
    #[must_use]
    pub fn durable() -> Self {
        Self::with("fsync = on\nfull_page_writes = on\nautovacuum = on\n")
    }

    /// Starts one to which only TLS is spoken, with a certificate for `localhost` by an authority of its
    /// own: see [`authority`](Self::authority).
    ///
    /// # Panics
    /// As [`shared`](Self::shared).
    #[must_use]
    pub fn with_tls() -> Self {
        let mut server = Self::start();
        let authority = Authority::new();
        let (certificate, key) = authority.certify_by_name("server");
        let plain = (Ipv4Addr::LOCALHOST, server.port.number()).into();
        server.tls = Some((tls_front::before(plain, &certificate, &key).port(), authority));
        server
    }

    fn with(settings: &str) -> Self {
        let programs = Programs::found();
        let home = tempfile::Builder::new().prefix("pg-").tempdir().expect("a directory").keep();
        programs.give(&home);
        let (port, data) = (Port::claim(), home.join("data"));
        programs.run(programs.initdb(&data));
        let configuration = format!(
            "port = {}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\n\
             full_page_writes = off\nautovacuum = off\n{settings}",
            port.number(),
            home.display()
        );
        let mut file = fs::File::options().append(true).open(data.join("postgresql.conf")).expect("its configuration");
        file.write_all(configuration.as_bytes()).expect("its configuration");
        let mut keeper = programs.command("sh");
        keeper.args(["-c", KEEPER]).arg(programs.path("pg_ctl")).arg(&home);
        let keeper = keeper.stdin(Stdio::piped()).spawn().expect("sh");
        let server = Self { programs, home, port, tls: None, databases: AtomicU32::new(0), keeper };
        server.control("start");
        server.sql("postgres", &format!("CREATE ROLE {OWNER} LOGIN CREATEROLE"));
        server
    }

    /// The address of a fresh database, for its owner, who is no superuser.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn database(&self) -> String {
        let name = format!("tables_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER {OWNER}"));
        self.url(OWNER, &name)
    }

    /// The address of a database for a user. Everybody is let in without a password.
    #[must_use]
    pub fn url(&self, user: &str, database: &str) -> String {
        let port = self.tls.as_ref().map_or(self.port.number(), |(port, _)| *port);
        format!("postgres://{user}@127.0.0.1:{port}/{database}")
    }

    /// The same over a socket in the file system.
    #[must_use]
    pub fn socket_url(&self, user: &str, database: &str) -> String {
        let directory = self.home.display().to_string().replace('/', "%2F");
        format!("postgres://{user}@{directory}:{}/{database}", self.port.number())
    }

    /// The certificate of the authority that signed the server's.
    ///
    /// # Panics
    /// When it was not started [with TLS](Self::with_tls).
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.tls.as_ref().expect("a server with TLS").1.certificate()
    }

    /// Says something to a database as its administrator; answers with the rows, their cells
    /// separated by `|`.
    ///
    /// # Panics
    /// When the server does not do it.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let mut psql = self.programs.command("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"]);
        psql.args(["-p", &self.port.number().to_string(), "-d", database, "-c", sql]);
        self.programs.run(psql)
    }

    /// Runs a script in a database as its administrator, with passwords for the roles that it makes.
    ///
    /// # Panics
    /// When the server does not do it.
    pub fn script(&self, database: &str, script: &Path) {
        let secrets = self.home.join("secrets");
        fs::create_dir_all(&secrets).expect("a directory");
        for role in ["worker", "query"] {
            fs::write(secrets.join(format!("postgres-{role}")), "a password of a test").expect("a password");
        }
        let script = fs::canonicalize(script).expect("a script");
        fs::copy(script, secrets.join("script.sql")).expect("a copy");
        self.programs.give(&secrets);
        let mut psql = self.programs.command("psql");
        psql.args(["-X", "-q", "-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.number().to_string()]);
        psql.args(["-d", database, "-f"]).arg(secrets.join("script.sql")).env("WAYMARK_SECRETS", secrets);
        self.programs.run(psql);
    }

    /// Breaks all connections to a database off that come from others; says how many.
    ///
    /// # Panics
    /// When the server does not do it.
    pub fn break_connections(&self, database: &str) -> usize {
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = '{database}' AND application_name = 'waymark'"
        );
        self.sql("postgres", &sql).lines().count()
    }

    /// Stops the server as if it had crashed.
    ///
    /// # Panics
    /// When it does not stop.
    pub fn crash(&self) {
        self.control("stop");
    }

    /// Starts it again after that.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&self) {
        self.control("start");
    }

    fn control(&self, what: &str) {
        let mut control = self.programs.command("pg_ctl");
        control.args(["-s", "-w", "-t", "60", "-m", "immediate", "-D"]).arg(self.home.join("data"));
        control.arg("-l").arg(self.home.join("log")).arg(what);
        // The server inherits what it is given, and must not hold our end of a pipe.
        let status = control.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("pg_ctl");
        let log = || fs::read_to_string(self.home.join("log")).unwrap_or_default();
        assert!(status.success(), "PostgreSQL did not {what}: {}", log());
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The name of the database in an address.
#[must_use]
pub fn database_of(url: &str) -> &str {
    url.rsplit('/').next().and_then(|rest| rest.split('?').next()).unwrap_or_default()
}
