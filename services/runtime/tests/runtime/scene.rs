//! A college with forty interns and one coach.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use coaching::{Coaching, Command, LogHours, RegisterCoach};
use event_journal::{EmbeddedJournal, Feed as _, Journal};
use event_keys::{Keystore, MasterKey, MemoryShelf};
use event_log::MemoryLog;
use events::coaching::{Activity, CoachingPlace};
use events::referrals::{ProviderRegistered, ReferralSource, Referred};
use events::{
    Attribution, CoachId, CommandHash, DeploymentSecret, Event, Fact, InternshipId, Line, LocalAuthority, Minutes,
    PersonId, Position, ProviderId, Recorded, Subject, Trace, Ukprn,
};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use service_kit::Asked;
use service_runtime::{Ask, Asker, Deadline, Service};
use uuid::Uuid;

pub(crate) const DAY: Date = date(2026, 3, 10);
pub(crate) const DEAN: CoachId = CoachId(Uuid::from_u128(0xC));
pub(crate) const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));

pub(crate) struct World {
    pub(crate) journal: Arc<EmbeddedJournal>,
    pub(crate) keys: Arc<Keystore>,
    pub(crate) coaching: Arc<Service<Coaching>>,
}

pub(crate) async fn world() -> World {
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
    let keys = Arc::new(
        Keystore::open_or_create_with(shelf, MasterKey::new(1, [1; 32]), entropy, &DeploymentSecret::PUBLISHED)
            .await
            .unwrap(),
    );
    let coaching = Arc::new(Service::new(journal.clone() as Arc<dyn Journal>, keys.clone(), Arc::default()));
    let world = World { journal, keys, coaching };

    let (ukprn, name) = (Ukprn::new("10000001").unwrap(), line("Northfield College"));
    world
        .happened(COLLEGE.subject(), ProviderRegistered { date: DAY, ukprn, name, local_authority: None, kind: None })
        .await;
    for n in 0..40 {
        world.happened(intern(n).subject(), referred(n)).await;
    }
    let dean = RegisterCoach { coach: DEAN, provider: COLLEGE, name: line("Dean Prescott"), date: None };
    world.coaching.execute(&Asked::from(dean), &ask("dean")).await.unwrap();
    world
}

impl World {
    pub(crate) async fn happened(&self, subject: Subject, fact: impl Into<Fact>) {
        self.happened_after(subject, "given", fact, Position::START).await;
    }

    /// This happened after the subject's event at that position.
    pub(crate) async fn happened_after(&self, subject: Subject, key: &str, fact: impl Into<Fact>, last: Position) {
        let event = Event {
            id: DeploymentSecret::PUBLISHED.event(subject, key),
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
        self.journal.append(event, None, last).await.unwrap();
    }

    pub(crate) async fn read(&self) -> Vec<Recorded> {
        let batch = self.journal.since(Position::START, usize::MAX).await.unwrap();
        batch.iter().map(|(position, leaf, _)| Recorded::decode(position, leaf).unwrap()).collect()
    }
}

pub(crate) fn referred(n: u128) -> Referred {
    Referred {
        date: DAY,
        provider: COLLEGE,
        programme: None,
        reference: line(&format!("NF-{n:03}")),
        person: PersonId(Uuid::from_u128(1000 + n)),
        home_authority: LocalAuthority::new("E08000001").unwrap(),
        source: ReferralSource::School,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal: None,
    }
}

pub(crate) fn intern(n: u128) -> InternshipId {
    InternshipId(Uuid::from_u128(0xA000 + n))
}

/// An hour with an intern: those with even numbers are in another place than the others.
pub(crate) fn hours(n: u128, hour: i8) -> LogHours {
    let place = if n.is_multiple_of(2) { CoachingPlace::Elsewhere } else { CoachingPlace::Placement };
    LogHours {
        internship: intern(n),
        coach: DEAN,
        date: DAY,
        start: Some(time(hour, 0, 0, 0)),
        minutes: Minutes(60),
        activity: Activity::SystematicInstruction,
        mode: None,
        claimable: true,
        place: Some(place),
        placement: None,
        group: None,
        coach_minutes: None,
    }
}

pub(crate) fn log(n: u128, hour: i8) -> Asked<Command> {
    hours(n, hour).into()
}

pub(crate) fn ask(key: &str) -> Ask {
    Ask {
        key: line(key),
        by: Asker::named(line("coordinator")),
        trace: Trace::default(),
        today: date(2026, 3, 11),
        until: Deadline::NEVER,
    }
}

pub(crate) fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}
