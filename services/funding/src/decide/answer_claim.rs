//! What Access to Work does with a claim: pays for it, or does not.

use events::funding::ClaimPaid;
use events::{ClaimId, Pence};
use jiff::civil::Date;
use service_kit::Decision;

use crate::funding::{Circumstances, Claim};
use crate::{ClaimRefusal, Funding, PayClaim, Refusal, RejectClaim};

pub(super) fn pay(state: &Funding, command: &PayClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let ClaimPaid { claim: id, date, pence } = command.event;
    let claim = open(state, id, date, at)?;
    if pence.0 <= 0 {
        return Err(AnswerRefusal::NoPayment { pence }.into());
    }
    let (total, claimed) = ([claim.paid, pence].into_iter().sum::<Pence>(), claim.submitted.pence);
    if total > claimed {
        return Err(ClaimRefusal::MoreThanClaimed { pence, total, claimed }.into());
    }
    Ok(at.record(command)?)
}

pub(super) fn reject(state: &Funding, command: &RejectClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let claim = open(state, command.event.claim, command.event.date, at)?;
    unpaid(claim)?;
    Ok(at.record(command)?)
}

/// A claim that can be answered on a day: submitted by then, and not rejected.
fn open<'a>(state: &'a Funding, id: ClaimId, date: Date, at: &Circumstances<'_>) -> Result<&'a Claim, Refusal> {
    let claim = state.claims.get(&id).ok_or(AnswerRefusal::NoSuchClaim { claim: id })?;
    at.past(date)?;
    let submitted = claim.submitted.date;
    if date < submitted {
        return Err(AnswerRefusal::BeforeSubmission { date, submitted }.into());
    }
    standing(claim)?;
    Ok(claim)
}

pub(super) fn standing(claim: &Claim) -> Result<(), Refusal> {
    match claim.rejected {
        Some((_, date)) => Err(AnswerRefusal::Rejected { number: claim.submitted.number.clone(), date }.into()),
        None => Ok(()),
    }
}

pub(super) fn unpaid(claim: &Claim) -> Result<(), Refusal> {
    if claim.paid == Pence(0) {
        return Ok(());
    }
    Err(ClaimRefusal::AlreadyPaid { number: claim.submitted.number.clone(), paid: claim.paid }.into())
}
