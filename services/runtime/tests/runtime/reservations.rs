//! An hour of a coach's that a command reserves is free again when the command came to nothing, and
//! stays taken while nobody knows.

use std::sync::Arc;

use coaching::Coaching;
use event_journal::Feed as _;
use events::{DeploymentSecret, Event};
use service_runtime::{Ask, Deadline, Failure, NotAccepted, Service};

use crate::scene::{World, ask, intern, log, world};
use crate::stuck::{Does, Stuck};

struct Reserving {
    world: World,
    journal: Arc<Stuck>,
    service: Arc<Service<Coaching>>,
}

#[tokio::test(start_paused = true)]
async fn an_hour_stays_taken_while_nobody_knows_whether_its_event_is_recorded() {
    let here = reserving().await;
    let head = here.world.journal.head();
    here.journal.now(Does::Holds);
    let told = here.service.execute(&log(1, 9), &in_time("k1")).await;
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::OutcomeUnknown(_)))), "{told:?}");
    assert!(here.is_taken(9).await);
    // A repeat that the journal certainly did not take says nothing of the first.
    here.journal.now(Does::Refuses);
    let told = here.service.execute(&log(1, 9), &in_time("k1")).await;
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::Append(_)))), "{told:?}");
    assert!(here.is_taken(9).await);

    here.journal.now(Does::Takes);
    here.journal.reaches(head.next()).await;
    assert!(here.is_taken(9).await);
    assert!(here.service.execute(&log(1, 9), &in_time("k1")).await.unwrap().repeated);
}

#[tokio::test]
async fn an_hour_is_free_again_once_its_intern_has_gone_on_without_it() {
    let here = reserving().await;
    here.journal.now(Does::LeavesUnheard);
    let told = here.service.execute(&log(1, 9), &ask("k1")).await;
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::OutcomeUnknown(_)))), "{told:?}");
    here.journal.now(Does::Takes);
    // What happens to others says nothing of it.
    here.service.execute(&log(3, 11), &ask("k2")).await.unwrap();
    assert!(here.is_taken(9).await);
    here.service.execute(&log(1, 14), &ask("k3")).await.unwrap();
    assert!(!here.is_taken(9).await);
}

#[tokio::test]
async fn an_hour_whose_event_was_recorded_unheard_stays_taken_when_its_intern_goes_on() {
    let here = reserving().await;
    let head = here.world.journal.head();
    here.somebody_leaves_in_the_middle().await;
    here.journal.now(Does::Takes);
    here.journal.reaches(head.next()).await;
    here.service.execute(&log(1, 14), &ask("k2")).await.unwrap();
    assert!(here.is_taken(9).await);
}

#[tokio::test]
async fn an_hour_in_doubt_is_held_by_the_repeat_that_takes_its_place() {
    let here = reserving().await;
    here.journal.now(Does::LeavesUnheard);
    assert!(here.service.execute(&log(1, 9), &ask("k1")).await.is_err());
    here.journal.now(Does::Takes);
    here.service.execute(&log(1, 14), &ask("k2")).await.unwrap();
    // The repeat has a condition of its own, and is in doubt again.
    here.journal.now(Does::LeavesUnheard);
    assert!(here.service.execute(&log(1, 9), &ask("k1")).await.is_err());
    here.journal.now(Does::Takes);
    assert!(here.is_taken(9).await);
    here.service.execute(&log(1, 15), &ask("k3")).await.unwrap();
    assert!(!here.is_taken(9).await);
}

#[tokio::test]
async fn an_hour_is_free_again_when_its_event_was_certainly_not_recorded() {
    let here = reserving().await;
    here.journal.now(Does::Refuses);
    let told = here.service.execute(&log(1, 9), &ask("k1")).await;
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::Append(_)))), "{told:?}");
    here.journal.now(Does::Takes);
    here.service.execute(&log(2, 9), &ask("k2")).await.unwrap();
}

#[tokio::test]
async fn a_caller_that_goes_away_in_the_middle_of_an_append_leaves_the_hour_taken_and_its_event_once() {
    let here = reserving().await;
    let head = here.world.journal.head();
    here.somebody_leaves_in_the_middle().await;
    assert!(here.is_taken(9).await);

    here.journal.now(Does::Takes);
    here.journal.reaches(head.next()).await;
    let again = here.service.execute(&log(1, 9), &ask("k1")).await.unwrap();
    assert_eq!((again.position, again.repeated), (head.next(), true));
    assert!(here.is_taken(9).await);
}

#[tokio::test]
async fn an_hour_is_not_freed_that_another_node_recorded_under_the_same_key() {
    let here = reserving().await;
    // What another node makes of the same command, taken from a world just like this one.
    let elsewhere = world().await;
    elsewhere.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    let recorded: Event = elsewhere.read().await.pop().unwrap().event;
    assert_eq!(recorded.id, DeploymentSecret::PUBLISHED.event(intern(1).subject(), "k1"));

    here.journal.now(Does::Refuses);
    here.journal.meanwhile(recorded);
    let told = here.service.execute(&log(1, 9), &ask("k1")).await;
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::Append(_)))), "{told:?}");
    assert!(here.is_taken(9).await);
}

#[tokio::test]
async fn an_hour_is_free_again_when_another_node_recorded_another_one_under_the_same_key() {
    let here = reserving().await;
    let elsewhere = world().await;
    elsewhere.coaching.execute(&log(1, 14), &ask("k1")).await.unwrap();
    here.journal.meanwhile(elsewhere.read().await.pop().unwrap().event);
    let told = here.service.execute(&log(1, 9), &ask("k1")).await;
    assert!(matches!(told, Err(NotAccepted::KeyReused { .. })), "{told:?}");
    assert!(here.is_taken(14).await);
    assert!(!here.is_taken(9).await);
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_is_not_answered_with_the_event_of_another_under_the_same_key() {
    let here = reserving().await;
    let elsewhere = world().await;
    elsewhere.coaching.execute(&log(1, 14), &ask("k1")).await.unwrap();
    here.journal.now(Does::LeavesUnheard);
    here.journal.meanwhile(elsewhere.read().await.pop().unwrap().event);
    let told = here.service.execute(&log(1, 9), &ask("k1")).await;
    assert!(matches!(told, Err(NotAccepted::KeyReused { .. })), "{told:?}");
    here.journal.now(Does::Takes);
    assert!(here.is_taken(14).await);
    assert!(!here.is_taken(9).await);
}

impl Reserving {
    /// The journal has the event on its way, and the caller goes away.
    async fn somebody_leaves_in_the_middle(&self) {
        self.journal.now(Does::Holds);
        let service = self.service.clone();
        let left = tokio::spawn(async move { service.execute(&log(1, 9), &ask("k1")).await.is_ok() });
        self.journal.was_given(1).await;
        left.abort();
        assert!(left.await.unwrap_err().is_cancelled());
    }

    /// Whether the coach cannot be with another intern at this hour.
    async fn is_taken(&self, hour: i8) -> bool {
        let told = self.service.execute(&log(2, hour), &in_time("another")).await;
        matches!(told, Err(NotAccepted::Refused(_)))
    }
}

async fn reserving() -> Reserving {
    let world = world().await;
    let journal = Stuck::before(&world.journal);
    let service = Arc::new(Service::new(journal.clone(), world.keys.clone(), Arc::default()));
    Reserving { world, journal, service }
}

fn in_time(key: &str) -> Ask {
    Ask { until: Deadline::from_now(), ..ask(key) }
}
