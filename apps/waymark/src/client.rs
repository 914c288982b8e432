//! Asking a running server, for the commands that take `--server`.

use std::io::{Read as _, Write};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body, RequestBuilder};
use uuid::Uuid;
pub use waymark_http::escaped;

/// How many requests may be under way to one server at once.
pub const AT_ONCE: usize = 32;

/// A running server, and the key it asks for.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    base: String,
    key: Option<String>,
}

/// What a server answered.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, if it was JSON.
    pub body: Value,
    /// Where to go on, when there is more.
    pub next: Option<String>,
}

impl Answer {
    /// The answer, if the server did what was asked.
    ///
    /// # Errors
    /// With what the server says, if it did not.
    pub fn accepted(self) -> anyhow::Result<Self> {
        if self.status >= 400 {
            bail!("{}", said(&self));
        }
        Ok(self)
    }
}

/// What asks so many servers. It keeps a connection for every request that may be under way.
#[must_use]
pub fn agent(servers: usize) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_global(Some(Duration::from_secs(120)))
        .max_idle_connections_per_host(AT_ONCE)
        .max_idle_connections(AT_ONCE * servers)
        .build()
        .new_agent()
}

impl Client {
    /// A server at this address.
    #[must_use]
    pub fn new(agent: Agent, url: &str, key: Option<String>) -> Self {
        Self { agent, base: url.trim_end_matches('/').to_owned(), key }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.base
    }

    /// The position of the last event that it has.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn head(&self) -> anyhow::Result<u64> {
        let readiness = self.try_get("/readyz")?;
        readiness.body["head"].as_u64().with_context(|| format!("{} does not say how far it is", self.base))
    }

    /// Gets some JSON.
    ///
    /// # Errors
    /// When the server cannot be reached, or says no: then with what it says.
    pub fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.try_get(path)?.accepted()
    }

    /// Gets a list, page by page.
    ///
    /// # Errors
    /// As [`get`](Self::get); or as `each` does.
    pub fn pages(&self, path: String, mut each: impl FnMut(&Value) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut next = Some(path);
        while let Some(path) = next {
            let answer = self.get(&path)?;
            each(&answer.body)?;
            next = answer.next;
        }
        Ok(())
    }

    /// Copies a file that the server makes.
    ///
    /// # Errors
    /// As [`get`](Self::get); when the answer breaks off, or `out` cannot be written.
    pub fn download(&self, path: &str, out: &mut impl Write) -> anyhow::Result<()> {
        let mut response = self.call(path, "*/*")?;
        if response.status().as_u16() != 200 {
            bail!("{}", said(&self.read(response)?));
        }
        let mut file = response.body_mut().as_reader();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length =
                file.read(&mut buffer).with_context(|| format!("{} broke off its answer: ask again", self.base))?;
            match buffer.get(..length) {
                Some([]) | None => return Ok(()),
                Some(bytes) => out.write_all(bytes)?,
            }
        }
    }

    /// Gets an answer, whatever its status.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn try_get(&self, path: &str) -> anyhow::Result<Answer> {
        self.read(self.call(path, "application/json")?)
    }

    fn call(&self, path: &str, accept: &str) -> anyhow::Result<Response<Body>> {
        let request = self.agent.get(format!("{}{path}", self.base)).header("accept", accept);
        self.with_key(request).call().with_context(|| self.unreachable())
    }

    /// Posts a command under an idempotency key, as one of those that belong `together`.
    ///
    /// # Errors
    /// When the server cannot be reached. A refusal is an answer.
    pub fn post(
        &self,
        path: &str,
        key: &str,
        json: &str,
        origin: Option<&str>,
        together: Uuid,
    ) -> anyhow::Result<Answer> {
        let request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .header("x-correlation-id", together.to_string());
        let request = match origin {
            Some(origin) => request.header("x-origin", origin),
            None => request,
        };
        let response = self.with_key(request).send(json).with_context(|| self.unreachable())?;
        self.read(response)
    }

    /// Asks with a question in JSON.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn ask(&self, path: &str, json: &str) -> anyhow::Result<Value> {
        let request = self.agent.post(format!("{}{path}", self.base)).header("content-type", "application/json");
        let response = self.with_key(request).send(json).with_context(|| self.unreachable())?;
        Ok(self.read(response)?.accepted()?.body)
    }

    fn with_key<B>(&self, request: RequestBuilder<B>) -> RequestBuilder<B> {
        match &self.key {
            Some(key) => request.header("authorization", format!("Bearer {key}")),
            None => request,
        }
    }

    fn read(&self, mut response: Response<Body>) -> anyhow::Result<Answer> {
        let status = response.status().as_u16();
        let links = response.headers().get("link").and_then(|link| link.to_str().ok());
        let next = links.and_then(next_of).map(str::to_owned);
        let mut text = String::new();
        let mut body = response.body_mut().as_reader().take(256 << 20);
        body.read_to_string(&mut text).with_context(|| format!("{} broke off its answer", self.base))?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        if status == 401 {
            match self.key {
                None => bail!("{} asks for a key: give one in WAYMARK_KEY", self.base),
                Some(_) => {
                    bail!("{} does not know the key that was given: give one of its own in WAYMARK_KEY", self.base)
                }
            }
        }
        Ok(Answer { status, body, next })
    }

    fn unreachable(&self) -> String {
        format!("could not reach {}: is the server running there?", self.base)
    }
}

/// The target of `<…>; rel="next"`.
fn next_of(links: &str) -> Option<&str> {
    let link = links.split(',').find(|link| link.contains("rel=\"next\""))?;
    Some(link.split_once('<')?.1.split_once('>')?.0)
}

/// What a server says about a failure, in its own words.
#[must_use]
pub fn said(answer: &Answer) -> String {
    let part = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
    match (part("title"), part("detail")) {
        (title, detail) if title.is_empty() && detail.is_empty() => {
            format!("the server answered with status {}", answer.status)
        }
        (title, detail) if detail.is_empty() => title,
        (_, detail) => detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_header_says_where_to_go_on() {
        assert_eq!(next_of("</v1/events?after=7>; rel=\"next\""), Some("/v1/events?after=7"));
        assert_eq!(next_of("</v1/events>; rel=\"first\""), None);
    }

    #[test]
    fn a_reference_with_a_slash_and_an_accent_is_one_part_of_a_path() {
        assert_eq!(escaped("NF/001 é"), "NF%2F001%20%C3%A9");
    }
}
