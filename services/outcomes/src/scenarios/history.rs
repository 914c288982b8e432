//! What happened before, and what is asked: one intern, one job.

use events::outcomes::{
    Answer, Contract, EndedBy, JobChanged, JobEmployer, JobEndReason, JobEnded, JobOfferAnswered, JobOffered,
    JobStarted, JobTerms, SustainmentChecked, WorkStatus,
};
use events::referrals::{self, PersonDetails};
use events::{EmployerId, Fact, InternshipId, JobId, Minutes, Pence, SameFields};
use jiff::civil::{Date, date};
use service_kit::About;
use service_kit::scenarios::{Given, employer};
pub(super) use service_kit::scenarios::{line, referred};
use uuid::Uuid;

use crate::{AnswerJobOffer, CheckSustainment, OfferJob, Outcomes, StartJob};

pub(super) const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
pub(super) const BAKERY: EmployerId = EmployerId(Uuid::from_u128(0xB));
pub(super) const JOB: JobId = JobId(Uuid::from_u128(0xF));
pub(super) const SECOND: JobId = JobId(Uuid::from_u128(0x5));

pub(super) const OFFERED: Date = date(2026, 6, 15);
pub(super) const STARTED: Date = date(2026, 7, 1);
pub(super) const ENDED: Date = date(2026, 11, 30);

pub(super) fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Outcomes> {
    service_kit::scenarios::given(facts)
}

pub(super) fn bakery() -> Fact {
    employer("Northern Bakeries")
}

pub(super) fn offer_of(job: JobId, date: Date) -> Fact {
    JobOffered { job, date, terms: terms(), start: None }.into()
}

pub(super) fn terms() -> JobTerms {
    JobTerms {
        employer: JobEmployer { id: None, name: line("Harbour Café") },
        role: line("kitchen assistant"),
        sector: None,
        sector_words: None,
        weekly_minutes: Some(Minutes(960)),
        hourly_pence: Some(Pence(1221)),
        contract: Contract::Permanent,
        seasonal: None,
    }
}

/// Events 1 and 2: referred, offered.
pub(super) fn offered() -> Vec<Fact> {
    vec![referred(), offer_of(JOB, OFFERED)]
}

pub(super) fn answered(answer: Answer) -> Fact {
    JobOfferAnswered { job: JOB, date: OFFERED, answer, reason: None, note: None }.into()
}

/// Events 1 to 4: referred, offered, accepted, started.
pub(super) fn working() -> Vec<Fact> {
    [offered(), vec![answered(Answer::Accepted), first_day(STARTED).into()]].concat()
}

pub(super) fn first_day(date: Date) -> JobStarted {
    JobStarted { job: JOB, date, terms: None, minimum_wage: None }
}

/// Referred, with a date of birth.
pub(super) fn born_on(date_of_birth: Date) -> Fact {
    let Fact::Referrals(referrals::Event::Referred(mut referred)) = referred() else { unreachable!() };
    let personal = PersonDetails {
        name: line("Ada Marsh"),
        date_of_birth,
        contacts: Vec::new(),
        uln: None,
        upn: None,
        nino: None,
    };
    referred.personal = Some(personal);
    referred.into()
}

pub(super) fn started_without_offer() -> Fact {
    JobStarted { terms: Some(terms()), ..first_day(STARTED) }.into()
}

pub(super) fn last_day(date: Date) -> JobEnded {
    JobEnded { job: JOB, date, reason: JobEndReason::BetterJob, ended_by: Some(EndedBy::Employee), note: None }
}

pub(super) fn more_hours(date: Date) -> JobChanged {
    JobChanged { job: JOB, date, weekly_minutes: Some(Minutes(1200)), hourly_pence: None, role: None }
}

/// A second job, which started on a day.
pub(super) fn second_job(date: Date) -> Vec<Fact> {
    let answered = JobOfferAnswered { job: SECOND, date, answer: Answer::Accepted, reason: None, note: None };
    let started = JobStarted { job: SECOND, ..first_day(date) };
    vec![offer_of(SECOND, date), answered.into(), started.into()]
}

pub(super) fn ended() -> Fact {
    last_day(ENDED).into()
}

pub(super) fn checked(date: Date, weeks: u16) -> SustainmentChecked {
    SustainmentChecked {
        job: JOB,
        date,
        weeks,
        milestone: None,
        status: WorkStatus::InWork,
        same_employer: None,
        weekly_minutes: None,
        hourly_pence: None,
        evidence: None,
    }
}

pub(super) fn offer() -> OfferJob {
    OfferJob {
        internship: INTERN,
        job: JOB,
        date: OFFERED,
        employer: None,
        employer_name: Some(line("Harbour Café")),
        role: line("kitchen assistant"),
        sector: None,
        sector_words: None,
        weekly_minutes: Some(Minutes(960)),
        hourly_pence: Some(Pence(1221)),
        contract: Contract::Permanent,
        seasonal: None,
        start: Some(STARTED),
    }
}

pub(super) fn from_the_bakery() -> OfferJob {
    OfferJob { employer: Some(BAKERY), employer_name: None, ..offer() }
}

pub(super) fn accept(date: Date) -> AnswerJobOffer {
    answer(JOB, date, Answer::Accepted)
}

pub(super) fn answer(job: JobId, date: Date, answer: Answer) -> AnswerJobOffer {
    AnswerJobOffer::new(INTERN.subject(), JobOfferAnswered { job, date, answer, reason: None, note: None })
}

pub(super) fn start(date: Date) -> StartJob {
    StartJob {
        internship: INTERN,
        job: JOB,
        date,
        employer: None,
        employer_name: None,
        role: None,
        sector: None,
        sector_words: None,
        weekly_minutes: None,
        hourly_pence: None,
        contract: None,
        seasonal: None,
    }
}

/// The start of a job that nobody offered, of which nothing is known that need not be.
pub(super) fn start_without_offer(date: Date) -> StartJob {
    let (role, contract) = (Some(line("kitchen assistant")), Some(Contract::Permanent));
    StartJob { employer_name: Some(line("Harbour Café")), role, contract, ..start(date) }
}

pub(super) fn end(date: Date) -> About<JobEnded> {
    intern(last_day(date))
}

/// The intern's command with an event's fields.
pub(super) fn intern<E: SameFields>(event: E) -> About<E> {
    About::new(INTERN.subject(), event)
}

pub(super) fn check(date: Date) -> CheckSustainment {
    CheckSustainment {
        internship: INTERN,
        date,
        job: None,
        milestone: None,
        status: WorkStatus::InWork,
        same_employer: None,
        weekly_minutes: None,
        hourly_pence: None,
        evidence: None,
    }
}
