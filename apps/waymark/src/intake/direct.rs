//! Into the services of this process.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context as _;
use event_journal::{BoxFuture, Journal, Stored};
use event_keys::Keystore;
use events::{EventId, Line, Position, Subject, Trace};
use import::{LogEvent, Named, Naming, Outcome, types_for_all};
use jiff::civil::Date;
use service_runtime::{Ask, Asker, Deadline, Rejected, Services};
use uuid::Uuid;

use super::send::{Gateway, Sent};

/// How many events are looked through at a time.
const STEP: usize = 4096;

/// The services of this process.
pub struct Direct {
    services: Services,
    journal: Arc<dyn Journal>,
    keys: Arc<Keystore>,
    today: Date,
    by: Asker,
    trace: Trace,
}

impl Direct {
    /// Asks these services, today, as one import.
    ///
    /// # Errors
    /// Never: the actor's name is a word.
    pub fn new(
        services: Services,
        journal: Arc<dyn Journal>,
        keys: Arc<Keystore>,
        today: Date,
        import: Uuid,
    ) -> anyhow::Result<Self> {
        let by = Asker::named(Line::new("import")?);
        let trace = Trace { correlation: Some(import), ..Trace::default() };
        Ok(Self { services, journal, keys, today, by, trace })
    }

    async fn read(&self, position: Position, leaf: &[u8], sealed: Option<&[u8]>) -> anyhow::Result<LogEvent> {
        if sealed.is_none() {
            return Ok(LogEvent::read(leaf, None)?);
        }
        let (recorded, _) = self.keys.read(position, leaf, sealed).await?;
        let opened = recorded.event.fact.sealed_fields();
        Ok(LogEvent::read(leaf, opened.as_ref())?)
    }
}

impl Naming for Direct {
    type Error = anyhow::Error;

    async fn ids(&self, names: &[Named]) -> anyhow::Result<Vec<Uuid>> {
        let naming = service_runtime::Naming::new(&*self.journal, &self.keys);
        let mut ids = Vec::with_capacity(names.len());
        for Named { kind, name } in names {
            ids.push(naming.id(kind, name, self.today).await?);
        }
        Ok(ids)
    }

    async fn events(&self, keys: &[(Subject, String)]) -> anyhow::Result<Vec<EventId>> {
        Ok(keys.iter().map(|(subject, key)| self.keys.secret().event(*subject, key)).collect())
    }
}

impl Gateway for Direct {
    fn at_once(&self) -> usize {
        256
    }

    fn send(self: Arc<Self>, sent: Sent) -> BoxFuture<'static, anyhow::Result<Outcome>> {
        Box::pin(async move {
            let by =
                Asker { origin: sent.origin.as_deref().and_then(|origin| Line::new(origin).ok()), ..self.by.clone() };
            let key = Line::new(&sent.key).context("the row's key is no key")?;
            let ask = Ask { key, by, trace: self.trace.clone(), today: self.today, until: Deadline::NEVER };
            match self.services.execute(&sent.context, &sent.name, &sent.json, &ask).await {
                Ok(receipt) if receipt.repeated => {
                    Ok(Outcome::AlreadyThere { event: receipt.event, position: receipt.position })
                }
                Ok(receipt) => Ok(Outcome::Accepted { event: receipt.event, position: receipt.position }),
                Err(Rejected::Refused(refused)) => {
                    Ok(Outcome::Refused { rule: refused.rule, code: refused.code.to_owned(), reason: refused.reason })
                }
                Err(Rejected::Unreadable(why)) => Ok(Outcome::Unreadable(why)),
                Err(Rejected::KeyReused { event, position }) => Ok(Outcome::Changed { event, position }),
                Err(Rejected::Failed(failure)) => Err(failure.into()),
            }
        })
    }

    fn stored(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<Stored>>> {
        Box::pin(async move { Ok(self.journal.history(subject, Position::START).await?) })
    }

    fn history(self: Arc<Self>, subject: Subject) -> BoxFuture<'static, anyhow::Result<Vec<LogEvent>>> {
        Box::pin(async move {
            let mut known = Vec::new();
            for stored in self.journal.history(subject, Position::START).await? {
                known.push(self.read(stored.position, &stored.leaf, stored.sealed.as_deref()).await?);
            }
            Ok(known)
        })
    }

    /// One pass over the log. The type is the last member of an event's canonical form, so that
    /// others need not be read.
    fn of_all(self: Arc<Self>) -> BoxFuture<'static, anyhow::Result<Vec<LogEvent>>> {
        Box::pin(async move {
            let kinds: Vec<_> = types_for_all().collect();
            let (mut known, mut after) = (Vec::new(), Position::START);
            loop {
                let batch = self.journal.since(after, STEP).await?;
                if batch.is_empty() {
                    return Ok(known);
                }
                for (position, leaf, sealed) in batch.iter() {
                    if kinds.iter().any(|kind| kind.is_of(leaf)) {
                        known.push(self.read(position, leaf, sealed).await?);
                    }
                    after = position;
                }
            }
        })
    }

    fn open<'a>(&'a self, _: &'a mut [LogEvent], _: &'a BTreeSet<Subject>) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn keys(&self) -> Keystore {
        self.keys.rehearsal()
    }
}
