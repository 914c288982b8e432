//! Certificates for tests, made by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// An authority, and what it has signed, in a directory of its own.
#[derive(Debug)]
pub struct Authority {
    dir: TempDir,
}

impl Authority {
    /// A new authority, which nobody trusts yet.
    ///
    /// # Panics
    /// When there is no `openssl`.
    #[must_use]
    pub fn new() -> Self {
        let authority = Self { dir: tempfile::tempdir().expect("a directory for certificates") };
        authority.make("authority", &["-subj", "/CN=Authority of a test"]);
        authority
    }

    /// Its own certificate, to be trusted.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.dir.path().join("authority.pem")
    }

    /// A certificate and its key, for servers on this machine and for clients.
    ///
    /// # Panics
    /// When `openssl` does not make it.
    #[must_use]
    pub fn certify(&self, name: &str) -> (PathBuf, PathBuf) {
        let subject = format!("/CN={name}");
        let names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
        let signed =
            ["-CA", "authority.pem", "-CAkey", "authority.key", "-addext", "basicConstraints=critical,CA:FALSE"];
        self.make(name, &[&["-subj", &subject], &names[..], &signed[..]].concat());
        (self.dir.path().join(format!("{name}.pem")), self.dir.path().join(format!("{name}.key")))
    }

    fn make(&self, name: &str, more: &[&str]) {
        let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
        let (certificate, key) = (format!("{name}.pem"), format!("{name}.key"));
        let mut openssl = Command::new("openssl");
        openssl.args(new).args(["-out", &certificate, "-keyout", &key]).args(more).current_dir(self.dir.path());
        let output = openssl.output().expect("openssl starts: install it");
        assert!(output.status.success(), "{openssl:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
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
