//! The journal's answer is lost: what became of the event is looked for, not guessed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use event_journal::{AppendError, Batch, BoxFuture, EmbeddedJournal, Feed, Journal, ReadError, Stored};
use event_log::MemoryLog;
use events::{Attribution, Event, Line, Position, ProviderId, Sealed, Subject, Trace, Ukprn};
use jiff::Timestamp;
use jiff::civil::date;
use referrals::{Decider, RegisterProvider};
use service_runtime::{Ask, Deadline, Failure, Keystore, MasterKey, MemoryShelf, NotAccepted, Service};
use tokio::sync::watch;

const ANSWERS: u8 = 0;
/// The event is taken, and nobody hears of it.
const TAKES: u8 = 1;
/// The event is not taken, and nobody hears of that.
const LEAVES: u8 = 2;

/// A journal whose answers can be lost.
struct Lossy {
    journal: EmbeddedJournal,
    does: AtomicU8,
}

impl Journal for Lossy {
    fn append(
        &self,
        event: Event,
        sealed: Option<Sealed>,
        expected: Position,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            let does = self.does.load(Ordering::Relaxed);
            if does != LEAVES {
                let answer = self.journal.append(event, sealed, expected).await;
                if does == ANSWERS {
                    return answer;
                }
            }
            Err(AppendError::OutcomeUnknown("no answer came".into()))
        })
    }

    fn catch_up(&self, seen: Position) -> BoxFuture<'_, Result<bool, ReadError>> {
        self.journal.catch_up(seen)
    }
}

impl Feed for Lossy {
    fn history(&self, subject: Subject, after: Position) -> BoxFuture<'_, Result<Vec<Stored>, ReadError>> {
        self.journal.history(subject, after)
    }

    fn since(&self, after: Position, limit: usize) -> BoxFuture<'_, Result<Batch, ReadError>> {
        self.journal.since(after, limit)
    }

    fn head(&self) -> Position {
        self.journal.head()
    }

    fn watch(&self) -> watch::Receiver<Position> {
        self.journal.watch()
    }
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_is_answered_with_its_event_and_taken_once() {
    let (journal, service) = world().await;
    journal.does.store(TAKES, Ordering::Relaxed);
    let receipt = service.execute(&register("10000001").into(), &ask("k1")).await.unwrap();
    assert_eq!((receipt.position, receipt.repeated), (Position(1), false));

    journal.does.store(LEAVES, Ordering::Relaxed);
    let told = service.execute(&register("10000002").into(), &ask("k2")).await.unwrap_err();
    let NotAccepted::Failed(failure @ Failure::OutcomeUnknown(_)) = &told else { panic!("{told:?}") };
    assert!(failure.to_string().contains("repeat the command with the same key"), "{failure}");

    journal.does.store(ANSWERS, Ordering::Relaxed);
    assert_eq!(service.execute(&register("10000002").into(), &ask("k2")).await.unwrap().position, Position(2));
    assert!(service.execute(&register("10000001").into(), &ask("k1")).await.unwrap().repeated);
    assert_eq!(journal.head(), Position(2), "nothing twice");
}

async fn world() -> (Arc<Lossy>, Service<Decider>) {
    let clock = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
    let journal = EmbeddedJournal::new(Arc::new(MemoryLog::new()), clock);
    let journal = Arc::new(Lossy { journal, does: AtomicU8::new(ANSWERS) });
    let entropy = Arc::new(|bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    });
    let shelf = Arc::<MemoryShelf>::default();
    let keys = Arc::new(Keystore::open_or_create(shelf, MasterKey([1; 32]), entropy).await.unwrap());
    (journal.clone(), Service::new(journal, keys, Arc::default()))
}

fn register(ukprn: &str) -> RegisterProvider {
    let provider = ProviderId::of(&Ukprn::new(ukprn).unwrap());
    let (ukprn, name) = (line(ukprn), line("Northfield College"));
    RegisterProvider { provider, ukprn, name, local_authority: None, model: None, date: None }
}

fn ask(key: &str) -> Ask {
    let by = Attribution::by(line("coordinator"));
    Ask { key: line(key), by, trace: Trace::default(), today: date(2026, 3, 10), until: Deadline::NEVER }
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}
