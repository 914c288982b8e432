//! A small world behind the router: a college, a coach, interns, and a key to ask with.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use coaching::Coaching;
use event_journal::{EmbeddedJournal, Journal};
use event_keys::{Entropy, Keystore};
use event_log::{EventLog as _, MemoryLog};
use events::coaching::{CoachName, CoachRegistered};
use events::referrals::{PersonDetails, ProviderRegistered, ReferralSource, Referred};
use events::{
    Attribution, CoachId, CommandHash, DeploymentSecret, Event, EventId, Fact, InternshipId, Line, LocalAuthority,
    OpenPart, Owner, PersonId, Position, ProviderId, Recorded, Subject, Trace, Ukprn,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use projection_worker::Worker;
use read_models::Library;
use serde_json::{Value, json};
use service_runtime::{AnyService, Service, Services};
use tower::ServiceExt as _;
use uuid::Uuid;
use waymark_http::{Access, App, OperatorKey, Right, router};

pub(crate) const DAY: Date = date(2026, 3, 10);
pub(crate) const DEAN: CoachId = CoachId(Uuid::from_u128(0xC));
pub(crate) const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));
pub(crate) const KEY: &str = "an-operator-key";

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) journal: Arc<dyn Journal>,
    worker: Worker,
    /// Where the tables are.
    pub(crate) dir: tempfile::TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// That this is a problem with that status and code, and says what to do.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let problem = self.json();
        assert_eq!((&problem["code"], &problem["status"]), (&json!(code), &json!(status)), "{problem}");
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert!(problem["detail"].as_str().unwrap().len() > 20, "{problem}");
        problem
    }
}

impl World {
    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// Asks for a path with the key.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(with_key(Request::get(path)).body(Body::empty()).unwrap()).await
    }

    /// Asks for a page as a browser does, with the key.
    pub(crate) async fn page(&self, path: &str) -> Answer {
        let request = with_key(Request::get(path)).header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a command with the key.
    pub(crate) async fn command(&self, path: &str, key: &str, body: impl Into<Body>) -> Answer {
        self.send(post(path).header("idempotency-key", key).body(body.into()).unwrap()).await
    }

    /// Brings the tables up to the log.
    pub(crate) async fn catch_up(&self) {
        self.worker.catch_up(self.journal.clone(), |_| {}).await.unwrap();
    }

    /// This happened; what is personal in it is sealed.
    pub(crate) async fn happened(&self, subject: Subject, name: &str, fact: impl Into<Fact>) -> EventId {
        let id = DeploymentSecret::PUBLISHED.event(subject, name);
        let history = self.journal.history(subject, Position::START).await.unwrap();
        let expected = history.last().map_or(Position::START, |last| last.position);
        let mut event = Event {
            id,
            subject,
            fact: fact.into(),
            happened: DAY,
            recorded: Timestamp::UNIX_EPOCH,
            by: Attribution::by(DeploymentSecret::PUBLISHED.actor("coordinator")),
            trace: Trace::default(),
            rules: events::rule_table::VERSION,
            command: CommandHash([0; 16]),
            sealed: Vec::new(),
        };
        if let Some(day) = event.fact.data().unwrap()["date"].as_str() {
            event.happened = day.parse().unwrap();
        }
        let first = history.first().map(|first| Recorded::decode(first.position, &first.leaf).unwrap());
        let intern = first.and_then(|first| first.event.fact.person());
        let mut parts = Vec::new();
        for (purpose, content) in event.open_parts() {
            let owner = Owner::of(subject, event.fact.person().or(intern)).unwrap();
            let key = self.app.keys.key_or_new(owner.person()).await.unwrap();
            let part = OpenPart { owner, purpose, content };
            let sealed = key.seal(self.app.keys.nonce().unwrap(), id, event.fact.event_type(), part);
            parts.push(sealed.unwrap());
        }
        let sealed = event.list_sealed(parts);
        self.journal.append(event, sealed, expected).await.unwrap();
        id
    }
}

pub(crate) fn with_key(request: Builder) -> Builder {
    request.header("host", "localhost:7878").header("authorization", format!("Bearer {KEY}"))
}

/// A command's request but for its key and body.
pub(crate) fn post(path: &str) -> Builder {
    with_key(Request::post(path)).header("content-type", "application/json")
}

pub(crate) async fn world() -> World {
    let office =
        OperatorKey { name: line("office"), hash: OperatorKey::hash(KEY), rights: Right::ALL.into(), expires: None };
    world_with(Access::keys(vec![office]), None).await
}

/// A world with other access, or with one more service.
pub(crate) async fn world_with(access: Access, more: Option<Arc<dyn AnyService>>) -> World {
    let world = empty_world(access, more).await;
    let (ukprn, name) = (Ukprn::new("10000001").unwrap(), line("Northfield College"));
    let college = ProviderRegistered { date: DAY, ukprn, name, local_authority: None, kind: None };
    world.happened(COLLEGE.subject(), "college", college).await;
    world.happened(intern(1).subject(), "referred", referred(1, "Aisha Kaur")).await;
    world.happened(intern(2).subject(), "referred", referred(2, "Tom <b>Bold</b>")).await;
    let content = CoachName { name: line("Dean Prescott") };
    let personal = Some(content);
    world.happened(DEAN.subject(), "dean", CoachRegistered { date: DAY, provider: COLLEGE, personal }).await;
    world.catch_up().await;
    world
}

/// A world in which nothing has happened.
pub(crate) async fn empty_world(access: Access, more: Option<Arc<dyn AnyService>>) -> World {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(|| "2026-03-11T14:02:00Z".parse::<Timestamp>().unwrap());
    let log = Arc::new(MemoryLog::new());
    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(log.clone(), clock));
    let keys = Arc::new(Keystore::forgetful(counting()));
    let coaching: Arc<dyn AnyService> =
        Arc::new(Service::<Coaching>::new(journal.clone(), keys.clone(), Arc::default()));
    let services = more.into_iter().chain([coaching]).collect();
    let worker = Worker::open(dir.path(), read_models::ALL).unwrap();
    let app = App {
        services: Services::new(services),
        feed: journal.clone(),
        keys,
        library: Some(Arc::new(Library::open(dir.path()).unwrap())),
        access,
        hosts: vec!["waymark.college.example".to_owned()],
        today: Arc::new(|| date(2026, 3, 11)),
        entropy: counting(),
        tree: Arc::new(move || (log.head().position, log.head().root.to_string())),
        opened: Arc::new(|_, _| Ok(())),
        parts: Arc::new(Vec::new),
        gauges: Arc::new(Vec::new),
        exposition: Arc::new(String::new),
    };
    let world = World { router: router(app.clone()), app, journal, worker, dir };
    world.catch_up().await;
    world
}

/// Bytes that count up: different every time, the same in every run.
fn counting() -> Entropy {
    let next = AtomicU64::new(1);
    Arc::new(move |bytes: &mut [u8]| {
        let number = next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(number.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    })
}

fn referred(n: u128, name: &str) -> Referred {
    let content = PersonDetails {
        name: line(name),
        date_of_birth: date(2007, 5, 3),
        contacts: vec![line("0161 496 0000")],
        uln: None,
        upn: None,
        nino: None,
    };
    let person = PersonId(Uuid::from_u128(1000 + n));
    Referred {
        date: date(2026, 3, 1),
        provider: COLLEGE,
        programme: None,
        reference: line(&format!("NF-{n:03}")),
        person,
        home_authority: LocalAuthority::new("E08000001").unwrap(),
        source: ReferralSource::School,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal: Some(content),
    }
}

pub(crate) fn intern(n: u128) -> InternshipId {
    InternshipId(Uuid::from_u128(0xA000 + n))
}

/// An hour of Dean's with an intern, on the day, from that hour.
pub(crate) fn hours(n: u128, hour: u8) -> Value {
    json!({
        "internship": intern(n), "coach": DEAN, "date": DAY, "start": format!("{hour:02}:00:00"), "minutes": 60,
        "activity": "systematic-instruction", "claimable": true,
    })
}

pub(crate) fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}
