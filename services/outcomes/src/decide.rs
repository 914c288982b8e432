//! The rules.

use events::outcomes::{
    Answer, Contract, Destination, DestinationRecorded, JobEmployer, JobEnded, JobOfferAnswered, JobOffered,
    JobStarted, SustainmentChecked,
};
use events::{EventId, Minutes, OfferId};
use service_kit::{Decider, Decision, Shared};

use crate::outcomes::{Circumstances, Offer};
use crate::{
    AnswerJobOffer, CheckSustainment, Command, EndJob, OfferJob, Outcomes, RecordDestination, Refusal, StartJob,
};

/// Weeks after the start of a job at which everybody is asked.
const MILESTONES: [u16; 5] = [4, 13, 26, 52, 104];

impl Decider for Outcomes {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        Shared::known(self.referred)?;
        match command {
            Command::OfferJob(command) => offer(self, command, at),
            Command::AnswerJobOffer(command) => answer(self, command, at),
            Command::StartJob(command) => start(self, command, at),
            Command::EndJob(command) => end(self, command, at),
            Command::CheckSustainment(command) => check(self, command, at),
            Command::RecordDestination(command) => destination(command, at),
        }
    }

    fn may_take_back(&self, _: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

fn offer(state: &Outcomes, command: &OfferJob, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let OfferJob { offer, date, role, sector, weekly_minutes, hourly, contract, seasonal, start, .. } = command.clone();
    if let Some(earlier) = state.offers.get(&offer) {
        return Err(Refusal::AlreadyOffered { date: earlier.offered.date });
    }
    at.past(date)?;
    let employer = employer(command, at)?;
    if hourly.0 <= 0 {
        return Err(Refusal::NotPaid { hourly });
    }
    if weekly_minutes == Minutes(0) && promises_hours(contract) {
        return Err(Refusal::NoHours { contract });
    }
    Shared::within_a_week([weekly_minutes])?;
    if let Some(start) = start.filter(|start| *start < date) {
        return Err(Refusal::StartsBeforeOffer { start, offered: date });
    }
    let placement_employer = state.hosted_by(employer.id, &employer.name);
    let fact = JobOffered {
        offer,
        date,
        employer,
        role,
        sector,
        weekly_minutes,
        hourly,
        contract,
        seasonal,
        placement_employer,
        start,
    };
    Ok(Decision::new(date, fact))
}

fn employer(command: &OfferJob, at: &Circumstances<'_>) -> Result<JobEmployer, Refusal> {
    match (command.employer, &command.employer_name) {
        (Some(id), None) => {
            let registered = at.subjects.get(&id.subject()).and_then(|employer| employer.employer.clone());
            Ok(JobEmployer { id: Some(id), name: registered.ok_or(Refusal::UnknownEmployer)? })
        }
        (None, Some(name)) => Ok(JobEmployer { id: None, name: name.clone() }),
        (None, None) | (Some(_), Some(_)) => Err(Refusal::EmployerUnclear),
    }
}

fn promises_hours(contract: Contract) -> bool {
    match contract {
        Contract::Permanent | Contract::FixedTerm | Contract::Apprenticeship => true,
        Contract::ZeroHours | Contract::SelfEmployed => false,
    }
}

fn answer(state: &Outcomes, command: &AnswerJobOffer, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let JobOfferAnswered { offer: id, date, .. } = command.event;
    let offer = offered(state, id)?;
    let offered = offer.offered.date;
    if date < offered {
        return Err(Refusal::AnsweredBeforeOffer { date, offered });
    }
    if let Some((earlier, answer)) = offer.answered {
        return Err(Refusal::AlreadyAnswered { answer, date: earlier.date });
    }
    Ok(at.record(command)?)
}

fn start(state: &Outcomes, command: &StartJob, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let JobStarted { offer, date, .. } = command.event;
    let offer = offered(state, offer)?;
    let started = at.record(command)?;
    let offered = offer.offered.date;
    if date < offered {
        return Err(Refusal::StartsBeforeOffer { start: date, offered });
    }
    match offer.answered {
        Some((_, Answer::Accepted)) => {}
        Some((answered, Answer::Declined)) => return Err(Refusal::Declined { date: answered.date }),
        None => return Err(Refusal::NotAccepted { offered }),
    }
    match offer.started {
        Some(earlier) => Err(Refusal::AlreadyStarted { date: earlier.date }),
        None => Ok(started),
    }
}

fn end(state: &Outcomes, command: &EndJob, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let JobEnded { offer, date, .. } = command.event;
    let offer = offered(state, offer)?;
    let from = offer.started.ok_or(Refusal::NotStarted)?.date;
    let ended = at.record(command)?;
    if date < from {
        return Err(Refusal::EndsBeforeStart { from, until: date });
    }
    match offer.ended {
        Some(date) => Err(Refusal::AlreadyEnded { date }),
        None => Ok(ended),
    }
}

fn check(state: &Outcomes, command: &CheckSustainment, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let CheckSustainment { date, milestone, status, same_employer, weekly_minutes, hourly, evidence, .. } = *command;
    at.past(date)?;
    let (offer, started) = match command.offer {
        Some(id) => (id, offered(state, id)?.started.ok_or(Refusal::NotStarted)?.date),
        None => state.latest_job(date).ok_or(Refusal::NoJobYet { date })?,
    };
    if date < started {
        return Err(Refusal::CheckedBeforeStart { date, started });
    }
    if let Some(found) = milestone.filter(|milestone| !MILESTONES.contains(milestone)) {
        let expected = MILESTONES.map(|milestone| milestone.to_string()).join(", ");
        return Err(Refusal::NotAMilestone { found, expected });
    }
    Shared::within_a_week(weekly_minutes)?;
    let weeks = u16::try_from(started.duration_until(date).as_hours() / (24 * 7)).unwrap_or(u16::MAX);
    let fact =
        SustainmentChecked { offer, date, weeks, milestone, status, same_employer, weekly_minutes, hourly, evidence };
    Ok(Decision::new(date, fact))
}

fn destination(command: &RecordDestination, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let RecordDestination { outcome, from, date, .. } = command;
    at.past(*date)?;
    // H12.
    let outcome: Destination = outcome.as_str().to_uppercase().parse().map_err(Refusal::NoSuchDestination)?;
    Ok(Decision::new(*date, DestinationRecorded { outcome, from: *from, date: *date }))
}

fn offered(state: &Outcomes, offer: OfferId) -> Result<&Offer, Refusal> {
    state.offers.get(&offer).ok_or(Refusal::NotOffered { offer })
}
