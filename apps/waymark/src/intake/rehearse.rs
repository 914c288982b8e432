//! Trying corrections out on one subject's history, copied into memory.

use std::sync::Arc;

use event_journal::{EmbeddedJournal, Journal, Stored};
use event_keys::Keystore;
use event_log::{Entry, EventLog as _, MemoryLog};
use events::{EventId, Line, Recorded, Subject, Trace};
use import::{CorrectionStep, LogEvent, Rehearsal};
use jiff::civil::Date;
use service_runtime::{Ask, Asker, Deadline, Rejected, Services};

use super::send::Gateway;
use crate::{services, system};

/// A subject's history in memory, with the services over it.
pub struct Rehearsed<G> {
    gateway: Arc<G>,
    keys: Arc<Keystore>,
    today: Date,
    copied: Option<(Subject, Vec<(EventId, Stored)>)>,
    services: Option<Services>,
}

impl<G: Gateway> Rehearsed<G> {
    /// Copies from there what is to be tried on.
    pub fn over(gateway: &Arc<G>) -> Self {
        let keys = Arc::new(gateway.keys());
        Self { gateway: gateway.clone(), keys, today: system::today(), copied: None, services: None }
    }

    async fn copied(&mut self, subject: Subject) -> anyhow::Result<&[(EventId, Stored)]> {
        if self.copied.as_ref().is_none_or(|(copied, _)| *copied != subject) {
            let stored = self.gateway.clone().stored(subject).await?;
            let with_id = |stored: Stored| Ok((Recorded::decode(stored.position, &stored.leaf)?.event.id, stored));
            let stored = stored.into_iter().map(with_id).collect::<anyhow::Result<_>>()?;
            self.copied = Some((subject, stored));
        }
        Ok(self.copied.as_ref().map(|(_, stored)| stored.as_slice()).unwrap_or_default())
    }
}

impl<G: Gateway> Rehearsal for Rehearsed<G> {
    type Error = anyhow::Error;

    async fn history(&mut self, subject: Subject) -> anyhow::Result<Vec<LogEvent>> {
        let stored = self.copied(subject).await?;
        stored.iter().map(|(_, stored)| Ok(LogEvent::read(&stored.leaf, None)?)).collect()
    }

    async fn begin(&mut self, subject: Subject) -> anyhow::Result<()> {
        let log = MemoryLog::new();
        for (event, stored) in self.copied(subject).await? {
            let entry = Entry::new(*event, subject, stored.leaf.clone(), stored.sealed.clone());
            log.append(entry, log.last(&subject)).wait()?;
        }
        let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(Arc::new(log), system::clock()));
        self.services = Some(services::all(&journal, &self.keys));
        Ok(())
    }

    async fn send(&mut self, step: &CorrectionStep) -> anyhow::Result<Option<String>> {
        let Some(services) = &self.services else { return Ok(Some("nothing was copied".to_owned())) };
        let by = Asker::named(Line::new("import")?);
        let ask =
            Ask { key: Line::new(&step.key)?, by, trace: Trace::default(), today: self.today, until: Deadline::NEVER };
        match services.execute(&step.context, &step.name, &step.json, &ask).await {
            Ok(_) => Ok(None),
            Err(Rejected::Refused(refused)) => Ok(Some(refused.reason)),
            Err(Rejected::Unreadable(why)) => Ok(Some(why)),
            Err(Rejected::KeyReused { .. }) => Ok(Some("its key was used for another command".to_owned())),
            Err(Rejected::Failed(failure)) => Err(failure.into()),
        }
    }
}
