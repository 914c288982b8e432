//! `waymark ready`: whether a server can do its work, for health checks in images that hold nothing else.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::cli::Ready;

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long to wait before it is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(200);

/// Asks the server on this machine, and says what keeps it from its work.
///
/// # Errors
/// When it does not answer, or is not ready, for as long as is waited.
pub fn run(arguments: &Ready, out: &mut impl Write) -> anyhow::Result<()> {
    let (started, limit) = (Instant::now(), Duration::from_secs(arguments.wait));
    loop {
        match ask(arguments, out) {
            Err(_) if started.elapsed() < limit => thread::sleep(ASK_AGAIN),
            answered => return answered,
        }
    }
}

fn ask(arguments: &Ready, out: &mut impl Write) -> anyhow::Result<()> {
    let url = format!("http://{}/readyz", reached_at(arguments.listen.listen));
    let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build();
    let agent: ureq::Agent = config.into();
    let mut answer = agent.get(&url).call().with_context(|| format!("nothing answers at {url}"))?;
    let told = answer.body_mut().read_to_string().unwrap_or_default();
    if answer.status() != 200 {
        bail!("the server is not ready: {told}");
    }
    writeln!(out, "{told}")?;
    Ok(())
}

/// Where a server is reached from this machine that listens on all its addresses.
fn reached_at(listens: SocketAddr) -> SocketAddr {
    let ip = match listens.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, listens.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_all_addresses_is_reached_on_loopback() {
        let at = |text: &str| reached_at(text.parse().unwrap()).to_string();
        assert_eq!(at("0.0.0.0:7878"), "127.0.0.1:7878");
        assert_eq!(at("[::]:7878"), "[::1]:7878");
        assert_eq!(at("10.0.0.7:80"), "10.0.0.7:80");
    }
}
