//! What can happen to an intern.

use events::coaching::{Activity, CorrectionReason, HoursCorrected, HoursLogged, Mode, Session};
use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, Award, AwardDecision, AwardStep, ClaimBasis, ClaimContent, ClaimLine,
    ClaimSubmitted, CoachingAward, Element, Signatory,
};
use events::history::{Dependencies, effective};
use events::outcomes::{
    Answer, Contract, EndedBy, JobEmployer, JobEndReason, JobEnded, JobOfferAnswered, JobOffered, JobStarted, JobTerms,
    SustainmentChecked, WorkStatus,
};
use events::placements::{AttendancePlace, AttendanceRecorded, EmployerRef, PlacementStarted};
use events::referrals::{Accepted, PlanKind, PlanVerified, ReferralSource, Referred};
use events::{
    Act, ApplicationId, ClaimId, CoachId, EmployerId, EnteredInError, ErrorReason, Event, Fact, JobId, Line,
    LocalAuthority, Minutes, Pence, PersonId, PlacementId, ProviderId,
};
use jiff::civil::{date, time};
use uuid::Uuid;

use super::{Chance, Intern, line};

impl Intern {
    /// Takes back an event that still stands; where others depend on it, the latest of those.
    pub(super) fn error(&self, chance: &mut Chance) -> Fact {
        let dependencies = Dependencies::of(&self.history);
        let standing: Vec<&Event> = effective(&self.history).map(|recorded| &recorded.event).collect();
        let chosen = standing[usize::try_from(chance.below(standing.len() as u64)).unwrap()];
        let latest = dependencies.dependents(chosen.id).first().map_or(chosen.id, |latest| latest.event);
        let taken_back = standing.iter().find(|event| event.id == latest).unwrap();
        let error = EnteredInError { event: latest, date: self.day(), reason: ErrorReason::WrongSubject, note: None };
        Fact::entered_in_error(taken_back.fact.event_type().context, error).unwrap()
    }

    pub(super) fn referred(&self, chance: &mut Chance) -> Fact {
        Referred {
            date: self.day(),
            provider: ProviderId(Uuid::from_u128(1)),
            programme: None,
            reference: line(&format!("NF-{:05}", chance.below(100_000))),
            person: PersonId(self.internship.0),
            home_authority: LocalAuthority::new("E08000006").unwrap(),
            source: ReferralSource::School,
            school_year: Some(line("14")),
            wished_sectors: Vec::new(),
            sector_words: Vec::new(),
            personal: None,
        }
        .into()
    }

    pub(super) fn plan(&self) -> Fact {
        let local_authority = Some(LocalAuthority::new("E08000006").unwrap());
        PlanVerified {
            date: self.day(),
            kind: PlanKind::EhcPlan,
            local_authority,
            last_review: Some(self.day()),
            names_pathway: None,
            evidence: None,
        }
        .into()
    }

    pub(super) fn accepted(&self) -> Fact {
        Accepted {
            date: self.day(),
            provider: ProviderId(Uuid::from_u128(1)),
            programme: None,
            planned_start: self.day(),
            planned_end: date(2025, 7, 11),
            weekly_minutes_at_work: Some(Minutes(1200)),
            weekly_minutes_in_class: Some(Minutes(300)),
            age_on_31_august: 19,
            english_and_maths: None,
            readiness_override: None,
            note: None,
        }
        .into()
    }

    pub(super) fn applied(&self) -> Fact {
        AccessToWorkApplied {
            application: ApplicationId(Uuid::from_u128(8)),
            date: self.day(),
            act: Act::Ours,
            purpose: None,
            job: None,
            signed_by: None,
            signed_on: None,
            weekly_minutes: None,
            weeks: None,
            travel: None,
            equipment: None,
        }
        .into()
    }

    pub(super) fn awarded(&self) -> Fact {
        let award = Award {
            reference: line("ATW84347386"),
            from: date(2024, 9, 30),
            until: date(2025, 3, 30),
            coaching: Some(CoachingAward {
                steps: vec![AwardStep { from: date(2024, 9, 30), weekly_minutes: Minutes(720) }],
                hourly: Pence(2150),
                weeks: Some(26),
            }),
            travel: None,
            equipment: None,
        };
        let decision = AwardDecision::Awarded;
        let application = ApplicationId(Uuid::from_u128(8));
        AccessToWorkDecided { application, date: self.day(), decision, award: Some(award) }.into()
    }

    pub(super) fn placed(&self, placement: PlacementId) -> Fact {
        PlacementStarted {
            placement,
            employer: EmployerRef { id: EmployerId(Uuid::from_u128(7)), name: line("Royal Infirmary") },
            site: None,
            role: Some(line("portering")),
            opening: None,
            date: self.day(),
            planned_end: Some(self.day()),
            weekly_minutes: Some(Minutes(1200)),
            planned_minutes: None,
            mode: None,
            supervisor_named: Some(true),
            act: Act::Ours,
        }
        .into()
    }

    pub(super) fn attended(&self, minutes: Minutes) -> Fact {
        AttendanceRecorded {
            date: self.day(),
            place: AttendancePlace::Class,
            placement: None,
            minutes,
            start: None,
            end: None,
            break_minutes: None,
            absence: None,
        }
        .into()
    }

    /// Mostly the same coach, who has seven others; now and then somebody stands in.
    pub(super) fn coach(&self, chance: &mut Chance) -> CoachId {
        let n = if chance.one_in(20) { chance.below(self.number + 1) } else { self.number };
        CoachId(Uuid::from_u128(u128::from(n / 8)))
    }

    pub(super) fn logged(&self, chance: &mut Chance) -> Fact {
        let (coach, session) = (self.coach(chance), session(chance));
        HoursLogged { coach, date: self.day(), mode: Some(Mode::InPerson), session }.into()
    }

    pub(super) fn corrected(&self, chance: &mut Chance) -> Fact {
        let Some((corrects, was, date, coach)) = chance.pick(&self.known.sessions) else {
            return self.logged(chance);
        };
        let claim = self.known.claimed.get(&corrects).copied();
        let (session, reason) = (session(chance), CorrectionReason::EnteredWrongly);
        HoursCorrected { corrects, coach, date, was, session, claim, reason, note: None }.into()
    }

    pub(super) fn claimed(&self, chance: &mut Chance) -> Fact {
        let unclaimed: Vec<_> =
            self.known.sessions.iter().filter(|(id, ..)| !self.known.claimed.contains_key(id)).copied().collect();
        let Some((session, Session { minutes, .. }, ..)) = chance.pick(&unclaimed) else {
            return self.logged(chance);
        };
        let pence = minutes.at(Pence(2150));
        ClaimSubmitted {
            claim: ClaimId(Uuid::new_v5(&self.internship.0, &self.steps.to_be_bytes())),
            date: self.day(),
            invoice: Some(line("INV-1")),
            signed_by: Some(Signatory::Customer),
            act: Act::Ours,
            signed_on: None,
            payee_set_up: Some(true),
            content: ClaimContent {
                element: Element::Coaching,
                travel: Vec::new(),
                number: line(&format!("C/{}", self.steps)),
                award: line("ATW84347386"),
                from: self.day(),
                until: self.day(),
                lines: vec![ClaimLine { session, minutes, pence }],
                basis: ClaimBasis::Period,
                minutes_logged: minutes,
                minutes,
                pence,
            },
        }
        .into()
    }

    pub(super) fn offered(&self, chance: &mut Chance) -> Fact {
        JobOffered {
            job: JobId(Uuid::new_v5(&self.internship.0, &self.steps.to_le_bytes())),
            date: self.day(),
            terms: terms(Minutes(u32::try_from(chance.below(30) * 60).unwrap())),
            start: None,
        }
        .into()
    }

    pub(super) fn job(&self, chance: &mut Chance) -> Fact {
        let date = self.day();
        match (chance.pick(&self.known.offers), chance.pick(&self.known.jobs)) {
            (_, Some(job)) if chance.one_in(3) => {
                JobEnded { job, date, reason: JobEndReason::Resigned, ended_by: Some(EndedBy::Employee), note: None }
                    .into()
            }
            (Some(job), _) if chance.one_in(3) => {
                JobOfferAnswered { job, date, answer: Answer::Accepted, reason: None, note: None }.into()
            }
            (Some(job), _) => JobStarted { job, date, terms: None, minimum_wage: None }.into(),
            (None, _) => self.offered(chance),
        }
    }

    pub(super) fn checked(&self, chance: &mut Chance) -> Fact {
        let Some(job) = chance.pick(&self.known.jobs) else {
            return self.logged(chance);
        };
        let status = chance.pick(WorkStatus::ALL).unwrap();
        let milestone = chance.pick(&[None, Some(4), Some(13), Some(26), Some(52)]).unwrap();
        SustainmentChecked {
            job,
            date: self.day(),
            weeks: 13,
            milestone,
            status,
            same_employer: None,
            weekly_minutes: None,
            hourly_pence: None,
            evidence: None,
        }
        .into()
    }
}

/// A job at the café of so many minutes a week.
fn terms(weekly: Minutes) -> JobTerms {
    JobTerms {
        employer: JobEmployer { id: None, name: line("Corner Café") },
        role: line("kitchen assistant"),
        sector: None,
        sector_words: None,
        weekly_minutes: Some(weekly),
        hourly_pence: Some(Pence(1221)),
        contract: Contract::Permanent,
        seasonal: None,
    }
}

pub(super) fn session(chance: &mut Chance) -> Session {
    let most = Activity::SystematicInstruction;
    let activity = if chance.one_in(2) { chance.pick(Activity::ALL).unwrap() } else { most };
    let minutes = Minutes(u32::try_from(chance.below(8) * 15 + 15).unwrap());
    let start = (!chance.one_in(3)).then(|| time(9, 0, 0, 0));
    Session {
        start,
        ..Session::of(minutes, activity, activity.is_claimable_on(date(2025, 3, 10)) && !chance.one_in(5))
    }
}

pub(super) fn step(chance: &mut Chance) -> u8 {
    u8::try_from(chance.below(7) + 1).unwrap()
}

/// One of three placements.
pub(super) fn placement(chance: &mut Chance) -> PlacementId {
    PlacementId(Uuid::from_u128(u128::from(chance.below(3))))
}

pub(super) fn sector(chance: &mut Chance) -> Line {
    line(chance.pick(&["health", "retail", "culture", "catering"]).unwrap())
}
