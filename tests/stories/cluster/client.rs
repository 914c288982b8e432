//! Asking a process of a cluster.

use std::time::Duration;

use serde_json::Value;

/// Asks a process over HTTP with the operator key.
#[derive(Clone)]
pub struct Client {
    /// Its address.
    pub url: String,
    bearer: String,
    agent: ureq::Agent,
}

impl Client {
    /// Asks what is at an address with a key, and waits this long for an answer.
    #[must_use]
    pub fn new(url: &str, key: &str, limit: Duration) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(limit)).build();
        Self { url: url.to_owned(), bearer: format!("Bearer {key}"), agent: config.new_agent() }
    }

    /// The same, who waits no longer than this.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        let key = self.bearer.trim_start_matches("Bearer ");
        Self::new(&self.url, key, limit)
    }

    /// Posts a command. `None`: no answer came.
    #[must_use]
    pub fn post(&self, path: &str, key: &str, json: &Value) -> Option<(u16, Value)> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("authorization", &self.bearer);
        let request = request.header("idempotency-key", key).header("content-type", "application/json");
        answer(request.send(json.to_string()).ok()?)
    }

    /// Gets a text. `None`: no answer came.
    #[must_use]
    pub fn get_text(&self, path: &str) -> Option<(u16, String)> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("authorization", &self.bearer);
        let mut response = request.call().ok()?;
        Some((response.status().as_u16(), response.body_mut().read_to_string().ok()?))
    }

    /// One of the numbers at `/metrics`; `None` where it is not, or no answer came.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<u64> {
        let (_, page) = self.get_text("/metrics")?;
        page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    }

    /// Gets some JSON, or null where it is none. `None`: no answer came.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<(u16, Value)> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("authorization", &self.bearer);
        answer(request.call().ok()?)
    }
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Option<(u16, Value)> {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
}
