//! A college with all its services over a log in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;

use event_journal::{EmbeddedJournal, Journal, Stored};
use event_keys::Keystore;
use event_log::{Entry, EventLog as _, MemoryLog};
use events::{Event, Line, Position, Recorded, Subject, Trace};
use jiff::civil::date;
use projection_kit::{Misread, Projection, Source, Value, Wanted};
use serde_json::json;
use service_runtime::{Ask, Asker, Deadline, Rejected, Services};
use waymark::{rim, services};
use waymark_http::story::story;

/// What was said to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Accepted,
    /// The code of the refusal.
    Refused(&'static str),
}

pub(crate) struct College {
    journal: Arc<dyn Journal>,
    keys: Arc<Keystore>,
    services: Services,
}

impl College {
    /// With nothing recorded yet.
    pub(crate) fn new() -> Self {
        Self::over(MemoryLog::new(), Arc::new(Keystore::forgetful(rim::entropy())))
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
        let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(Arc::new(log), rim::clock()));
        let services = services::all(&journal, &keys);
        Self { journal, keys, services }
    }

    /// Asks a command, `coaching.log-hours`, by its fields as JSON.
    pub(crate) async fn ask(&self, name: &str, json: &str, key: &str) -> Said {
        let (context, name) = name.split_once('.').unwrap();
        let by = Asker::named(Line::new("office").unwrap());
        let (key, trace) = (Line::new(key).unwrap(), Trace::default());
        let ask = Ask { key, by, trace, today: date(2026, 9, 1), until: Deadline::NEVER };
        match self.services.execute(context, name, json, &ask).await {
            Ok(_) => Said::Accepted,
            Err(Rejected::Refused(refused)) => Said::Refused(refused.code),
            Err(other) => panic!("{name} {json}: {other:?}"),
        }
    }

    /// Asks for an event to be taken back.
    pub(crate) async fn take_back(&self, event: &Event, key: &str) -> Said {
        let name = format!("{}.enter-in-error", event.fact.event_type().context);
        let json = json!({ "subject": event.subject, "event": event.id, "reason": "wrong-details" });
        self.ask(&name, &json.to_string(), &format!("{key} {}", event.id)).await
    }

    /// Every event, opened.
    pub(crate) async fn events(&self) -> Vec<Recorded> {
        let mut events = Vec::new();
        for (position, leaf, sealed) in self.journal.since(Position::START, 100_000).await.unwrap().iter() {
            events.push(self.keys.read(position, leaf, sealed).await.unwrap().0);
        }
        events
    }

    /// The stored bytes of these events, and the keys that open them.
    pub(crate) async fn stored(&self, events: &[Recorded]) -> (Arc<Keystore>, Vec<(Event, Stored)>) {
        let batch = self.journal.since(Position::START, 100_000).await.unwrap();
        let wanted = |position| events.iter().find(|recorded| recorded.position == position);
        let stored = batch.iter().filter_map(|(position, leaf, sealed)| {
            let event = wanted(position)?.event.clone();
            Some((event, Stored { position, leaf: leaf.to_vec(), sealed: sealed.map(<[u8]>::to_vec) }))
        });
        (self.keys.clone(), stored.collect())
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
        let story = story(&*self.journal, &self.keys, subject, &["office"]).await.unwrap();
        let heading = format!("{:?} {:?}", story.name, story.reference);
        let lines = story.lines.into_iter();
        let lines = lines.filter(|line| !line.in_error && line.event_type.name != "entered-in-error");
        std::iter::once(heading).chain(lines.map(|line| format!("{} {}", line.happened, line.text))).collect()
    }
}

/// Histories from a list of events; there are no stored rows.
struct Events<'a>(&'a [Recorded]);

impl Source for Events<'_> {
    type Error = Infallible;

    fn history(&mut self, subject: Subject, upto: Position) -> Result<Vec<Recorded>, Infallible> {
        let of = |recorded: &&Recorded| recorded.event.subject == subject && recorded.position <= upto;
        Ok(self.0.iter().filter(of).cloned().collect())
    }

    fn rows(&mut self, _: &Wanted) -> Result<Vec<Vec<Value>>, Infallible> {
        Ok(Vec::new())
    }

    fn misread(&mut self, misread: Misread) -> Infallible {
        unreachable!("{misread:?}")
    }
}
