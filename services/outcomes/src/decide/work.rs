//! Jobs that start, change and end.

use events::outcomes::{Answer, Contract, JobChanged, JobEnded, JobStarted, JobTerms};
use events::{JobId, Minutes, Pence, rule_table};
use jiff::civil::Date;
use service_kit::{Decision, Shared, age_on};

use super::offer::{paid, promises_hours, terms};
use crate::outcomes::{Circumstances, Job};
use crate::{ChangeJob, EndJob, OfferJob, Outcomes, Refusal, StartJob};

pub(super) fn start(state: &Outcomes, command: &StartJob, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let StartJob { job, date, .. } = *command;
    let terms = own_terms(command, at)?;
    at.past(date)?;
    let known = state.jobs.get(&job);
    known.map_or(Ok(()), |known| may_start(known, date))?;
    let contract = match (known, &terms) {
        (Some(known), None) => known.contract,
        (None, Some(terms)) => terms.contract,
        (None, None) => return Err(Refusal::NotOffered { job }),
        (Some(_), Some(_)) => return Err(Refusal::OfferSaysIt),
    };
    let minimum_wage = minimum_wage(state, contract, date);
    Ok(Decision::new(date, JobStarted { job, date, terms, minimum_wage }))
}

pub(super) fn change(state: &Outcomes, command: &ChangeJob, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let JobChanged { job, date, weekly_minutes, hourly_pence, role } = &command.event;
    let (job, from) = working(state, *job)?;
    let changed = at.record(command)?;
    if weekly_minutes.is_none() && hourly_pence.is_none() && role.is_none() {
        return Err(Refusal::NothingChanged);
    }
    if *date < from {
        return Err(Refusal::ChangesBeforeStart { date: *date, started: from });
    }
    if let Some(ended) = job.ended.filter(|ended| date > ended) {
        return Err(Refusal::AlreadyEnded { date: ended });
    }
    paid(*hourly_pence)?;
    let contract = job.contract;
    if *weekly_minutes == Some(Minutes(0)) && promises_hours(contract) {
        return Err(Refusal::NoHours { contract });
    }
    Shared::within_a_week(*weekly_minutes)?;
    Ok(changed)
}

pub(super) fn end(state: &Outcomes, command: &EndJob, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let JobEnded { job, date, .. } = command.event;
    let (job, from) = working(state, job)?;
    let ended = at.record(command)?;
    if date < from {
        return Err(Refusal::EndsBeforeStart { from, until: date });
    }
    if let Some(changed) = job.changed.filter(|changed| date < *changed) {
        return Err(Refusal::EndsBeforeChange { changed, until: date });
    }
    match job.ended {
        Some(date) => Err(Refusal::AlreadyEnded { date }),
        None => Ok(ended),
    }
}

/// A job that started, and when.
pub(super) fn working(state: &Outcomes, id: JobId) -> Result<(&Job, Date), Refusal> {
    let job = state.jobs.get(&id).ok_or(Refusal::NotOffered { job: id })?;
    Ok((job, job.started.ok_or(Refusal::NotStarted)?))
}

/// H14: no job starts before its offer, where there is one. An offer that nobody recorded an answer to
/// was taken, as its start shows.
fn may_start(job: &Job, date: Date) -> Result<(), Refusal> {
    if let Some(offered) = job.offered.filter(|offered| date < *offered) {
        return Err(Refusal::StartsBeforeOffer { start: date, offered });
    }
    if let Some((date, Answer::Declined)) = job.answered {
        return Err(Refusal::Declined { date });
    }
    match job.started {
        Some(date) => Err(Refusal::AlreadyStarted { date }),
        None => Ok(()),
    }
}

/// What the job is, where its start says so.
fn own_terms(said: &StartJob, at: &Circumstances<'_>) -> Result<Option<JobTerms>, Refusal> {
    let StartJob {
        internship,
        job,
        date,
        employer,
        employer_name,
        role,
        sector,
        sector_words,
        weekly_minutes,
        hourly_pence,
        contract,
        seasonal,
    } = said.clone();
    let nothing = employer.is_none() && employer_name.is_none() && sector.is_none() && sector_words.is_none();
    let nothing = nothing && weekly_minutes.is_none() && hourly_pence.is_none() && seasonal.is_none();
    let (role, contract) = match (role, contract) {
        (None, None) if nothing => return Ok(None),
        (Some(role), Some(contract)) => (role, contract),
        (_, None) | (None, _) => return Err(Refusal::TermsMissing),
    };
    let offer = OfferJob {
        internship,
        job,
        date,
        employer,
        employer_name,
        role,
        sector,
        sector_words,
        weekly_minutes,
        hourly_pence,
        contract,
        seasonal,
        start: None,
    };
    terms(&offer, at).map(Some)
}

/// What the law asks for on the first day. Work of one's own has no minimum wage.
fn minimum_wage(state: &Outcomes, contract: Contract, day: Date) -> Option<Pence> {
    let is_apprentice = match contract {
        Contract::SelfEmployed => return None,
        Contract::Apprenticeship => true,
        Contract::Permanent | Contract::FixedTerm | Contract::ZeroHours => false,
    };
    rule_table::minimum_wage(day, age_on(state.born?, day), is_apprentice)
}
