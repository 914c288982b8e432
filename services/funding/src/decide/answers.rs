//! What Access to Work does with a claim: asks about it, pays for it, or does not.

use events::funding::{ClaimLine, ClaimLineDisallowed, ClaimPaid, ClaimRejected};
use events::{ClaimId, Minutes, Pence};
use jiff::civil::Date;
use service_kit::Decision;

use crate::claim::Claim;
use crate::funding::Circumstances;
use crate::{
    AnswerClaimQuery, AnswerRefusal, DisallowClaimLine, Funding, MakeRepayment, PayClaim, QueryClaim, Refusal,
    RejectClaim,
};

pub(super) fn query(state: &Funding, command: &QueryClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    submitted(state, command.event.claim, command.event.date)?;
    Ok(at.record(command)?)
}

pub(super) fn answer(state: &Funding, command: &AnswerClaimQuery, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let date = command.event.date;
    let claim = submitted(state, command.event.claim, date)?;
    let number = || claim.content.number.clone();
    let queried = claim.queried.ok_or_else(|| AnswerRefusal::NotQueried { number: number() })?;
    if date < queried {
        return Err(AnswerRefusal::BeforeQuery { date, queried }.into());
    }
    Ok(at.record(command)?)
}

/// Whatever Access to Work pays is recorded, also what is more than is owed.
pub(super) fn pay(state: &Funding, command: &PayClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let ClaimPaid { claim, date, pence, .. } = command.event;
    submitted(state, claim, date)?;
    if pence <= Pence(0) {
        return Err(AnswerRefusal::NoPayment { pence }.into());
    }
    Ok(at.record(command)?)
}

pub(super) fn repay(state: &Funding, command: &MakeRepayment, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let (pence, date) = (command.event.pence, command.event.date);
    let claim = submitted(state, command.event.claim, date)?;
    if pence <= Pence(0) {
        return Err(AnswerRefusal::NoPayment { pence }.into());
    }
    let paid = claim.paid();
    if pence > paid {
        return Err(AnswerRefusal::MoreThanPaid { pence, paid }.into());
    }
    Ok(at.record(command)?)
}

pub(super) fn disallow(
    state: &Funding,
    command: &DisallowClaimLine,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let DisallowClaimLine { claim: id, date, day, minutes: stated, .. } = *command;
    at.past(date)?;
    let claim = submitted(state, id, date)?;
    not_rejected(claim)?;
    let line = line_of(state, claim, command)?;
    let minutes = stated.unwrap_or(line.minutes);
    if minutes == Minutes(0) || minutes > line.minutes {
        return Err(AnswerRefusal::NotThatMuch { day, stated: minutes, left: line.minutes }.into());
    }
    let pence = if minutes == line.minutes { line.pence } else { share(&line, minutes) };
    let (session, reason, note) = (line.session, command.reason, command.note.clone());
    Ok(Decision::new(date, ClaimLineDisallowed { claim: id, session, date, minutes, pence, reason, note }))
}

/// What some minutes of a line were claimed at, to the nearest penny, halves up.
fn share(line: &ClaimLine, minutes: Minutes) -> Pence {
    let (all, some) = (i64::from(line.minutes.0.max(1)), i64::from(minutes.0));
    Pence((line.pence.0.saturating_mul(some).saturating_mul(2) + all).div_euclid(2 * all))
}

/// The line that a day, a start and minutes name: the only one that fits.
fn line_of(state: &Funding, claim: &Claim, command: &DisallowClaimLine) -> Result<ClaimLine, AnswerRefusal> {
    let day = command.day;
    let is_of_day = |line: &ClaimLine| {
        let logged = state.sessions.get(&line.session).filter(|logged| logged.date == day);
        logged.is_some_and(|logged| command.start.is_none() || logged.session.start == command.start)
    };
    let of_day: Vec<ClaimLine> = claim.open_lines().filter(is_of_day).collect();
    let exact: Vec<&ClaimLine> = of_day.iter().filter(|line| command.minutes == Some(line.minutes)).collect();
    let number = || claim.content.number.clone();
    match (of_day.as_slice(), exact.as_slice()) {
        ([], _) => Err(AnswerRefusal::NoSuchLine { number: number(), day }),
        ([one], _) => Ok(one.clone()),
        (_, [one]) => Ok((*one).clone()),
        (several, _) => Err(AnswerRefusal::WhichLine { number: number(), day, lines: several.len() }),
    }
}

pub(super) fn reject(state: &Funding, command: &RejectClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let date = at.past(command.date)?;
    let claim = submitted(state, command.claim, date)?;
    not_rejected(claim)?;
    let (reason, note) = (command.reason, command.note.clone());
    Ok(Decision::new(date, ClaimRejected { claim: command.claim, date, reason, keeps: claim.paid_lines(), note }))
}

/// A claim that was submitted by a day.
fn submitted(state: &Funding, id: ClaimId, date: Date) -> Result<&Claim, AnswerRefusal> {
    let claim = state.claims.get(&id).ok_or(AnswerRefusal::NoSuchClaim { claim: id })?;
    match claim.submitted {
        None => Err(AnswerRefusal::NotSubmitted { number: claim.content.number.clone() }),
        Some(submitted) if date < submitted => Err(AnswerRefusal::BeforeSubmission { date, submitted }),
        Some(_) => Ok(claim),
    }
}

fn not_rejected(claim: &Claim) -> Result<(), AnswerRefusal> {
    match &claim.rejection {
        Some(rejection) => Err(AnswerRefusal::Rejected { number: claim.content.number.clone(), date: rejection.date }),
        None => Ok(()),
    }
}
