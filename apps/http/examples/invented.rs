//! Serves the pages over invented people, to look at them: `cargo run -p waymark-http --example invented`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use event_journal::{EmbeddedJournal, Journal};
use event_keys::Keystore;
use event_log::{EventLog as _, MemoryLog};
use events::coaching::{
    Activity, CoachAssigned, CoachName, CoachRegistered, Event as Coached, HoursLogged, Mode, Session,
};
use events::outcomes::{
    Answer, Contract, JobEmployer, JobOfferAnswered, JobOffered, JobStarted, JobTerms, SustainmentChecked, WorkStatus,
};
use events::placements::{EmployerRef, PlacementMode, PlacementStarted};
use events::referrals::{
    Accepted, DeclineReason, Declined, FamilyConversationHeld, FamilyMember, FamilyNotes, FamilyTopic, Onward,
    PersonDetails, ProviderRegistered, ReferralSource, Referred, TasterCompleted,
};
use events::{
    Act, Attribution, CoachId, CommandHash, DeploymentSecret, EmployerId, EnteredInError, ErrorReason, Event, EventId,
    Fact, InternshipId, JobId, Line, LocalAuthority, Minutes, Note, OpenPart, Owner, Pence, PersonId, PlacementId,
    Position, ProviderId, Recorded, Sector, Subject, Trace, Ukprn,
};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use projection_worker::Worker;
use read_models::Library;
use service_runtime::{Service, Services};
use uuid::Uuid;
use waymark_http::{Access, App, Limits, OperatorKey, Right, serve};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));
const DEAN: CoachId = CoachId(Uuid::from_u128(0xC));
const DAY: Date = date(2025, 9, 8);

#[tokio::main]
async fn main() -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    let now = || "2026-03-11T14:02:00Z".parse::<Timestamp>().unwrap_or_default();
    let log = Arc::new(MemoryLog::new());
    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(log.clone(), Arc::new(now)));
    let next = AtomicU64::new(1);
    let entropy: event_keys::Entropy = Arc::new(move |bytes: &mut [u8]| {
        bytes.fill(u8::try_from(next.fetch_add(1, Ordering::Relaxed) % 251).unwrap_or(0));
        Ok(())
    });
    let keys = Arc::new(Keystore::forgetful(entropy.clone()));
    let world = World { journal: journal.clone(), keys: keys.clone() };
    world.happen().await?;

    let access = match std::env::args().nth(2) {
        Some(key) => Access::keys(vec![OperatorKey {
            name: Line::new("office")?,
            hash: OperatorKey::hash(&key),
            rights: Right::ALL.into(),
            expires: None,
        }]),
        None => Access::Open,
    };
    let coaching = Arc::new(Service::<coaching::Coaching>::new(journal.clone(), keys.clone(), Arc::default()));
    let worker = Worker::open(dir.path(), read_models::ALL)?;
    worker.catch_up(journal.clone(), |_| {}).await?;
    let library = Arc::new(Library::open(dir.path())?);
    let app = App {
        services: Services::new(vec![coaching]),
        feed: journal,
        keys,
        library: Some(library),
        access,
        hosts: Vec::new(),
        today: Arc::new(|| date(2026, 3, 11)),
        entropy,
        tree: Arc::new(move || (log.head().position, log.head().root.to_string())),
        opened: Arc::new(|_, _| Ok(())),
        parts: Arc::new(Vec::new),
        gauges: Arc::new(Vec::new),
        exposition: Arc::new(String::new),
    };
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7879".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    serve(Limits::default(), listener, app, std::future::pending()).await?;
    Ok(())
}

struct World {
    journal: Arc<dyn Journal>,
    keys: Arc<Keystore>,
}

impl World {
    async fn happen(&self) -> Outcome<()> {
        let (ukprn, name) = (Ukprn::new("10000001")?, Line::new("Northfield College")?);
        let college = ProviderRegistered { date: DAY, ukprn, name, local_authority: None, kind: None };
        self.record(COLLEGE.subject(), DAY, college).await?;
        let name = CoachName { name: Line::new("Dean Prescott")? };
        let personal = Some(name);
        self.record(DEAN.subject(), DAY, CoachRegistered { date: DAY, provider: COLLEGE, personal }).await?;
        let names = ["Aisha Kaur", "Tom Bold", "Mina Okafor", "Jude Whitlock-Featherstonehaugh", "Ola Nowak"];
        for n in 1..=130_u128 {
            let name = names.iter().cycle().nth(usize::try_from(n - 1)?).unwrap_or(&"Somebody");
            self.intern(n, name).await?;
        }
        Ok(())
    }

    async fn intern(&self, n: u128, name: &str) -> Outcome<()> {
        let subject = InternshipId(Uuid::from_u128(0xA000 + n)).subject();
        let person = PersonId(Uuid::from_u128(1000 + n));
        let day = |days: i64| DAY.saturating_add(jiff::Span::new().days(days));
        self.record(subject, day(0), referred(n, name, person)?).await?;
        if n.is_multiple_of(5) {
            let declined = Declined {
                date: day(9),
                reason: DeclineReason::NotReady,
                onward: Some(Onward::FurtherEducation),
                note: None,
            };
            self.record(subject, day(9), declined).await?;
            return Ok(());
        }
        self.record(subject, day(3), conversation(day(3))?).await?;
        let employer = EmployerRef { id: EmployerId(Uuid::from_u128(0xE)), name: Line::new("Corner Café & Bakery")? };
        let taster = TasterCompleted {
            date: day(8),
            sector: Some(Sector::Hospitality),
            sector_words: None,
            employer: Some(employer.clone()),
            rating: Some(4),
        };
        self.record(subject, day(8), taster).await?;
        self.record(subject, day(10), accepted(day(10), day(14), day(300))).await?;
        let coach = CoachAssigned { coach: DEAN, date: day(14), until: None, reason: None, note: None };
        self.record(subject, day(14), coach).await?;
        if n % 5 == 4 {
            return Ok(());
        }
        self.record(subject, day(14), placement(employer, day(14), day(100))?).await?;
        let mut wrong = None;
        for session in 0..if n == 1 { 230 } else { 6 } {
            let hours = hours(day(15 + session / 3), 9 + i8::try_from(session % 3)?);
            wrong = Some(self.record(subject, day(15 + session / 3), hours).await?);
        }
        if let Some(event) = wrong.filter(|_| n <= 2) {
            let error = EnteredInError { event, date: day(60), reason: ErrorReason::WrongSubject, note: None };
            self.record(subject, day(60), Coached::from(error)).await?;
        }
        if n % 5 == 3 { self.job(subject, n, day(120)).await } else { Ok(()) }
    }

    async fn job(&self, subject: Subject, n: u128, date: Date) -> Outcome<()> {
        let job = JobId(Uuid::from_u128(0xF000 + n));
        let offered = JobOffered {
            job,
            date,
            terms: JobTerms {
                employer: JobEmployer { id: None, name: Line::new("Corner Café & Bakery")? },
                role: Line::new("kitchen assistant")?,
                sector: None,
                sector_words: None,
                weekly_minutes: Some(Minutes(1200)),
                hourly_pence: Some(Pence(1221)),
                contract: Contract::Permanent,
                seasonal: None,
            },
            start: Some(date),
        };
        self.record(subject, date, offered).await?;
        self.record(subject, date, JobOfferAnswered { job, date, answer: Answer::Accepted, reason: None, note: None })
            .await?;
        self.record(subject, date, JobStarted { job, date, terms: None, minimum_wage: Some(Pence(1000)) }).await?;
        let later = date.saturating_add(jiff::Span::new().weeks(4));
        let check = SustainmentChecked {
            job,
            date: later,
            weeks: 4,
            milestone: Some(4),
            status: WorkStatus::InWork,
            same_employer: Some(true),
            weekly_minutes: Some(Minutes(1200)),
            hourly_pence: None,
            evidence: None,
        };
        self.record(subject, later, check).await?;
        Ok(())
    }

    async fn record(&self, subject: Subject, happened: Date, fact: impl Into<Fact>) -> Outcome<EventId> {
        let history = self.journal.history(subject, Position::START).await?;
        let expected = history.last().map_or(Position::START, |last| last.position);
        let id = DeploymentSecret::PUBLISHED.event(subject, &history.len().to_string());
        let by = Attribution::by(DeploymentSecret::PUBLISHED.actor("office"));
        let (fact, command) = (fact.into(), CommandHash([0; 16]));
        let recorded = Timestamp::UNIX_EPOCH;
        let mut event = Event {
            id,
            subject,
            fact,
            happened,
            recorded,
            by,
            trace: Trace::default(),
            rules: events::rule_table::VERSION,
            command,
            sealed: Vec::new(),
        };
        let first = history.first().map(|first| Recorded::decode(first.position, &first.leaf)).transpose()?;
        let intern = first.and_then(|first| first.event.fact.person());
        let mut parts = Vec::new();
        for (purpose, content) in event.open_parts() {
            let owner = Owner::of(subject, event.fact.person().or(intern)).ok_or("nobody was referred")?;
            let key = self.keys.key_or_new(owner.person()).await?;
            let part = OpenPart { owner, purpose, content };
            let sealed = key.seal(self.keys.nonce()?, id, event.fact.event_type(), part);
            parts.push(sealed.ok_or("too large")?);
        }
        let sealed = event.list_sealed(parts);
        self.journal.append(event, sealed, expected).await?;
        Ok(id)
    }
}

fn referred(n: u128, name: &str, person: PersonId) -> Outcome<Referred> {
    let name = Line::new(name)?;
    let (date_of_birth, contacts) = (date(2007, 5, 3), Vec::new());
    let content = PersonDetails { name, date_of_birth, contacts, uln: None, upn: None, nino: None };
    Ok(Referred {
        date: DAY,
        provider: COLLEGE,
        programme: None,
        reference: Line::new(&format!("NF-{n:03}"))?,
        person,
        home_authority: LocalAuthority::new("E08000001")?,
        source: ReferralSource::School,
        school_year: Some(Line::new("14")?),
        wished_sectors: vec![Sector::Hospitality, Sector::Retail],
        sector_words: Vec::new(),
        personal: Some(content),
    })
}

fn conversation(date: Date) -> Outcome<FamilyConversationHeld> {
    let worries = Some(Note::new("Whether the bus is safe in winter, and what work does to benefits.")?);
    let content = FamilyNotes { worries, agreed_actions: vec![Line::new("travel training from week one")?] };
    let (who, topics) =
        (vec![FamilyMember::Parent, FamilyMember::YoungPerson], vec![FamilyTopic::Travel, FamilyTopic::Money]);
    Ok(FamilyConversationHeld { date, who, topics, personal: Some(content) })
}

fn accepted(date: Date, planned_start: Date, planned_end: Date) -> Accepted {
    Accepted {
        date,
        provider: COLLEGE,
        programme: None,
        planned_start,
        planned_end,
        weekly_minutes_at_work: Some(Minutes(1080)),
        weekly_minutes_in_class: Some(Minutes(360)),
        age_on_31_august: 18,
        english_and_maths: None,
        readiness_override: None,
        note: None,
    }
}

fn placement(employer: EmployerRef, date: Date, planned_end: Date) -> Outcome<PlacementStarted> {
    Ok(PlacementStarted {
        placement: PlacementId(Uuid::from_u128(1)),
        employer,
        site: None,
        role: Some(Line::new("kitchen assistant")?),
        opening: None,
        date,
        planned_end: Some(planned_end),
        weekly_minutes: Some(Minutes(1080)),
        planned_minutes: None,
        mode: Some(PlacementMode::External),
        supervisor_named: Some(true),
        act: Act::Ours,
    })
}

fn hours(date: Date, hour: i8) -> HoursLogged {
    let start = Some(time(hour, 0, 0, 0));
    let session = Session { start, ..Session::of(Minutes(60), Activity::SystematicInstruction, true) };
    HoursLogged { coach: DEAN, date, mode: Some(Mode::InPerson), session }
}
