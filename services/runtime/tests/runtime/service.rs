//! A service at work: idempotent by key, one event a command, right under concurrency.

use std::sync::Arc;

use coaching::{Coaching, CorrectHours, LogHours, RegisterCoach};
use event_journal::Feed as _;
use event_keys::Opened;
use events::{CoachId, DeploymentSecret, ErrorReason, GroupId, Minutes, PersonId, Position, ProviderId, Recorded};
use jiff::Timestamp;
use service_kit::EnterInError;
use service_runtime::{Service, Services};
use uuid::Uuid;

use crate::scene::{DAY, ask, hours, intern, line, log, world};

#[tokio::test]
async fn an_accepted_command_is_one_event_with_who_asked_and_when() {
    let world = world().await;
    let receipt = world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    let events = world.read().await;
    let last = events.last().unwrap();
    assert_eq!((last.event.id, last.position, receipt.repeated), (receipt.event, receipt.position, false));
    assert_eq!(last.event.id, DeploymentSecret::PUBLISHED.event(intern(1).subject(), "k1"));
    assert_eq!((last.event.by.actor, last.event.happened), (DeploymentSecret::PUBLISHED.actor("coordinator"), DAY));
    assert_eq!(last.event.recorded, Timestamp::from_second(1_800_000_000).unwrap());
}

#[tokio::test]
async fn the_same_command_under_the_same_key_is_answered_with_the_first_receipt() {
    let world = world().await;
    let first = world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    let head = world.journal.head();
    let again = world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    assert_eq!((again.event, again.position, again.repeated), (first.event, first.position, true));
    // … by another process that remembers nothing, too.
    let restarted = Service::<Coaching>::new(world.journal.clone(), world.keys.clone(), Arc::default());
    assert!(restarted.execute(&log(1, 9), &ask("k1")).await.unwrap().repeated);
    assert_eq!(world.journal.head(), head);
}

#[tokio::test]
async fn another_command_under_the_same_key_is_refused() {
    let world = world().await;
    let first = world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    let error = world.coaching.execute(&log(1, 11), &ask("k1")).await.unwrap_err();
    let said = format!("{error:?}");
    assert!(said.contains("KeyReused") && said.contains(&first.event.0.to_string()), "{said}");
}

#[tokio::test]
async fn what_is_refused_leaves_no_event_and_no_key() {
    let world = world().await;
    let head = world.journal.head();
    let stranger = CoachId(Uuid::from_u128(99));
    let unknown = ProviderId(Uuid::from_u128(98));
    let register = RegisterCoach { coach: stranger, provider: unknown, name: line("Nobody"), date: None };
    let error = world.coaching.execute(&register.into(), &ask("k1")).await.unwrap_err();
    assert!(format!("{error:?}").contains("UnknownProvider"), "{error:?}");
    assert_eq!(world.journal.head(), head);
    assert_eq!(world.keys.key(PersonId(stranger.0)).await.unwrap(), None);
}

#[tokio::test]
async fn personal_content_is_sealed_in_the_log_and_opens_with_the_persons_key() {
    let world = world().await;
    let all = world.journal.since(Position::START, 100).await.unwrap();
    let (position, leaf, sealed) =
        all.iter().find(|(_, leaf, _)| leaf.windows(16).any(|w| w == b"coach-registered")).unwrap();
    let everything = [leaf, sealed.unwrap()].concat();
    assert!(!everything.windows(8).any(|window| window == b"Prescott"));
    let mut recorded = Recorded::decode(position, leaf).unwrap();
    assert_eq!(world.keys.open_event(&mut recorded.event, sealed).await.unwrap(), Opened::Open);
    assert_eq!(recorded.event.fact.sealed().unwrap()["name"], "Dean Prescott");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_with_one_coach_never_have_more_of_a_group_than_its_coach_worked() {
    let world = world().await;
    // Ten groups of an hour, and forty internships that want all of it.
    let tasks: Vec<_> = (0..400u128)
        .map(|n| {
            let coaching = world.coaching.clone();
            let hour = i8::try_from(8 + n % 10).unwrap();
            let group = Some(GroupId(Uuid::from_u128(0xF000 + n % 10)));
            let share = LogHours { group, coach_minutes: Some(Minutes(60)), place: None, ..hours(n % 40, hour) };
            tokio::spawn(async move { coaching.execute(&share.into(), &ask(&format!("k{n}"))).await.is_ok() })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += usize::from(task.await.unwrap());
    }
    assert_eq!(accepted, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_internship_take_turns() {
    let world = world().await;
    let other = Arc::new(Service::<Coaching>::new(world.journal.clone(), world.keys.clone(), Arc::default()));
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let coaching = if n % 2 == 0 { world.coaching.clone() } else { other.clone() };
            let date = DAY.saturating_sub(jiff::Span::new().days(n));
            let command = LogHours { date, claimable: false, ..hours(1, 9) };
            tokio::spawn(async move { coaching.execute(&command.into(), &ask(&format!("k{n}"))).await.is_ok() })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
}

#[tokio::test]
async fn a_session_taken_back_frees_the_coach_and_leaves_the_fold() {
    let world = world().await;
    let logged = world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    assert!(world.coaching.execute(&log(2, 9), &ask("k2")).await.is_err());
    let take_back = EnterInError {
        subject: intern(1).subject(),
        event: logged.event,
        reason: ErrorReason::WrongSubject,
        note: None,
    };
    world.coaching.execute(&take_back.into(), &ask("k3")).await.unwrap();
    world.coaching.execute(&log(2, 9), &ask("k4")).await.unwrap();
    let correct = CorrectHours {
        internship: intern(1),
        corrects: logged.event,
        minutes: Some(Minutes(30)),
        activity: None,
        claimable: None,
        start: None,
        place: None,
        placement: None,
        group: None,
        coach_minutes: None,
        reason: events::coaching::CorrectionReason::EnteredWrongly,
        note: None,
    };
    let error = world.coaching.execute(&correct.into(), &ask("k5")).await.unwrap_err();
    assert!(format!("{error:?}").contains("NoSuchSession"), "{error:?}");
}

#[tokio::test]
async fn a_command_by_name_says_what_is_wrong_with_it() {
    let world = world().await;
    let services = Services::new(vec![world.coaching.clone()]);
    let run = async |name: &str, json: &str| format!("{:?}", services.execute("coaching", name, json, &ask("k")).await);
    assert!(run("log-hours", "{}").await.contains("internship: missing; "));
    assert!(run("log-hours", "{").await.contains("Unreadable"));
    assert!(run("fire-coach", "{}").await.contains("coaching.fire-coach"));
    let deep = "[".repeat(100_000);
    assert!(run("log-hours", &deep).await.contains("Unreadable"));
}
