//! A node that has not read yet what another has recorded.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use coaching::{Coaching, RegisterCoach};
use event_journal::{AppendError, Batch, BoxFuture, EmbeddedJournal, Feed, Journal, ReadError, Stored};
use event_keys::{Keystore, MasterKey, MemoryShelf};
use event_log::{EventLog as _, MemoryLog};
use events::{CoachId, DeploymentSecret, Event, Line, Position, Sealed, Subject, Trace, Ukprn};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use referrals::RegisterProvider;
use service_kit::Asked;
use service_runtime::{Ask, Asker, Deadline, Service};
use tokio::sync::watch;
use uuid::Uuid;

const DAY: Date = date(2026, 3, 10);

/// The other node's journal, read up to a position only until it is caught up with.
struct Behind {
    journal: Arc<EmbeddedJournal>,
    upto: AtomicU64,
}

impl Feed for Behind {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        Box::pin(async move {
            let mut history = self.journal.history(subject, after).await?;
            history.retain(|stored| stored.position <= self.head());
            Ok(history)
        })
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        Box::pin(async move {
            match usize::try_from(self.head().0 - after.0).unwrap() {
                0 => Ok(MemoryLog::new().batch(after, limit)?),
                // A log in memory gives no more than it is asked for.
                read => self.journal.since(after, limit.min(read)).await,
            }
        })
    }

    fn head(&self) -> Position {
        Position(self.upto.load(Ordering::Relaxed))
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.journal.watch()
    }
}

impl Journal for Behind {
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        self.journal.append(event, sealed, expected)
    }

    fn catch_up(&self, seen: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        self.upto.store(self.journal.head().0, Ordering::Relaxed);
        Box::pin(std::future::ready(Ok(self.head() > seen)))
    }
}

#[tokio::test]
async fn nothing_is_refused_for_want_of_what_another_node_has_recorded() {
    let clock = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
    let journal = Arc::new(EmbeddedJournal::new(Arc::new(MemoryLog::new()), clock));
    let entropy = Arc::new(|bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    });
    let shelf = Arc::<MemoryShelf>::default();
    let keys = Arc::new(
        Keystore::open_or_create_with(shelf, MasterKey::new(1, [1; 32]), entropy, &DeploymentSecret::PUBLISHED)
            .await
            .unwrap(),
    );
    let behind = Arc::new(Behind { journal: journal.clone(), upto: AtomicU64::new(0) });
    let there = Service::<referrals::Referrals>::new(journal.clone(), keys.clone(), Arc::default());
    let here = Service::<Coaching>::new(behind.clone(), keys, Arc::default());

    let college = DeploymentSecret::PUBLISHED.provider(&Ukprn::new("10000001").unwrap());
    let coach = RegisterCoach {
        coach: CoachId(Uuid::from_u128(0xC)),
        provider: college,
        name: line("Dean Prescott"),
        date: None,
    };
    let early = here.execute(&Asked::from(coach.clone()), &ask("early")).await;
    assert!(early.is_err(), "nobody knows this college yet: {early:?}");

    let register = RegisterProvider {
        provider: college,
        ukprn: line("10000001"),
        name: line("Northfield College"),
        local_authority: None,
        kind: None,
        date: None,
    };
    there.execute(&register.into(), &ask("college")).await.unwrap();
    assert_eq!(behind.head(), Position::START, "this node has not read it");
    here.execute(&Asked::from(coach), &ask("coach")).await.unwrap();
}

fn ask(key: &str) -> Ask {
    Ask {
        key: line(key),
        by: Asker::named(line("coordinator")),
        trace: Trace::default(),
        today: DAY,
        until: Deadline::NEVER,
    }
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}
