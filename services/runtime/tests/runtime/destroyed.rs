//! Somebody whose key was destroyed: their internship goes on, without what was sealed.

use std::sync::Arc;

use event_journal::{EmbeddedJournal, Journal};
use event_keys::{Keystore, MasterKey, MemoryShelf, Opened};
use event_log::MemoryLog;
use events::{DeploymentSecret, PersonId, Position, Recorded};
use jiff::Timestamp;
use serde_json::json;
use service_runtime::{Receipt, Rejected, Service, Services};
use uuid::Uuid;

use crate::keys::{college, counting};
use crate::scene::{DEAN, ask, intern};

const AMIR: PersonId = PersonId(Uuid::from_u128(0xE));

#[tokio::test]
async fn an_internship_goes_on_after_its_persons_key_was_destroyed_also_in_another_process() {
    let world = World::new();
    let services = world.process().await;
    services.begin().await;
    services.refer(1, "r1").await.unwrap();
    services.keys.destroy(AMIR).await.unwrap();
    services.log_hours(1, 9).await.unwrap();

    // One that has nothing in memory reads all of it again.
    let restarted = world.process().await;
    restarted.log_hours(1, 11).await.unwrap();
    let mut became = Vec::new();
    for stored in world.journal.history(intern(1).subject(), Position::START).await.unwrap() {
        let mut recorded = Recorded::decode(stored.position, &stored.leaf).unwrap();
        became.push(restarted.keys.open_event(&mut recorded.event, stored.sealed.as_deref()).await.unwrap());
    }
    assert_eq!(became, [Opened::Erased, Opened::Nothing, Opened::Nothing]);
}

#[tokio::test]
async fn nothing_personal_is_recorded_any_more_and_no_second_key_is_made() {
    let world = World::new();
    let services = world.process().await;
    services.begin().await;
    let first = services.refer(1, "r1").await.unwrap();
    services.keys.destroy(AMIR).await.unwrap();
    let head = world.journal.head();
    for services in [services, world.process().await] {
        // The same person again, on an internship that has nothing sealed yet.
        let rejected = services.refer(2, "r2").await.unwrap_err();
        let Rejected::Refused(refused) = rejected else { panic!("{rejected:?}") };
        assert_eq!((refused.code, refused.conflict), ("person-erased", true));
        assert!(refused.reason.contains("was destroyed"), "{}", refused.reason);
        assert_eq!(services.keys.key(AMIR).await.unwrap(), None);
        // What was accepted before is still answered with its receipt.
        let again = services.refer(1, "r1").await.unwrap();
        assert_eq!((again.event, again.repeated), (first.event, true));
    }
    assert_eq!(world.journal.head(), head);
}

struct World {
    journal: Arc<dyn Journal>,
    shelf: Arc<MemoryShelf>,
}

struct Process {
    keys: Arc<Keystore>,
    services: Services,
}

impl World {
    fn new() -> Self {
        let clock = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
        let journal = Arc::new(EmbeddedJournal::new(Arc::new(MemoryLog::new()), clock));
        Self { journal, shelf: Arc::default() }
    }

    /// Two services with no memory of what was recorded.
    async fn process(&self) -> Process {
        let master = MasterKey::new(1, [1; 32]);
        let secret = DeploymentSecret::PUBLISHED;
        let keys = Keystore::open_or_create_with(self.shelf.clone(), master, counting(), &secret);
        let keys = Arc::new(keys.await.unwrap());
        let (journal, histories) = (&self.journal, Arc::default());
        let services = Services::new(vec![
            Arc::new(Service::<referrals::Referrals>::new(journal.clone(), keys.clone(), Arc::clone(&histories))),
            Arc::new(Service::<coaching::Coaching>::new(journal.clone(), keys.clone(), histories)),
        ]);
        Process { keys, services }
    }
}

impl Process {
    async fn begin(&self) {
        let provider = json!({"provider": college(), "ukprn": "10000001", "name": "Northfield", "date": "2026-03-01"});
        self.run("referrals", "register-provider", &provider, "provider").await.unwrap();
        let coach = json!({"coach": DEAN, "provider": college(), "name": "Dean Prescott"});
        self.run("coaching", "register-coach", &coach, "coach").await.unwrap();
    }

    async fn refer(&self, n: u128, key: &str) -> Result<Receipt, Rejected> {
        let refer = json!({
            "internship": intern(n), "provider": college(), "reference": format!("NF-{n:03}"), "person": AMIR,
            "date": "2026-03-02", "name": "Amir Openshaw", "dateOfBirth": "2008-01-01",
            "homeAuthority": "E08000001", "source": "school",
        });
        self.run("referrals", "refer", &refer, key).await
    }

    async fn log_hours(&self, n: u128, hour: u8) -> Result<Receipt, Rejected> {
        let hours = json!({
            "internship": intern(n), "coach": DEAN, "date": "2026-03-10", "start": format!("{hour:02}:00:00"),
            "minutes": 60, "activity": "systematic-instruction", "claimable": true,
        });
        self.run("coaching", "log-hours", &hours, &format!("hours {hour}")).await
    }

    async fn run(
        &self,
        context: &str,
        name: &str,
        command: &serde_json::Value,
        key: &str,
    ) -> Result<Receipt, Rejected> {
        self.services.execute(context, name, &command.to_string(), &ask(key)).await
    }
}
