//! Certificates for tests.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use tempfile::TempDir;

/// An authority, and what it has signed, in a directory of its own.
#[derive(Debug)]
pub struct Authority {
    dir: TempDir,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new authority, which nobody trusts yet.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory for certificates");
        let mut params = named("Authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        fs::write(dir.path().join("authority.pem"), certificate.pem()).expect("a certificate");
        Self { dir, issuer: Issuer::new(params, key) }
    }

    /// Its own certificate, to be trusted.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.dir.path().join("authority.pem")
    }

    /// A certificate and its key, for servers on this machine and for clients.
    ///
    /// # Panics
    /// When they cannot be made.
    #[must_use]
    pub fn certify(&self, name: &str) -> (PathBuf, PathBuf) {
        self.sign(name, vec![localhost(), SanType::IpAddress(Ipv4Addr::LOCALHOST.into())])
    }

    /// The same for the name `localhost` alone, and not for its address.
    pub(crate) fn certify_by_name(&self, name: &str) -> (PathBuf, PathBuf) {
        self.sign(name, vec![localhost()])
    }

    fn sign(&self, name: &str, names: Vec<SanType>) -> (PathBuf, PathBuf) {
        let mut params = named(name);
        params.subject_alt_names = names;
        params.is_ca = IsCa::ExplicitNoCa;
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let path = |ending: &str| self.dir.path().join(format!("{name}.{ending}"));
        fs::write(path("pem"), certificate.pem()).expect("a certificate");
        fs::write(path("key"), key.serialize_pem()).expect("a key");
        (path("pem"), path("key"))
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

fn localhost() -> SanType {
    SanType::DnsName("localhost".try_into().expect("a name"))
}

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// A `tls` block of a NATS server's configuration. `verify`: clients must show a certificate by the
/// same authority.
#[must_use]
pub fn nats_tls(authority: &Authority, verify: bool) -> String {
    let (certificate, key) = authority.certify("nats");
    let show = |path: &Path| path.display().to_string();
    format!(
        "tls {{ cert_file: \"{}\", key_file: \"{}\", ca_file: \"{}\", verify: {verify} }}\n",
        show(&certificate),
        show(&key),
        show(&authority.certificate())
    )
}
