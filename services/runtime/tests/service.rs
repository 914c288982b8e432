//! A service at work: idempotent by key, one event a command, right under concurrency.

#![expect(clippy::unwrap_used, reason = "a test fails where it breaks")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use coaching::{Command, CorrectHours, Decider, EnterInError, LogHours, RegisterCoach};
use event_journal::{EmbeddedJournal, Feed as _, Journal};
use event_log::MemoryLog;
use events::coaching::Activity;
use events::referrals::{PersonDetails, ProviderRegistered, ReferralSource, Referred};
use events::{
    Attribution, CoachId, CommandHash, Event, EventId, Fact, InternshipId, Line, LocalAuthority, Minutes, PersonId,
    Personal, Position, ProviderId, Recorded, Subject, Trace, Ukprn,
};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use service_runtime::{Ask, Keystore, MasterKey, MemoryShelf, Opened, Service, Services};
use uuid::Uuid;

const DAY: Date = date(2026, 3, 10);
const DEAN: CoachId = CoachId(Uuid::from_u128(0xC));
const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));

struct World {
    journal: Arc<EmbeddedJournal>,
    keys: Arc<Keystore>,
    coaching: Arc<Service<Decider>>,
}

#[tokio::test]
async fn an_accepted_command_is_one_event_with_who_asked_and_when() {
    let world = world().await;
    let receipt = world.coaching.execute(&log(1, 9), &ask("k1")).await.unwrap();
    let events = world.read().await;
    let last = events.last().unwrap();
    assert_eq!((last.event.id, last.position, receipt.repeated), (receipt.event, receipt.position, false));
    assert_eq!(last.event.id, EventId::of(intern(1).subject(), "k1"));
    assert_eq!((last.event.by.actor.as_str(), last.event.happened), ("coordinator", DAY));
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
    let restarted = Service::<Decider>::new(world.journal.clone(), world.keys.clone(), Arc::default());
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
    assert_eq!(recorded.event.fact.personal().unwrap().content["name"], "Dean Prescott");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_on_one_coach_never_put_the_coach_in_two_places() {
    let world = world().await;
    // Forty internships want the same coach at the same hour; ten hours, forty times.
    let tasks: Vec<_> = (0..400u128)
        .map(|n| {
            let coaching = world.coaching.clone();
            let hour = i8::try_from(8 + n % 10).unwrap();
            tokio::spawn(async move { coaching.execute(&log(n % 40, hour), &ask(&format!("k{n}"))).await.is_ok() })
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
    let other = Arc::new(Service::<Decider>::new(world.journal.clone(), world.keys.clone(), Arc::default()));
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let coaching = if n % 2 == 0 { world.coaching.clone() } else { other.clone() };
            let command = LogHours { date: DAY.saturating_sub(jiff::Span::new().days(n)), ..hours(1, 9) };
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
    let take_back = EnterInError { internship: intern(1), event: logged.event, reason: line("wrong person") };
    world.coaching.execute(&take_back.into(), &ask("k3")).await.unwrap();
    world.coaching.execute(&log(2, 9), &ask("k4")).await.unwrap();
    let correct = CorrectHours {
        internship: intern(1),
        corrects: logged.event,
        minutes: Some(Minutes(30)),
        activity: None,
        claimable: None,
        reason: line("typed wrongly"),
    };
    let error = world.coaching.execute(&correct.into(), &ask("k5")).await.unwrap_err();
    assert!(format!("{error:?}").contains("NoSuchSession"), "{error:?}");
}

#[tokio::test]
async fn a_command_by_name_says_what_is_wrong_with_it() {
    let world = world().await;
    let services = Services::new(vec![world.coaching.clone()]);
    let run = async |name: &str, json: &str| format!("{:?}", services.execute("coaching", name, json, &ask("k")).await);
    assert!(run("log-hours", "{}").await.contains("missing field `internship`"));
    assert!(run("log-hours", "{").await.contains("Unreadable"));
    assert!(run("fire-coach", "{}").await.contains("coaching.fire-coach"));
    let deep = "[".repeat(100_000);
    assert!(run("log-hours", &deep).await.contains("Unreadable"));
}

async fn world() -> World {
    let journal = Arc::new(EmbeddedJournal::new(
        Arc::new(MemoryLog::new()),
        Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap()),
    ));
    let next = AtomicU64::new(1);
    let entropy = Arc::new(move |bytes: &mut [u8]| {
        let number = next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(number.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    });
    let shelf = Arc::<MemoryShelf>::default();
    let keys = Arc::new(Keystore::open_or_create(shelf, MasterKey([1; 32]), entropy).await.unwrap());
    let coaching = Arc::new(Service::new(journal.clone() as Arc<dyn Journal>, keys.clone(), Arc::default()));
    let world = World { journal, keys, coaching };

    let (ukprn, name) = (Ukprn::new("10000001").unwrap(), line("Northfield College"));
    world
        .happened(COLLEGE.subject(), ProviderRegistered { date: DAY, ukprn, name, local_authority: None, model: None })
        .await;
    for n in 0..40 {
        world.happened(intern(n).subject(), referred(n)).await;
    }
    let dean = RegisterCoach { coach: DEAN, provider: COLLEGE, name: line("Dean Prescott"), date: None };
    world.coaching.execute(&Command::from(dean), &ask("dean")).await.unwrap();
    world
}

impl World {
    async fn happened(&self, subject: Subject, fact: impl Into<Fact>) {
        let event = Event {
            id: EventId::of(subject, "given"),
            subject,
            fact: fact.into(),
            happened: DAY,
            recorded: Timestamp::UNIX_EPOCH,
            by: Attribution::by(line("coordinator")),
            trace: Trace::default(),
            command: CommandHash([0; 16]),
            sealed: None,
        };
        self.journal.append(event, None, Position::START).await.unwrap();
    }

    async fn read(&self) -> Vec<Recorded> {
        let batch = self.journal.since(Position::START, usize::MAX).await.unwrap();
        batch.iter().map(|(position, leaf, _)| Recorded::decode(position, leaf).unwrap()).collect()
    }
}

fn referred(n: u128) -> Referred {
    Referred {
        date: DAY,
        provider: COLLEGE,
        reference: line(&format!("NF-{n:03}")),
        person: PersonId(Uuid::from_u128(1000 + n)),
        home_authority: LocalAuthority::new("E08000001").unwrap(),
        source: ReferralSource::School,
        school_year: None,
        wished_sectors: Vec::new(),
        personal: None::<Personal<PersonDetails>>,
    }
}

fn intern(n: u128) -> InternshipId {
    InternshipId(Uuid::from_u128(0xA000 + n))
}

fn hours(n: u128, hour: i8) -> LogHours {
    let (start, minutes, activity) = (time(hour, 0, 0, 0), Minutes(60), Activity::SystematicInstruction);
    LogHours { internship: intern(n), coach: DEAN, date: DAY, start, minutes, activity, mode: None, claimable: true }
}

fn log(n: u128, hour: i8) -> Command {
    hours(n, hour).into()
}

fn ask(key: &str) -> Ask {
    Ask { key: line(key), by: Attribution::by(line("coordinator")), trace: Trace::default(), today: date(2026, 3, 11) }
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}
