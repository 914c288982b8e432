//! Offers of jobs, and the answers to them.

use events::outcomes::{Answer, Contract, JobEmployer, JobOfferAnswered, JobOffered, JobTerms};
use events::{EmployerId, Line, Minutes, Pence};
use service_kit::{Decision, Shared};

use crate::outcomes::Circumstances;
use crate::{AnswerJobOffer, OfferJob, Outcomes, Refusal};

pub(super) fn offer(state: &Outcomes, command: &OfferJob, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let OfferJob { job, date, start, .. } = *command;
    if let Some(known) = state.jobs.get(&job) {
        let started = known.started.map_or(Refusal::NotOffered { job }, |date| Refusal::AlreadyStarted { date });
        return Err(known.offered.map_or(started, |date| Refusal::AlreadyOffered { date }));
    }
    at.past(date)?;
    let terms = terms(command, at)?;
    if let Some(start) = start.filter(|start| *start < date) {
        return Err(Refusal::StartsBeforeOffer { start, offered: date });
    }
    Ok(Decision::new(date, JobOffered { job, date, terms, start }))
}

pub(super) fn answer(state: &Outcomes, command: &AnswerJobOffer, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let JobOfferAnswered { job: id, date, answer, .. } = command.event;
    let job = state.jobs.get(&id).ok_or(Refusal::NotOffered { job: id })?;
    let offered = job.offered.ok_or(Refusal::NotOffered { job: id })?;
    if date < offered {
        return Err(Refusal::AnsweredBeforeOffer { date, offered });
    }
    if let Some((date, answer)) = job.answered {
        return Err(Refusal::AlreadyAnswered { answer, date });
    }
    match (answer, job.started) {
        (Answer::Declined, Some(date)) => Err(Refusal::AlreadyStarted { date }),
        (Answer::Declined, None) | (Answer::Accepted, _) => Ok(at.record(command)?),
    }
}

/// What the job is, as an offer says it.
pub(super) fn terms(said: &OfferJob, at: &Circumstances<'_>) -> Result<JobTerms, Refusal> {
    let OfferJob { role, sector, sector_words, weekly_minutes, hourly_pence, contract, seasonal, .. } = said.clone();
    let employer = employer(said.employer, said.employer_name.as_ref(), at)?;
    paid(hourly_pence)?;
    if weekly_minutes == Some(Minutes(0)) && promises_hours(contract) {
        return Err(Refusal::NoHours { contract });
    }
    Shared::within_a_week(weekly_minutes)?;
    Ok(JobTerms { employer, role, sector, sector_words, weekly_minutes, hourly_pence, contract, seasonal })
}

/// A job is paid; how much need not be known.
pub(super) fn paid(hourly: Option<Pence>) -> Result<(), Refusal> {
    match hourly.filter(|hourly| hourly.0 <= 0) {
        Some(hourly) => Err(Refusal::NotPaid { hourly }),
        None => Ok(()),
    }
}

fn employer(id: Option<EmployerId>, name: Option<&Line>, at: &Circumstances<'_>) -> Result<JobEmployer, Refusal> {
    match (id, name) {
        (Some(id), None) => {
            let registered = at.subjects.get(&id.subject()).and_then(|employer| employer.employer.clone());
            Ok(JobEmployer { id: Some(id), name: registered.ok_or(Refusal::UnknownEmployer)? })
        }
        (None, Some(name)) => Ok(JobEmployer { id: None, name: name.clone() }),
        (None, None) | (Some(_), Some(_)) => Err(Refusal::EmployerUnclear),
    }
}

pub(super) fn promises_hours(contract: Contract) -> bool {
    match contract {
        Contract::Permanent | Contract::FixedTerm | Contract::Apprenticeship => true,
        Contract::ZeroHours | Contract::SelfEmployed => false,
    }
}
