//! A college with the real services over a log in memory, imported into as the binary does it.

use std::path::Path;
use std::sync::Arc;

use event_journal::{EmbeddedJournal, Journal};
use event_log::MemoryLog;
use events::{Attribution, Line, Position, Trace};
use import::{Known, Mapping, Outcome, Plan, Report};
use jiff::Timestamp;
use serde_json::Value;
use service_kit::Decider;
use service_runtime::{AnyService, Ask, Keystore, MasterKey, Receipt, Rejected, Service, Services};

use crate::scene::{plan, today};

pub(crate) struct College {
    journal: Arc<dyn Journal>,
    services: Services,
}

impl College {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
        let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(Arc::new(MemoryLog::new()), clock));
        let entropy = Arc::new(|bytes: &mut [u8]| {
            bytes.fill(7);
            Ok(())
        });
        let keys = Arc::new(Keystore::forgetful(MasterKey([1; 32]), entropy));
        let services = Services::new(vec![
            service::<referrals::Decider>(&journal, &keys),
            service::<placements::Decider>(&journal, &keys),
            service::<coaching::Decider>(&journal, &keys),
            service::<funding::Decider>(&journal, &keys),
            service::<outcomes::Decider>(&journal, &keys),
        ]);
        Self { journal, services }
    }

    pub(crate) fn head(&self) -> Position {
        self.journal.head()
    }

    /// Imports a directory: what the binary does, one command after the other.
    pub(crate) async fn import(&self, mapping: &Mapping, directory: &Path) -> Report {
        let mut plan: Plan = plan(mapping, directory);
        plan.compare(self.known(&plan).await);
        let mut outcomes = Vec::new();
        for planned in &plan.commands {
            let (context, name) = (planned.command.context, planned.command.name);
            let answer = self.services.execute(context, name, &planned.json, &ask(&planned.key)).await;
            if let Ok(Receipt { event, .. }) = answer {
                assert_eq!(event, planned.event);
            }
            outcomes.push(Some(outcome(answer)));
        }
        plan.report(outcomes)
    }

    /// Sends what a correction in a report says, up to " then ".
    #[track_caller]
    pub(crate) fn send(&self, correction: &str) -> impl Future<Output = Receipt> {
        let rest = correction.strip_prefix("POST /v1/").unwrap_or_else(|| panic!("{correction}"));
        let (route, json) = rest.split_at(rest.find('{').unwrap());
        let (route, key) = route.trim().split_once(" with Idempotency-Key ").unwrap_or((route.trim(), "\"by hand\""));
        let (context, name) = route.split_once('/').unwrap();
        let (context, name, json) = (context.to_owned(), name.to_owned(), json.to_owned());
        let ask = ask(key.trim_matches('"'));
        async move { self.services.execute(&context, &name, &json, &ask).await.unwrap_or_else(|e| panic!("{e:?} {json}")) }
    }

    /// The data of every event of this type.
    pub(crate) async fn events(&self, kind: &str) -> Vec<Value> {
        let kind = format!("waymark.{kind}.v1");
        let all = self.all().await;
        let of_kind = all.iter().filter(|(known, _)| known.event_type == kind);
        of_kind.map(|(known, _)| serde_json::from_str(&known.data).unwrap()).collect()
    }

    async fn known(&self, plan: &Plan) -> Vec<Known> {
        let subjects = plan.subjects();
        self.all().await.into_iter().map(|(known, _)| known).filter(|known| subjects.contains(&known.subject)).collect()
    }

    async fn all(&self) -> Vec<(Known, Position)> {
        let mut all = Vec::new();
        let mut after = Position::START;
        loop {
            let batch = self.journal.since(after, 1000).await.unwrap();
            if batch.is_empty() {
                return all;
            }
            for (position, leaf, _) in batch.iter() {
                let by_hand = leaf.windows(7).any(|window| window == b"by hand");
                all.push((Known::read(leaf, !by_hand).unwrap(), position));
                after = position;
            }
        }
    }
}

fn service<D: Decider>(journal: &Arc<dyn Journal>, keys: &Arc<Keystore>) -> Arc<dyn AnyService> {
    Arc::new(Service::<D>::new(journal.clone(), keys.clone(), Arc::default()))
}

fn ask(key: &str) -> Ask {
    let actor = if key == "by hand" { key } else { "import" };
    Ask {
        key: Line::new(key).unwrap(),
        by: Attribution::by(Line::new(actor).unwrap()),
        trace: Trace::default(),
        today: today(),
    }
}

fn outcome(answer: Result<Receipt, Rejected>) -> Outcome {
    match answer {
        Ok(Receipt { event, position, repeated: false }) => Outcome::Accepted { event, position },
        Ok(Receipt { event, position, repeated: true }) => Outcome::AlreadyThere { event, position },
        Err(Rejected::Refused(refused)) => {
            Outcome::Refused { rule: refused.rule, code: refused.code.to_owned(), reason: refused.reason }
        }
        Err(Rejected::Unreadable(reason)) => Outcome::Unreadable(reason),
        Err(Rejected::KeyReused { event, position }) => Outcome::Changed { event, position },
        Err(Rejected::Failed(failure)) => panic!("{failure}"),
    }
}
