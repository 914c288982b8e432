//! A college with all its services over a log in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;

use event_journal::{EmbeddedJournal, Journal, Stored};
use event_keys::Keystore;
use event_log::{Entry, EventLog as _, MemoryLog};
use events::{DeploymentSecret, Event, Line, Position, Recorded, Subject, Trace};
use jiff::civil::{Date, date};
use projection_kit::{Misread, Projection, Source, Value, Wanted};
use serde_json::json;
use service_runtime::{Ask, Asker, Deadline, Receipt, Rejected, Services};
use timeline::timeline;
use waymark::{services, system};

/// What was said to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Accepted,
    /// The code of the refusal.
    Refused(&'static str),
}

/// The day on which things are asked: after everything that is simulated.
pub(crate) const TODAY: Date = date(2026, 9, 1);

pub(crate) struct College {
    journal: Arc<dyn Journal>,
    keys: Arc<Keystore>,
    services: Services,
}

impl College {
    /// With nothing recorded yet.
    pub(crate) fn new() -> Self {
        Self::over(MemoryLog::new(), Arc::new(Keystore::forgetful(system::entropy())))
    }

    /// With these events, in this order.
    pub(crate) fn of((keys, stored): &(Arc<Keystore>, Vec<(Event, Stored)>)) -> Self {
        let log = MemoryLog::new();
        for (event, stored) in stored {
            let entry = Entry::new(event.id, event.subject, stored.leaf.clone(), stored.sealed.clone());
            log.append(entry, log.last(&event.subject)).wait().unwrap();
        }
        Self::over(log, keys.clone())
    }

    fn over(log: MemoryLog, keys: Arc<Keystore>) -> Self {
        let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(Arc::new(log), system::clock()));
        let services = services::all(&journal, &keys);
        Self { journal, keys, services }
    }

    /// The secret from which its ids follow.
    pub(crate) fn secret(&self) -> &DeploymentSecret {
        self.keys.secret()
    }

    /// Asks a command, `coaching.log-hours`, by its fields as JSON.
    pub(crate) async fn ask(&self, name: &str, json: &str, key: &str) -> Said {
        match self.ask_on(TODAY, name, json, key).await {
            Ok(_) => Said::Accepted,
            Err(Rejected::Refused(refused)) => Said::Refused(refused.code),
            Err(other) => panic!("{name} {json}: {other:?}"),
        }
    }

    /// Asks a command on a day.
    pub(crate) async fn ask_on(&self, today: Date, name: &str, json: &str, key: &str) -> Result<Receipt, Rejected> {
        let (context, name) = name.split_once('.').unwrap();
        let by = Asker::named(Line::new("office").unwrap());
        let (key, trace) = (Line::new(key).unwrap(), Trace::default());
        self.services.execute(context, name, json, &Ask { key, by, trace, today, until: Deadline::NEVER }).await
    }

    /// Asks for an event to be taken back.
    pub(crate) async fn take_back(&self, event: &Event, key: &str) -> Said {
        let (name, json) = Self::taking_back(event);
        self.ask(&name, &json, &format!("{key} {}", event.id)).await
    }

    /// The command that takes an event back, and its fields.
    pub(crate) fn taking_back(event: &Event) -> (String, String) {
        let name = format!("{}.enter-in-error", event.fact.event_type().context);
        let json = json!({ "subject": event.subject, "event": event.id, "reason": "wrong-details" });
        (name, json.to_string())
    }

    /// Every event, opened.
    pub(crate) async fn events(&self) -> Vec<Recorded> {
        let mut events = Vec::new();
        for stored in self.everything().await {
            events.push(self.keys.read(stored.position, &stored.leaf, stored.sealed.as_deref()).await.unwrap().0);
        }
        events
    }

    /// The stored bytes of these events, and the keys that open them.
    pub(crate) async fn stored(&self, events: &[Recorded]) -> (Arc<Keystore>, Vec<(Event, Stored)>) {
        let wanted = |position| events.iter().find(|recorded| recorded.position == position);
        let everything = self.everything().await.into_iter();
        let stored = everything.filter_map(|stored| Some((wanted(stored.position)?.event.clone(), stored)));
        (self.keys.clone(), stored.collect())
    }

    async fn everything(&self) -> Vec<Stored> {
        let mut everything: Vec<Stored> = Vec::new();
        loop {
            let after = everything.last().map_or(Position::START, |stored| stored.position);
            let batch = self.journal.since(after, 1000).await.unwrap();
            let stored = batch.iter().map(|(position, leaf, sealed)| Stored {
                position,
                leaf: leaf.to_vec(),
                sealed: sealed.map(<[u8]>::to_vec),
            });
            let before = everything.len();
            everything.extend(stored);
            if everything.len() == before {
                return everything;
            }
        }
    }

    /// Every table as these events make it.
    pub(crate) fn tables(&self, events: &[Recorded]) -> String {
        let mut source = Events(events);
        let mut dump = String::new();
        for model in read_models::ALL {
            let (parked, skipped) = (BTreeMap::new(), BTreeMap::new());
            let mut projection = Projection { pages: model.pages(true), parked, skipped };
            events.iter().for_each(|event| projection.take(event, &mut source).unwrap());
            assert!(projection.parked.is_empty(), "{}: {:?}", model.table().name, projection.parked);
            let columns = model.table().columns.len();
            projection.pages.changes(&mut |page| {
                for row in page.cells.chunks(columns) {
                    writeln!(dump, "{}: {row:?}", model.table().name).unwrap();
                }
                ControlFlow::Continue(())
            });
        }
        dump
    }

    /// What the timeline of a subject says, without what was taken back.
    pub(crate) async fn timeline(&self, subject: Subject) -> Vec<String> {
        let timeline = timeline(&*self.journal, &self.keys, subject, &["office"]).await.unwrap();
        let heading = format!("{:?} {:?}", timeline.name, timeline.reference);
        let lines = timeline.entries.into_iter();
        let lines = lines.filter(|line| !line.in_error && line.event_type.name != "entered-in-error");
        std::iter::once(heading).chain(lines.map(|line| format!("{} {}", line.happened, line.text))).collect()
    }
}

/// Histories from a list of events; there are no stored rows.
struct Events<'a>(&'a [Recorded]);

impl Source for Events<'_> {
    type Error = Infallible;

    fn history(&mut self, subject: Subject, _: Position) -> Result<Arc<[Recorded]>, Infallible> {
        let of = |recorded: &&Recorded| recorded.event.subject == subject;
        Ok(self.0.iter().filter(of).cloned().collect())
    }

    fn rows(&mut self, _: &Wanted) -> Result<Vec<Vec<Value>>, Infallible> {
        Ok(Vec::new())
    }

    fn misread(&mut self, misread: Misread) -> Infallible {
        unreachable!("{misread:?}")
    }
}
