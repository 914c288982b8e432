//! Into a running server.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use event_journal::{BoxFuture, Stored};
use events::{EventId, Position, Subject};
use import::{INTRODUCTIONS, Known, Outcome, Planned};
use serde_json::{Value, json};
use service_kit::Rule;
use service_runtime::{Keystore, MasterKey};
use uuid::Uuid;

use super::send::Gateway;
use crate::client::{Answer, Client, escaped, said};
use crate::rim;

/// A running server, as one import asks it.
pub struct Remote {
    /// The server.
    pub client: Client,
    /// Which import it is.
    pub import: Uuid,
}

impl Remote {
    /// Events that a question finds, page by page.
    fn events(&self, asked: &str, mut each: impl FnMut(&Value) -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.client.pages(format!("/v1/events?limit=1000&{asked}"), |page| {
            page.as_array().into_iter().flatten().try_for_each(&mut each)
        })
    }

    fn stored_of(&self, subject: Subject) -> anyhow::Result<Vec<Stored>> {
        let mut stored = Vec::new();
        self.events(&format!("subject={}", escaped(&subject.to_string())), |event| {
            let position = Position(stored.len() as u64 + 1);
            stored.push(Stored { position, leaf: event.to_string().into_bytes(), sealed: None });
            Ok(())
        })?;
        Ok(stored)
    }

    /// What the server calls a learner, to whom may see that.
    fn name(&self, subject: Subject) -> anyhow::Result<Option<String>> {
        let answer = self.client.try_get(&format!("/v1/internships/{}/timeline", subject.id))?;
        Ok(answer.body["name"].as_str().map(str::to_owned))
    }
}

impl Gateway for Remote {
    fn at_once(&self) -> usize {
        32
    }

    fn send(self: Arc<Self>, planned: Planned) -> BoxFuture<'static, anyhow::Result<Outcome>> {
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || {
                let path = format!("/v1/{}/{}", planned.command.context, planned.command.name);
                self.client.post(&path, &planned.key, &planned.json, &planned.reason(), self.import)
            });
            outcome(&asked.await??)
        })
    }

    fn stored(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Stored>>> {
        Box::pin(async move { tokio::task::spawn_blocking(move || self.stored_of(subject)).await? })
    }

    fn history(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Known>>> {
        Box::pin(async move {
            let stored = self.stored(subject).await?;
            stored.iter().map(|stored| Ok(Known::read(&stored.leaf, None)?)).collect()
        })
    }

    fn introductions(self: Arc<Self>) -> BoxFuture<'static, anyhow::Result<Vec<Known>>> {
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || {
                let mut known = Vec::new();
                for kind in INTRODUCTIONS {
                    self.events(&format!("type={kind}"), |event| {
                        known.push(Known::read(event.to_string().as_bytes(), None)?);
                        Ok(())
                    })?;
                }
                Ok(known)
            });
            asked.await?
        })
    }

    /// A server tells names, and no more of what is sealed.
    fn open<'a>(&'a self, known: &'a mut [Known], of: &'a BTreeSet<Subject>) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move {
            for known in known.iter_mut().filter(|known| known.event_type == INTRODUCTIONS[0]) {
                if of.contains(&known.subject) {
                    let name = tokio::task::block_in_place(|| self.name(known.subject))?;
                    known.opened = name.map(|name| json!({ "name": name }).to_string());
                }
            }
            Ok(())
        })
    }

    fn keys(&self) -> Keystore {
        Keystore::forgetful(MasterKey([0; 32]), rim::entropy())
    }
}

/// What a server's answer to a command means.
fn outcome(answer: &Answer) -> anyhow::Result<Outcome> {
    let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
    let receipt = || -> anyhow::Result<(EventId, Position)> {
        let event = text("event").parse().map(EventId).context("the server's receipt names no event")?;
        let position =
            answer.body["position"].as_u64().map(Position).context("the server's receipt names no position")?;
        Ok((event, position))
    };
    match (answer.status, text("code").as_str()) {
        (201, _) => receipt().map(|(event, position)| Outcome::Accepted { event, position }),
        (200, _) => receipt().map(|(event, position)| Outcome::AlreadyThere { event, position }),
        (409, "key-reused") => receipt().map(|(event, position)| Outcome::Changed { event, position }),
        (422, "unreadable" | "unreadable-command") => Ok(Outcome::Unreadable(text("detail"))),
        (409 | 422, code) if !code.is_empty() => {
            let rule = Rule::ALL.iter().copied().find(|rule| rule.name() == text("rule"));
            Ok(Outcome::Refused { rule, code: code.to_owned(), reason: text("detail") })
        }
        _ => Err(anyhow!("{}", said(answer))),
    }
}
