//! Random lives of interns, the same for the same seed.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::allow_attributes,
    reason = "each test uses a part of it"
)]

pub mod every;
mod facts;
pub mod home;
pub mod lives;
pub mod running;
pub mod store;

use std::collections::BTreeMap;

use events::coaching::{CoachAssigned, Event as Coached, Session};
use events::funding::{ClaimPaid, ClaimRejected, Event as Funded};
use events::history::effective;
use events::outcomes::Event as Outcome;
use events::placements::{Event as Placed, PlacementEnded};
use events::referrals::{
    Completed, CompletionReason, Event as Referral, TasterCompleted, TravelLevelChanged, WithdrawalReason, Withdrawn,
};
use events::{
    Attribution, ClaimId, CoachId, CommandHash, DeploymentSecret, Event, EventId, Fact, InternshipId, JobId, Line,
    Minutes, Pence, PlacementId, Position, Recorded, Trace,
};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use uuid::Uuid;

use facts::{placement, sector, step};

/// Chance, from a seed.
pub struct Chance(u64);

impl Chance {
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[usize::try_from(self.below(from.len() as u64)).unwrap()]) }
    }
}

/// One intern, and what happened so far.
pub struct Intern {
    pub internship: InternshipId,
    number: u64,
    history: Vec<Recorded>,
    known: Known,
    /// How many events they have, and whether one in so many takes an earlier one back.
    steps: u64,
    errors: Option<u64>,
}

/// What later events depend on, without what was taken back.
#[derive(Default)]
struct Known {
    referred: bool,
    applied: bool,
    awarded: bool,
    placements: Vec<PlacementId>,
    sessions: Vec<(EventId, Session, Date, CoachId)>,
    claimed: BTreeMap<EventId, ClaimId>,
    claims: Vec<(ClaimId, Pence)>,
    offers: Vec<JobId>,
    jobs: Vec<JobId>,
}

impl Intern {
    pub fn new(n: u64, errors: Option<u64>) -> Self {
        let internship = InternshipId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &n.to_be_bytes()));
        Self { internship, number: n, history: Vec::new(), known: Known::default(), steps: 0, errors }
    }

    /// The next thing that happens.
    pub fn next(&mut self, chance: &mut Chance) -> Event {
        let fact = self.fact(chance);
        let subject = self.internship.subject();
        let id = DeploymentSecret::PUBLISHED.event(subject, &self.steps.to_string());
        self.steps += 1;
        let event = Event {
            id,
            subject,
            fact,
            happened: self.day(),
            recorded: jiff::Timestamp::UNIX_EPOCH,
            by: Attribution::by(DeploymentSecret::PUBLISHED.actor("importer")),
            trace: Trace::default(),
            rules: events::rule_table::VERSION,
            command: CommandHash([7; 16]),
            sealed: Vec::new(),
        };
        if self.errors.is_some() {
            self.history.push(Recorded { position: Position(self.steps), event: event.clone() });
        }
        if event.fact.takes_back().is_some() {
            self.known = Known::default();
            effective(&self.history).for_each(|recorded| self.known.learn(&recorded.event));
        } else {
            self.known.learn(&event);
        }
        event
    }

    pub(super) fn day(&self) -> Date {
        date(2024, 5, 1).checked_add(i64::try_from(self.steps * 4).unwrap().days()).unwrap()
    }

    fn fact(&mut self, chance: &mut Chance) -> Fact {
        if !self.known.referred {
            return self.referred(chance);
        }
        if let Some(errors) = self.errors.filter(|errors| chance.one_in(*errors)) {
            let _ = errors;
            return self.error(chance);
        }
        match self.steps {
            1 => self.plan(),
            2 => self.accepted(),
            3 => CoachAssigned { coach: self.coach(chance), date: self.day(), until: None, reason: None, note: None }
                .into(),
            4 => self.applied(),
            5 if self.known.applied => self.awarded(),
            6 => self.placed(PlacementId(Uuid::from_u128(0))),
            _ => self.anything(chance),
        }
    }

    fn anything(&mut self, chance: &mut Chance) -> Fact {
        let day = self.day();
        match chance.below(100) {
            0..4 => self.corrected(chance),
            4..8 if self.known.awarded => self.claimed(chance),
            4..8 => self.logged(chance),
            8..12 => match chance.pick(&self.known.claims) {
                Some((claim, pence)) if chance.one_in(3) => {
                    ClaimPaid { claim, date: day, pence: Pence(pence.0 / 2), remittance: None }.into()
                }
                Some((claim, pence)) => ClaimPaid { claim, date: day, pence, remittance: None }.into(),
                None => self.logged(chance),
            },
            12 => match chance.pick(&self.known.claims) {
                Some((claim, _)) => ClaimRejected {
                    claim,
                    date: day,
                    reason: Some(events::funding::RejectionReason::TooLate),
                    keeps: Vec::new(),
                    note: None,
                }
                .into(),
                None => self.logged(chance),
            },
            13..16 => {
                TravelLevelChanged { date: day, route: line("home to work"), step: step(chance), next_check: None }
                    .into()
            }
            16..19 => TasterCompleted {
                date: day,
                sector: None,
                sector_words: Some(sector(chance)),
                employer: None,
                rating: Some(4),
            }
            .into(),
            19..22 => self.placed(placement(chance)),
            22..24 => match chance.pick(&self.known.placements) {
                Some(placement) => PlacementEnded { placement, date: day, reason: None, note: None }.into(),
                None => self.placed(placement(chance)),
            },
            24 => Completed { date: day, reason: CompletionReason::Finished, note: None }.into(),
            25 if chance.one_in(4) => Withdrawn { date: day, reason: WithdrawalReason::Health, note: None }.into(),
            26..28 => self.offered(chance),
            28..30 => self.job(chance),
            30..34 => self.checked(chance),
            34..44 => {
                let minutes = Minutes(u32::try_from(chance.below(2) * 300).unwrap());
                self.attended(minutes)
            }
            _ => self.logged(chance),
        }
    }
}

impl Known {
    fn learn(&mut self, event: &Event) {
        match &event.fact {
            Fact::Referrals(Referral::Referred(_)) => self.referred = true,
            Fact::Placements(Placed::PlacementStarted(started)) => self.placements.push(started.placement),
            Fact::Coaching(Coached::HoursLogged(logged)) => {
                self.sessions.push((event.id, logged.session, logged.date, logged.coach));
            }
            Fact::Coaching(Coached::HoursCorrected(corrected)) => {
                if let Some(known) = self.sessions.iter_mut().find(|(id, ..)| *id == corrected.corrects) {
                    known.1 = corrected.session;
                }
            }
            Fact::Funding(Funded::AccessToWorkApplied(_)) => self.applied = true,
            Fact::Funding(Funded::AccessToWorkDecided(decided)) => self.awarded |= decided.award.is_some(),
            Fact::Funding(Funded::ClaimSubmitted(claim)) => {
                self.claimed.extend(claim.content.lines.iter().map(|line| (line.session, claim.claim)));
                self.claims.push((claim.claim, claim.content.pence));
            }
            Fact::Outcomes(Outcome::JobOffered(offered)) => self.offers.push(offered.job),
            Fact::Outcomes(Outcome::JobStarted(started)) => self.jobs.push(started.job),
            Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
    }
}

pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}
