//! A college with the real services over a log in memory, imported into as the binary does it.

use std::collections::{BTreeSet, HashSet};
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use event_journal::{EmbeddedJournal, Journal, Stored};
use event_keys::Keystore;
use event_log::{Entry, EventLog as _, MemoryLog};
use events::{DeploymentSecret, EventId, Line, Position, Recorded, Subject, Trace, old_version};
use import::{CorrectionStep, LogEvent, Mapping, Outcome, Plan, Rehearsal, Report, types_for_all};
use jiff::Timestamp;
use serde_json::{Value, json};
use service_kit::Decider;
use service_runtime::{AnyService, Ask, Asker, Deadline, Histories, Receipt, Rejected, Service, Services};

use crate::scene::{named as named_plan, today};

pub(crate) struct College {
    pub(crate) journal: Arc<dyn Journal>,
    services: Services,
    keys: Arc<Keystore>,
    imports: std::cell::Cell<u128>,
    /// Whether sealed content is opened for comparing, as where the keys are at hand.
    opens: bool,
}

impl College {
    pub(crate) fn new() -> Self {
        let entropy = Arc::new(|bytes: &mut [u8]| {
            bytes.fill(7);
            Ok(())
        });
        let keys = Arc::new(Keystore::forgetful(entropy));
        let (journal, services) = services(MemoryLog::new(), &keys);
        Self { journal, services, keys, imports: std::cell::Cell::new(1), opens: true }
    }

    /// As an import through a server sees it: what is sealed stays so.
    pub(crate) fn from_afar() -> Self {
        Self { opens: false, ..Self::new() }
    }

    /// The same college again, as it stands.
    pub(crate) async fn copied(&self) -> Self {
        self.copied_as(<[u8]>::to_vec).await
    }

    /// The same college again, its sessions recorded as an older version.
    pub(crate) async fn older(&self) -> Self {
        self.copied_as(old_version::of).await
    }

    async fn copied_as(&self, bytes: fn(&[u8]) -> Vec<u8>) -> Self {
        let log = MemoryLog::new();
        let mut after = Position::START;
        loop {
            let batch = self.journal.since(after, 1000).await.unwrap();
            if batch.is_empty() {
                break;
            }
            for (position, leaf, sealed) in batch.iter() {
                let event = Recorded::decode(position, leaf).unwrap().event;
                let entry = Entry::new(event.id, event.subject, bytes(leaf), sealed.map(<[u8]>::to_vec));
                log.append(entry, log.last(&event.subject)).wait().unwrap();
                after = position;
            }
        }
        assert_eq!(log.head().position, self.head());
        let (journal, services) = services(log, &self.keys);
        Self { journal, services, keys: self.keys.clone(), imports: self.imports.clone(), opens: self.opens }
    }

    pub(crate) fn head(&self) -> Position {
        self.journal.head()
    }

    /// Imports a directory: what the binary does, one command after the other.
    pub(crate) async fn import(&self, mapping: &Mapping, directory: &Path) -> Report {
        let draft = mapping.plan(directory, today()).unwrap_or_else(|error| panic!("{error}"));
        let import = self.imports.get();
        self.imports.set(import + 1);
        let (mut refused, mut accepted) = (HashSet::new(), HashSet::new());
        let (plan, outcomes) = loop {
            let mut plan: Plan = named_plan(draft.clone().without(&refused), &self.of_all().await);
            let known = self.known(&plan).await;
            plan.compare(known, &DeploymentSecret::PUBLISHED).await.unwrap();
            let mut outcomes = Vec::new();
            for planned in &plan.commands {
                let (context, name) = (planned.command.context, planned.command.name);
                let ask = ask(&planned.key, Some((planned.origin(), import)));
                let answer = self.services.execute(context, name, &planned.json, &ask).await;
                if let Ok(Receipt { event, .. }) = answer {
                    assert_eq!(event, planned.event);
                }
                outcomes.push(Some(outcome(answer)));
            }
            Outcome::keep_accepted(&mut outcomes, &mut accepted);
            let more = plan.held_for_nothing(&outcomes);
            if more.is_empty() {
                break (plan, outcomes);
            }
            refused.extend(more);
        };
        let mut report = plan.report(outcomes);
        let Ok(()) = report.find_corrections(&mut Copy::of(self)).await;
        report
    }

    /// Sends all that a correction says.
    pub(crate) async fn send(&self, steps: &[CorrectionStep]) {
        assert!(!steps.is_empty(), "there is nothing to send");
        for step in steps {
            let answer = self.services.execute(&step.context, &step.name, &step.json, &ask(&step.key, None)).await;
            assert!(answer.is_ok(), "{step}: {answer:?}");
        }
    }

    /// Takes back an event by hand, unless a rule says no.
    pub(crate) async fn take_back(&self, known: &LogEvent, reason: &str) -> bool {
        let fields = json!({ "subject": known.subject, "event": known.id, "reason": reason }).to_string();
        let (context, ask) = (known.event_type().context, ask(&format!("by hand {}", known.id), None));
        self.services.execute(context, "enter-in-error", &fields, &ask).await.is_ok()
    }

    /// The data of every event of this type.
    pub(crate) async fn events(&self, kind: &str) -> Vec<Value> {
        let all = self.all().await;
        let of_kind = all.iter().filter(|known| named(known) == kind);
        of_kind.map(|known| known.fact.data().unwrap()).collect()
    }

    async fn of_all(&self) -> Vec<LogEvent> {
        let mut all = self.all().await;
        all.retain(|it| types_for_all().any(|kind| kind == it.event_type()));
        all
    }

    async fn known(&self, plan: &Plan) -> Vec<LogEvent> {
        let mut all = self.all().await;
        let subjects = plan.subjects();
        all.retain(|it| subjects.contains(&it.subject) || types_for_all().any(|kind| kind == it.event_type()));
        let missing: BTreeSet<Subject> = plan.missing(&all);
        assert!(self.opens || missing.len() < all.len().max(1));
        all
    }

    pub(crate) async fn all(&self) -> Vec<LogEvent> {
        let mut all = Vec::new();
        let mut after = Position::START;
        loop {
            let batch = self.journal.since(after, 1000).await.unwrap();
            if batch.is_empty() {
                return all;
            }
            for (position, leaf, sealed) in batch.iter() {
                let sealed = sealed.filter(|_| self.opens);
                let (recorded, _) = self.keys.read(position, leaf, sealed).await.unwrap();
                let opened = recorded.event.fact.sealed_fields();
                all.push(LogEvent::read(leaf, opened.as_ref()).unwrap());
                after = position;
            }
        }
    }
}

fn services(log: MemoryLog, keys: &Arc<Keystore>) -> (Arc<dyn Journal>, Services) {
    let clock = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(Arc::new(log), clock));
    let histories = Arc::default();
    let services = Services::new(vec![
        service::<referrals::Referrals>(&journal, keys, &histories),
        service::<placements::Placements>(&journal, keys, &histories),
        service::<coaching::Coaching>(&journal, keys, &histories),
        service::<funding::Funding>(&journal, keys, &histories),
        service::<outcomes::Outcomes>(&journal, keys, &histories),
    ]);
    (journal, services)
}

fn service<D: Decider>(
    journal: &Arc<dyn Journal>,
    keys: &Arc<Keystore>,
    histories: &Arc<Histories>,
) -> Arc<dyn AnyService> {
    Arc::new(Service::<D>::new(journal.clone(), keys.clone(), histories.clone()))
}

/// A subject's history, copied for each try.
struct Copy<'c> {
    college: &'c College,
    copied: Option<(Subject, Vec<(EventId, Stored)>)>,
    services: Option<Services>,
}

impl<'c> Copy<'c> {
    fn of(college: &'c College) -> Self {
        Self { college, copied: None, services: None }
    }

    async fn copied(&mut self, subject: Subject) -> &[(EventId, Stored)] {
        if self.copied.as_ref().is_none_or(|(copied, _)| *copied != subject) {
            let stored = self.college.journal.history(subject, Position::START).await.unwrap();
            let id = |stored: &Stored| Recorded::decode(stored.position, &stored.leaf).unwrap().event.id;
            self.copied = Some((subject, stored.into_iter().map(|stored| (id(&stored), stored)).collect()));
        }
        &self.copied.as_ref().unwrap().1
    }
}

impl Rehearsal for Copy<'_> {
    type Error = Infallible;

    async fn history(&mut self, subject: Subject) -> Result<Vec<LogEvent>, Infallible> {
        let copied = self.copied(subject).await;
        Ok(copied.iter().map(|(_, stored)| LogEvent::read(&stored.leaf, None).unwrap()).collect())
    }

    async fn begin(&mut self, subject: Subject) -> Result<(), Infallible> {
        let (log, opens) = (MemoryLog::new(), self.college.opens);
        for (event, stored) in self.copied(subject).await {
            let sealed = stored.sealed.clone().filter(|_| opens);
            let entry = Entry::new(*event, subject, stored.leaf.clone(), sealed);
            log.append(entry, log.last(&subject)).wait().unwrap();
        }
        self.services = Some(services(log, &self.college.keys).1);
        Ok(())
    }

    async fn send(&mut self, step: &CorrectionStep) -> Result<Option<String>, Infallible> {
        let services = self.services.as_ref().unwrap();
        let answer = services.execute(&step.context, &step.name, &step.json, &ask(&step.key, None)).await;
        Ok(match answer {
            Ok(_) => None,
            Err(Rejected::Refused(refused)) => Some(refused.reason),
            Err(Rejected::Unreadable(reason)) => Some(reason),
            Err(other) => panic!("{other:?}"),
        })
    }
}

/// The type of an event with its context: `coaching.hours-logged`.
pub(crate) fn named(known: &LogEvent) -> String {
    let kind = known.event_type();
    format!("{}.{}", kind.context, kind.name)
}

/// How an import asks, or somebody by hand.
fn ask(key: &str, import: Option<(String, u128)>) -> Ask {
    let (origin, import) = import.unzip();
    let mut by = Asker::named(Line::new("somebody").unwrap());
    by.origin = origin.map(|origin| Line::new(&origin).unwrap());
    let trace = Trace { correlation: import.map(uuid), ..Trace::default() };
    Ask { key: Line::new(key).unwrap(), by, trace, today: today(), until: Deadline::NEVER }
}

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn outcome(answer: Result<Receipt, Rejected>) -> Outcome {
    match answer {
        Ok(Receipt { event, position, repeated: false, .. }) => Outcome::Accepted { event, position },
        Ok(Receipt { event, position, repeated: true, .. }) => Outcome::AlreadyThere { event, position },
        Err(Rejected::Refused(refused)) => {
            Outcome::Refused { rule: refused.rule, code: refused.code.to_owned(), reason: refused.reason }
        }
        Err(Rejected::Unreadable(reason)) => Outcome::Unreadable(reason),
        Err(Rejected::KeyReused { event, position }) => Outcome::Changed { event, position },
        Err(Rejected::Failed(failure)) => panic!("{failure}"),
    }
}
