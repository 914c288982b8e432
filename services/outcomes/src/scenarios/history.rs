//! What happened before, and what is asked: one intern, one offer, one job.

use events::outcomes::{
    Answer, Contract, EndedBy, JobEmployer, JobEndReason, JobEnded, JobOfferAnswered, JobOffered, JobStarted,
    SustainmentChecked, WorkStatus,
};
use events::placements::EmployerRef;
use events::{EmployerId, Fact, InternshipId, Minutes, OfferId, Pence, SameFields};
use jiff::civil::{Date, date};
use service_kit::About;
use service_kit::scenarios::{Given, employer, placed};
pub(super) use service_kit::scenarios::{line, referred};
use uuid::Uuid;

use crate::{AnswerJobOffer, CheckSustainment, OfferJob, Outcomes};

pub(super) const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
pub(super) const BAKERY: EmployerId = EmployerId(Uuid::from_u128(0xB));
pub(super) const OFFER: OfferId = OfferId(Uuid::from_u128(0xF));
pub(super) const SECOND: OfferId = OfferId(Uuid::from_u128(0x5));

pub(super) const OFFERED: Date = date(2026, 6, 15);
pub(super) const STARTED: Date = date(2026, 7, 1);
pub(super) const ENDED: Date = date(2026, 11, 30);

pub(super) fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Outcomes> {
    service_kit::scenarios::given(facts)
}

pub(super) fn bakery() -> Fact {
    employer("Northern Bakeries")
}

pub(super) fn placed_at_the_bakery() -> Fact {
    placed(1, EmployerRef { id: BAKERY, name: line("Northern Bakeries") }, date(2025, 9, 8)).into()
}

pub(super) fn offer_of(offer: OfferId, date: Date) -> Fact {
    JobOffered {
        offer,
        date,
        employer: JobEmployer { id: None, name: line("Harbour Café") },
        role: line("kitchen assistant"),
        sector: None,
        weekly_minutes: Minutes(960),
        hourly: Pence(1221),
        contract: Contract::Permanent,
        seasonal: None,
        placement_employer: false,
        start: None,
    }
    .into()
}

/// Events 1 and 2: referred, offered.
pub(super) fn offered() -> Vec<Fact> {
    vec![referred(), offer_of(OFFER, OFFERED)]
}

pub(super) fn answered(answer: Answer) -> Fact {
    JobOfferAnswered { offer: OFFER, date: OFFERED, answer, reason: None, note: None }.into()
}

/// Events 1 to 4: referred, offered, accepted, started.
pub(super) fn working() -> Vec<Fact> {
    [offered(), vec![answered(Answer::Accepted), first_day(STARTED).into()]].concat()
}

pub(super) fn first_day(date: Date) -> JobStarted {
    JobStarted { offer: OFFER, date, new_access_to_work: None }
}

pub(super) fn last_day(date: Date) -> JobEnded {
    JobEnded { offer: OFFER, date, reason: JobEndReason::BetterJob, ended_by: EndedBy::Employee }
}

/// A second job, which started on a day.
pub(super) fn second_job(date: Date) -> Vec<Fact> {
    let answered = JobOfferAnswered { offer: SECOND, date, answer: Answer::Accepted, reason: None, note: None };
    let started = JobStarted { offer: SECOND, ..first_day(date) };
    vec![offer_of(SECOND, date), answered.into(), started.into()]
}

pub(super) fn ended() -> Fact {
    last_day(ENDED).into()
}

pub(super) fn checked(date: Date, weeks: u16) -> SustainmentChecked {
    SustainmentChecked {
        offer: OFFER,
        date,
        weeks,
        milestone: None,
        status: WorkStatus::InWork,
        same_employer: None,
        weekly_minutes: None,
        hourly: None,
        evidence: None,
    }
}

pub(super) fn offer() -> OfferJob {
    OfferJob {
        internship: INTERN,
        offer: OFFER,
        date: OFFERED,
        employer: None,
        employer_name: Some(line("Harbour Café")),
        role: line("kitchen assistant"),
        sector: None,
        weekly_minutes: Minutes(960),
        hourly: Pence(1221),
        contract: Contract::Permanent,
        seasonal: None,
        start: Some(STARTED),
    }
}

pub(super) fn from_the_bakery() -> OfferJob {
    OfferJob { employer: Some(BAKERY), employer_name: None, ..offer() }
}

pub(super) fn accept(date: Date) -> AnswerJobOffer {
    answer(OFFER, date, Answer::Accepted)
}

pub(super) fn answer(offer: OfferId, date: Date, answer: Answer) -> AnswerJobOffer {
    AnswerJobOffer::new(INTERN.subject(), JobOfferAnswered { offer, date, answer, reason: None, note: None })
}

pub(super) fn start(date: Date) -> About<JobStarted> {
    intern(first_day(date))
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
        offer: None,
        milestone: None,
        status: WorkStatus::InWork,
        same_employer: None,
        weekly_minutes: None,
        hourly: None,
        evidence: None,
    }
}
