//! Ports that no other test has.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the ports that the system gives to outgoing connections, so that none takes one while its
/// server is down.
const FIRST: u16 = 18_000;
const COUNT: u32 = 14_000;

/// A port of this machine that is this test's until it is dropped, also while nothing listens there:
/// a server that is restarted finds its port free.
#[derive(Debug)]
pub struct Port {
    number: u16,
    /// Locked for as long as the port is held.
    _claim: File,
}

/// Where tests keep what they claim.
fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/servers")
}

impl Port {
    /// Claims a port on which nobody listens.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn claim() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let claims = directory().join("ports");
        fs::create_dir_all(&claims).expect("a directory for claims of ports");
        let start = process::id().wrapping_mul(101);
        (0..COUNT)
            .map(|_| start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT)
            .find_map(|n| Self::try_claim(FIRST + u16::try_from(n).ok()?, &claims))
            .expect("a free port")
    }

    /// The port.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.number
    }

    fn try_claim(number: u16, claims: &Path) -> Option<Self> {
        let claim = File::create(claims.join(number.to_string())).ok()?;
        claim.try_lock().ok()?;
        TcpListener::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
        Some(Self { number, _claim: claim })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_port_is_given_twice_while_it_is_held() {
        let held: Vec<Port> = (0..50).map(|_| Port::claim()).collect();
        let mut numbers: Vec<u16> = held.iter().map(Port::number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), held.len());
        let claims = directory().join("ports");
        assert!(Port::try_claim(held[0].number(), &claims).is_none());
    }
}
