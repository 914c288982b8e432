//! Nobody gets a second key: what is sealed under the first would be lost in silence.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use event_journal::{EmbeddedJournal, Journal};
use event_keys::{Entropy, KeyShelf, Keystore, MasterKey, MemoryShelf};
use event_log::MemoryLog;
use events::{DeploymentSecret, Line, ProviderId, Trace, Ukprn};
use jiff::Timestamp;
use jiff::civil::date;
use service_runtime::{Ask, Asker, Deadline, Failure, Rejected, Service, Services};

const INTERNSHIP: &str = "00000000-0000-4000-8000-00000000000a";

#[tokio::test]
async fn somebody_whose_key_was_lost_is_not_given_another() {
    let journal = journal();
    let with = services(&journal, Arc::default()).await;
    refer(&with, "r1").await.unwrap();
    let referred = journal.since(events::Position(1), 1).await.unwrap();
    let leaf = referred.iter().next().unwrap().1.to_vec();
    let event = events::Recorded::decode(events::Position(2), &leaf).unwrap().event.id;
    let wrong = format!(r#"{{"subject":"internship/{INTERNSHIP}","event":"{event}","reason":"wrong-day"}}"#);
    with.execute("referrals", "enter-in-error", &wrong, &ask("wrong")).await.unwrap();
    let head = journal.head();

    let shelf = Arc::<MemoryShelf>::default();
    let without = services(&journal, shelf.clone()).await;
    let rejected = refer(&without, "r2").await.unwrap_err();
    let Rejected::Failed(failure @ Failure::KeyMissing { .. }) = rejected else { panic!("{rejected:?}") };
    assert!(failure.to_string().contains("put the keystore back from a backup"), "{failure}");
    assert_eq!(journal.head(), head);
    assert_eq!(shelf.all().await.unwrap().len(), 1, "only the deployment's secret");

    // With the key the same command is taken.
    refer(&with, "r2").await.unwrap();
}

fn journal() -> Arc<dyn Journal> {
    let clock = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
    Arc::new(EmbeddedJournal::new(Arc::new(MemoryLog::new()), clock))
}

/// The service on this shelf, with its provider.
async fn services(journal: &Arc<dyn Journal>, shelf: Arc<MemoryShelf>) -> Services {
    let keys = Arc::new(
        Keystore::open_or_create_with(shelf, MasterKey::new(1, [1; 32]), counting(), &DeploymentSecret::PUBLISHED)
            .await
            .unwrap(),
    );
    let services =
        Services::new(vec![Arc::new(Service::<referrals::Referrals>::new(journal.clone(), keys, Arc::default()))]);
    let provider =
        format!(r#"{{"provider":"{}","ukprn":"10000001","name":"Northfield","date":"2026-03-01"}}"#, college());
    services.execute("referrals", "register-provider", &provider, &ask("provider")).await.unwrap();
    services
}

async fn refer(services: &Services, key: &str) -> Result<service_runtime::Receipt, Rejected> {
    let refer = format!(
        r#"{{"internship":"{INTERNSHIP}","provider":"{}","reference":"NF-001",
            "person":"00000000-0000-4000-8000-000000000001","date":"2026-03-02","name":"Amir Openshaw",
            "dateOfBirth":"2008-01-01","homeAuthority":"E08000001","source":"school"}}"#,
        college()
    );
    services.execute("referrals", "refer", &refer, &ask(key)).await
}

pub(crate) fn college() -> ProviderId {
    DeploymentSecret::PUBLISHED.provider(&Ukprn::new("10000001").unwrap())
}

pub(crate) fn counting() -> Entropy {
    let next = AtomicU64::new(1);
    Arc::new(move |bytes: &mut [u8]| {
        let number = next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(number.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    })
}

fn ask(key: &str) -> Ask {
    let by = Asker::named(Line::new("coordinator").unwrap());
    Ask { key: Line::new(key).unwrap(), by, trace: Trace::default(), today: date(2026, 3, 11), until: Deadline::NEVER }
}
