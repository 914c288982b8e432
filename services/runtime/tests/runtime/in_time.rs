//! A command is answered in its time, counted from its arrival, whatever it waits for.

use std::sync::Arc;
use std::time::Duration;

use coaching::{Coaching, Command, RegisterCoach};
use event_journal::Feed as _;
use event_keys::{Keystore, MasterKey};
use events::{CoachId, DeploymentSecret};
use service_kit::Asked;
use service_runtime::{Ask, Deadline, Failure, LIMIT, NotAccepted, Receipt, Service};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use crate::scene::{COLLEGE, World, ask, intern, line, log, world};
use crate::stuck::{Does, Stuck, StuckShelf};

type Answer = Result<Receipt, NotAccepted<coaching::Refusal>>;

/// How long a test waits for an answer: as long as several commands may take one after the other.
const LONGEST: Duration = Duration::from_secs(600);
/// What is more than a moment.
const MOMENT: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_command_that_waits_for_another_beyond_its_time_is_answered_and_never_recorded() {
    let (world, journal, service) = stuck().await;
    let head = world.journal.head();
    journal.now(Does::Holds);
    let first = tokio::spawn(execute(&service, log(1, 9), ask("k1")));
    journal.was_given(1).await;
    let began = Instant::now();
    let told = execute(&service, log(1, 11), in_time("k2")).await.unwrap_err();
    assert!(began.elapsed() < LIMIT + MOMENT, "{:?}", began.elapsed());
    let NotAccepted::Failed(failure @ Failure::OutOfTime(_)) = told else { panic!("{told:?}") };
    let said = failure.to_string();
    assert!(said.contains("nothing was recorded") && said.contains("repeat it with the same key"), "{said}");

    journal.now(Does::Takes);
    assert_eq!(first.await.unwrap().unwrap().position, head.next());
    let second = DeploymentSecret::PUBLISHED.event(intern(1).subject(), "k2");
    assert!(world.read().await.iter().all(|recorded| recorded.event.id != second));
    assert!(!execute(&service, log(1, 11), in_time("k2")).await.unwrap().repeated);
    assert_eq!(world.journal.head(), head.next().next());
}

#[tokio::test(start_paused = true)]
async fn a_command_that_the_journal_does_not_answer_is_unknown_in_its_time_and_taken_once() {
    let (world, journal, service) = stuck().await;
    let head = world.journal.head();
    journal.now(Does::Holds);
    let began = Instant::now();
    let told = execute(&service, log(1, 9), in_time("k1")).await;
    assert!(began.elapsed() < LIMIT + MOMENT, "{:?}", began.elapsed());
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::OutcomeUnknown(_)))), "{told:?}");

    journal.now(Does::Takes);
    journal.reaches(head.next()).await;
    let receipt = execute(&service, log(1, 9), in_time("k1")).await.unwrap();
    assert_eq!((receipt.position, receipt.repeated), (head.next(), true));
    assert_eq!(world.journal.head(), head.next());
}

#[tokio::test(start_paused = true)]
async fn commands_that_wait_for_each_other_are_all_answered_within_the_time_of_one() {
    let (world, journal, service) = stuck().await;
    let head = world.journal.head();
    journal.now(Does::Holds);
    let began = Instant::now();
    let asked: Vec<_> =
        (9..13).map(|hour| tokio::spawn(execute(&service, log(1, hour), in_time(&format!("k{hour}"))))).collect();
    let mut unknown = 0;
    for answer in asked {
        match answer.await.unwrap() {
            Err(NotAccepted::Failed(Failure::OutcomeUnknown(_))) => unknown += 1,
            Err(NotAccepted::Failed(Failure::OutOfTime(_))) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(began.elapsed() < LIMIT + MOMENT, "{:?}", began.elapsed());
    assert_eq!(unknown, 1, "the others never came to the journal");
    journal.now(Does::Takes);
    journal.reaches(head.next()).await;
    assert!(execute(&service, log(1, 14), in_time("k14")).await.is_ok());
    assert_eq!(world.journal.head(), head.next().next());
}

#[tokio::test]
async fn a_command_whose_turn_comes_too_late_is_not_given_to_the_journal() {
    let (world, _, service) = stuck().await;
    let head = world.journal.head();
    let late = Ask { until: Deadline::after(Duration::ZERO), ..ask("k1") };
    let told = execute(&service, log(1, 9), late).await;
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::OutOfTime(_)))), "{told:?}");
    assert_eq!(world.journal.head(), head);
    execute(&service, log(2, 9), ask("k2")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_command_that_waits_for_a_persons_key_is_answered_in_its_time() {
    let (world, journal, _) = stuck().await;
    let head = world.journal.head();
    let entropy = Arc::new(|_: &mut [u8]| Ok(()));
    let keys = Keystore::open_or_create_with(
        Arc::new(StuckShelf),
        MasterKey::new(1, [1; 32]),
        entropy,
        &DeploymentSecret::PUBLISHED,
    )
    .await
    .unwrap();
    let service = Arc::new(Service::<Coaching>::new(journal, Arc::new(keys), Arc::default()));
    let coach = CoachId(Uuid::from_u128(0xC1));
    let register = RegisterCoach { coach, provider: COLLEGE, name: line("Una Marsh"), date: None };
    let began = Instant::now();
    let told = execute(&service, Asked::from(register), in_time("una")).await;
    assert!(began.elapsed() < LIMIT + MOMENT, "{:?}", began.elapsed());
    assert!(matches!(told, Err(NotAccepted::Failed(Failure::OutOfTime(_)))), "{told:?}");
    assert_eq!(world.journal.head(), head);
}

async fn stuck() -> (World, Arc<Stuck>, Arc<Service<Coaching>>) {
    let world = world().await;
    let journal = Stuck::before(&world.journal);
    let service = Arc::new(Service::new(journal.clone(), world.keys.clone(), Arc::default()));
    (world, journal, service)
}

fn execute(
    service: &Arc<Service<Coaching>>,
    command: Asked<Command>,
    ask: Ask,
) -> impl Future<Output = Answer> + use<> {
    let service = service.clone();
    async move { timeout(LONGEST, service.execute(&command, &ask)).await.unwrap() }
}

fn in_time(key: &str) -> Ask {
    Ask { until: Deadline::from_now(), ..ask(key) }
}
