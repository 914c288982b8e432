//! Random lives of interns, the same for the same seed.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::allow_attributes,
    reason = "each test uses a part of it"
)]

pub mod store;

use std::collections::BTreeMap;

use events::coaching::{Activity, CoachAssigned, Event as Coached, HoursCorrected, HoursLogged, Mode, Session};
use events::funding::{
    AccessToWorkDecided, Award, AwardDecision, ClaimBasis, ClaimLine, ClaimPaid, ClaimRejected, ClaimSubmitted,
    Event as Funded, Signatory,
};
use events::outcomes::{
    Answer, Contract, EndedBy, Event as Outcome, JobEmployer, JobEndReason, JobEnded, JobOfferAnswered, JobOffered,
    JobStarted, SustainmentChecked, WorkStatus,
};
use events::placements::{
    AttendanceRecorded, EmployerRef, Place, PlacementEndReason, PlacementEnded, PlacementStarted,
};
use events::referrals::{
    Accepted, Completed, CompletionReason, Event as Referral, PlanKind, PlanVerified, ReferralSource, Referred,
    TasterCompleted, TravelLevelChanged, WithdrawalReason, Withdrawn,
};
use events::{
    Attribution, ClaimId, CoachId, CommandHash, EmployerId, Event, EventId, Fact, InternshipId, Line, LocalAuthority,
    Minutes, OfferId, Pence, PersonId, Position, ProviderId, Recorded, Trace, coaching, funding, outcomes, placements,
    referrals,
};
use jiff::ToSpan as _;
use jiff::civil::{Date, date, time};
use projection_kit::believed;
use uuid::Uuid;

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

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
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

/// What later events rest on, as it is believed.
#[derive(Default)]
struct Known {
    referred: bool,
    sessions: Vec<(EventId, Session, Date, CoachId)>,
    claimed: BTreeMap<EventId, ClaimId>,
    claims: Vec<(ClaimId, Pence)>,
    offers: Vec<OfferId>,
    jobs: Vec<OfferId>,
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
        let id = EventId::of(subject, &self.steps.to_string());
        self.steps += 1;
        let event = Event {
            id,
            subject,
            fact,
            happened: self.day(),
            recorded: jiff::Timestamp::UNIX_EPOCH,
            by: Attribution::by(line("importer")),
            trace: Trace::default(),
            command: CommandHash([7; 16]),
            sealed: None,
        };
        if self.errors.is_some() {
            self.history.push(Recorded { position: Position(self.steps), event: event.clone() });
        }
        if event.fact.takes_back().is_some() {
            self.known = Known::default();
            believed(&self.history).iter().for_each(|recorded| self.known.learn(&recorded.event));
        } else {
            self.known.learn(&event);
        }
        event
    }

    fn day(&self) -> Date {
        date(2024, 5, 1).checked_add(i64::try_from(self.steps * 4).unwrap().days()).unwrap()
    }

    fn fact(&mut self, chance: &mut Chance) -> Fact {
        if !self.known.referred {
            return self.referred(chance);
        }
        if let Some(errors) = self.errors.filter(|errors| chance.one_in(*errors)) {
            let _ = errors;
            let taken_back = self.history[usize::try_from(chance.below(self.history.len() as u64)).unwrap()].clone();
            return self.error(&taken_back.event);
        }
        match self.steps {
            1 => self.plan(),
            2 => self.accepted(),
            3 => CoachAssigned { coach: self.coach(chance), date: self.day(), until: None, reason: None }.into(),
            4 => self.awarded(),
            5 => self.placed(1),
            _ => self.anything(chance),
        }
    }

    fn anything(&mut self, chance: &mut Chance) -> Fact {
        let day = self.day();
        match chance.below(100) {
            0..4 => self.corrected(chance),
            4..8 => self.claimed(chance),
            8..12 => match chance.pick(&self.known.claims) {
                Some((claim, pence)) if chance.one_in(3) => {
                    ClaimPaid { claim, date: day, pence: Pence(pence.0 / 2) }.into()
                }
                Some((claim, pence)) => ClaimPaid { claim, date: day, pence }.into(),
                None => self.logged(chance),
            },
            12 => match chance.pick(&self.known.claims) {
                Some((claim, _)) => ClaimRejected { claim, date: day, reason: line("late") }.into(),
                None => self.logged(chance),
            },
            13..16 => {
                TravelLevelChanged { date: day, route: line("home to work"), step: step(chance), next_check: None }
                    .into()
            }
            16..19 => TasterCompleted { date: day, sector: sector(chance), employer: None, rating: Some(4) }.into(),
            19..22 => self.placed(u8::try_from(chance.below(3) + 1).unwrap()),
            22..24 => {
                let rotation = u8::try_from(chance.below(3) + 1).unwrap();
                PlacementEnded { rotation, date: day, reason: PlacementEndReason::RotationDone }.into()
            }
            24 => Completed { date: day, reason: CompletionReason::Finished }.into(),
            25 if chance.one_in(4) => Withdrawn { date: day, reason: WithdrawalReason::Health }.into(),
            26..28 => self.offered(chance),
            28..30 => self.job(chance),
            30..34 => self.checked(chance),
            34..44 => {
                let minutes = Minutes(u32::try_from(chance.below(2) * 300).unwrap());
                AttendanceRecorded { date: day, place: Place::Employer, minutes, absence: None }.into()
            }
            _ => self.logged(chance),
        }
    }

    fn error(&self, event: &Event) -> Fact {
        let (date, reason) = (self.day(), line("another intern"));
        match &event.fact {
            Fact::Referrals(_) => referrals::EnteredInError { event: event.id, date, reason }.into(),
            Fact::Placements(_) => placements::EnteredInError { event: event.id, date, reason }.into(),
            Fact::Coaching(_) => coaching::EnteredInError { event: event.id, date, reason }.into(),
            Fact::Funding(_) => funding::EnteredInError { event: event.id, date, reason }.into(),
            Fact::Outcomes(_) => outcomes::EnteredInError { event: event.id, date, reason }.into(),
        }
    }

    fn referred(&self, chance: &mut Chance) -> Fact {
        Referred {
            date: self.day(),
            provider: ProviderId(Uuid::from_u128(1)),
            reference: line(&format!("NF-{:05}", chance.below(100_000))),
            person: PersonId(self.internship.0),
            home_authority: LocalAuthority::new("E08000006").unwrap(),
            source: ReferralSource::School,
            school_year: Some(line("14")),
            wished_sectors: Vec::new(),
            personal: None,
        }
        .into()
    }

    fn plan(&self) -> Fact {
        let local_authority = LocalAuthority::new("E08000006").unwrap();
        PlanVerified {
            date: self.day(),
            kind: PlanKind::EhcPlan,
            local_authority,
            last_review: Some(self.day()),
            names_pathway: None,
        }
        .into()
    }

    fn accepted(&self) -> Fact {
        Accepted {
            date: self.day(),
            provider: ProviderId(Uuid::from_u128(1)),
            model: None,
            planned_start: self.day(),
            planned_end: date(2025, 7, 11),
            weekly_minutes_at_work: Minutes(1200),
            weekly_minutes_in_class: Some(Minutes(300)),
        }
        .into()
    }

    fn awarded(&self) -> Fact {
        let award = Award {
            reference: line("ATW84347386"),
            from: date(2024, 9, 30),
            until: date(2025, 3, 30),
            weekly_minutes: Minutes(720),
            hourly: Pence(2150),
            weeks: 26,
        };
        let decision = AwardDecision::Awarded;
        AccessToWorkDecided { date: self.day(), decision, award: Some(award), working_days: 21 }.into()
    }

    fn placed(&self, rotation: u8) -> Fact {
        PlacementStarted {
            rotation,
            employer: EmployerRef { id: EmployerId(Uuid::from_u128(7)), name: line("Royal Infirmary") },
            role: line("portering"),
            sector: Some(line("health")),
            date: self.day(),
            planned_end: self.day(),
            weekly_minutes: Minutes(1200),
            supervisor_named: Some(true),
        }
        .into()
    }

    /// Mostly the same coach, who has seven others; now and then somebody stands in.
    fn coach(&self, chance: &mut Chance) -> CoachId {
        let n = if chance.one_in(20) { chance.below(self.number + 1) } else { self.number };
        CoachId(Uuid::from_u128(u128::from(n / 8)))
    }

    fn logged(&self, chance: &mut Chance) -> Fact {
        let (coach, session) = (self.coach(chance), session(chance));
        HoursLogged { coach, date: self.day(), start: time(9, 0, 0, 0), mode: Mode::InPerson, session }.into()
    }

    fn corrected(&self, chance: &mut Chance) -> Fact {
        let Some((corrects, was, date, coach)) = chance.pick(&self.known.sessions) else {
            return self.logged(chance);
        };
        let claim = self.known.claimed.get(&corrects).copied();
        let (session, reason) = (session(chance), line("left early"));
        HoursCorrected { corrects, coach, date, was, session, claim, reason }.into()
    }

    fn claimed(&self, chance: &mut Chance) -> Fact {
        let unclaimed: Vec<_> =
            self.known.sessions.iter().filter(|(id, ..)| !self.known.claimed.contains_key(id)).copied().collect();
        let Some((session, Session { minutes, .. }, ..)) = chance.pick(&unclaimed) else {
            return self.logged(chance);
        };
        let pence = minutes.at(Pence(2150));
        ClaimSubmitted {
            claim: ClaimId(Uuid::new_v5(&self.internship.0, &self.steps.to_be_bytes())),
            number: line(&format!("C/{}", self.steps)),
            award: line("ATW84347386"),
            date: self.day(),
            from: self.day(),
            until: self.day(),
            lines: vec![ClaimLine { session, minutes, pence }],
            basis: ClaimBasis::Period,
            minutes_logged: minutes,
            minutes,
            pence,
            invoice: line("INV-1"),
            signed_by: Signatory::Customer,
        }
        .into()
    }

    fn offered(&self, chance: &mut Chance) -> Fact {
        JobOffered {
            offer: OfferId(Uuid::new_v5(&self.internship.0, &self.steps.to_le_bytes())),
            date: self.day(),
            employer: JobEmployer { id: None, name: line("Corner Café") },
            role: line("kitchen assistant"),
            sector: None,
            weekly_minutes: Minutes(u32::try_from(chance.below(30) * 60).unwrap()),
            hourly: Pence(1221),
            contract: Contract::Permanent,
            seasonal: None,
            placement_employer: chance.one_in(2),
            start: None,
        }
        .into()
    }

    fn job(&self, chance: &mut Chance) -> Fact {
        let date = self.day();
        match (chance.pick(&self.known.offers), chance.pick(&self.known.jobs)) {
            (_, Some(offer)) if chance.one_in(3) => {
                JobEnded { offer, date, reason: JobEndReason::Resigned, ended_by: EndedBy::Employee }.into()
            }
            (Some(offer), _) if chance.one_in(3) => {
                JobOfferAnswered { offer, date, answer: Answer::Accepted, reason: None }.into()
            }
            (Some(offer), _) => JobStarted { offer, date, new_access_to_work: None }.into(),
            (None, _) => self.offered(chance),
        }
    }

    fn checked(&self, chance: &mut Chance) -> Fact {
        let Some(offer) = chance.pick(&self.known.jobs) else {
            return self.logged(chance);
        };
        let status = chance.pick(WorkStatus::ALL).unwrap();
        let milestone = chance.pick(&[None, Some(4), Some(13), Some(26), Some(52)]).unwrap();
        SustainmentChecked {
            offer,
            date: self.day(),
            weeks: 13,
            milestone,
            status,
            same_employer: None,
            weekly_minutes: None,
            hourly: None,
            evidence: None,
        }
        .into()
    }
}

impl Known {
    fn learn(&mut self, event: &Event) {
        match &event.fact {
            Fact::Referrals(Referral::Referred(_)) => self.referred = true,
            Fact::Coaching(Coached::HoursLogged(logged)) => {
                self.sessions.push((event.id, logged.session, logged.date, logged.coach));
            }
            Fact::Coaching(Coached::HoursCorrected(corrected)) => {
                if let Some(known) = self.sessions.iter_mut().find(|(id, ..)| *id == corrected.corrects) {
                    known.1 = corrected.session;
                }
            }
            Fact::Funding(Funded::ClaimSubmitted(claim)) => {
                self.claimed.extend(claim.lines.iter().map(|line| (line.session, claim.claim)));
                self.claims.push((claim.claim, claim.pence));
            }
            Fact::Outcomes(Outcome::JobOffered(offered)) => self.offers.push(offered.offer),
            Fact::Outcomes(Outcome::JobStarted(started)) => self.jobs.push(started.offer),
            Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
        }
    }
}

fn session(chance: &mut Chance) -> Session {
    let most = Activity::SystematicInstruction;
    let activity = if chance.one_in(2) { chance.pick(Activity::ALL).unwrap() } else { most };
    let minutes = Minutes(u32::try_from(chance.below(8) * 15 + 15).unwrap());
    Session { minutes, activity, claimable: activity.at_the_workplace() && !chance.one_in(5) }
}

fn step(chance: &mut Chance) -> u8 {
    u8::try_from(chance.below(7) + 1).unwrap()
}

fn sector(chance: &mut Chance) -> Line {
    line(chance.pick(&["health", "retail", "culture", "catering"]).unwrap())
}

pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}
