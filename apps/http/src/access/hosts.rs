//! Which names this server answers to.
//!
//! A page of another site can have its own name point at this server (DNS rebinding) and then read
//! what it answers. Its requests carry that name: so a name that is not known is refused. An address
//! cannot be made to point elsewhere, so every address is fine.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::extract::Request;
use axum::http::{StatusCode, header};

use crate::problem::Problem;

/// Lets a request through that is for this server.
pub(crate) fn known_host(request: &Request, hosts: &[String]) -> Result<(), Problem> {
    if request.headers().get_all(header::HOST).iter().nth(1).is_some() {
        let detail = "the request has more than one Host header, and what stands before this server may have looked \
                      at another one: send one";
        return Err(Problem::bad_request("two-hosts", "The request names two hosts", detail));
    }
    let header = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or("?"));
    let Some(host) = request.uri().authority().map(axum::http::uri::Authority::as_str).or(header) else {
        let detail = "the request has no Host header: send one with the name or address the server is reached by";
        return Err(Problem::bad_request("no-host", "The request names no host", detail));
    };
    if answers_to(host, hosts) {
        return Ok(());
    }
    let host: String = host.chars().take(80).collect();
    let detail = format!(
        "this server is not called \"{host}\": ask for it by its address or as localhost, or add the name to \
         the host names it is started with"
    );
    Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "unknown-host", "The request is for another host", detail))
}

fn answers_to(host: &str, hosts: &[String]) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            return address.parse::<Ipv6Addr>().is_ok() && (rest.is_empty() || rest.starts_with(':'));
        }
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<Ipv4Addr>().is_ok()
        || hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::answers_to;

    #[test]
    fn addresses_localhost_and_configured_names_are_this_server_and_nothing_else_is() {
        let hosts = ["waymark.college.example".to_owned()];
        for host in ["localhost", "localhost:7878", "LocalHost.", "127.0.0.1:7878", "10.1.2.3", "[::1]:7878", "[::1]"] {
            assert!(answers_to(host, &[]), "{host}");
        }
        assert!(answers_to("Waymark.College.example:443", &hosts));
        for host in
            ["waymark.college.example", "evil.example", "127.0.0.1.evil.example", "[evil]", "", "1.2.3", "[::1]x"]
        {
            assert!(!answers_to(host, &[]), "{host}");
        }
        assert!(!answers_to("evil.example:7878", &hosts));
    }
}
