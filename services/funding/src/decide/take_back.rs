//! What the rules add to taking an event back: what rested on it must still hold without it.

use events::funding::ClaimLine;
use events::{EventId, Line};

use super::fit::misfit;
use super::lines::claimed_weeks;
use crate::award::AwardState;
use crate::claim::Claim;
use crate::funding::Funding;
use crate::{AnswerRefusal, AwardRefusal, Refusal};

pub(super) fn may_take_back(state: &Funding, event: EventId) -> Result<(), Refusal> {
    change(state, event)?;
    payment(state, event)?;
    Ok(refused(state, event)?)
}

/// A change of an award is needed by claims that would not keep to the award without it.
fn change(state: &Funding, event: EventId) -> Result<(), AwardRefusal> {
    let changed = |(_, award): &(&Line, &AwardState)| award.changes.iter().any(|(change, _)| *change == event);
    let Some((reference, award)) = state.awards.iter().find(changed) else { return Ok(()) };
    let terms = award.terms_without(Some(event));
    let of_award = |claim: &&Claim| claim.content.award == *reference;
    let outside = |claim: &&Claim| claim.content.from < terms.from || claim.content.until > terms.until;
    // A rejected claim counts: were its rejection taken back, it would stand outside its award.
    let needed = state.claims.values().filter(of_award).find(outside);
    let needed = needed.or_else(|| {
        let keep = claimed_weeks(state, &terms, reference, |_, _| true).keep_to_the_award();
        let kept = keep || !claimed_weeks(state, &award.terms(), reference, |_, _| true).keep_to_the_award();
        if kept { None } else { state.claims.values().rfind(of_award) }
    });
    match needed {
        Some(claim) => {
            Err(AwardRefusal::ChangeNeeded { reference: reference.clone(), number: claim.content.number.clone() })
        }
        None => Ok(()),
    }
}

/// A payment is needed by a repayment, and by a rejection that left what it paid for.
fn payment(state: &Funding, event: EventId) -> Result<(), AnswerRefusal> {
    let paid = |claim: &&Claim| claim.payments.iter().any(|(payment, _)| *payment == event);
    let Some(claim) = state.claims.values().find(paid) else { return Ok(()) };
    let without: i64 = claim.payments.iter().filter(|(payment, _)| *payment != event).map(|(_, pence)| pence.0).sum();
    let kept = claim.rejection.as_ref().is_some_and(|rejection| !rejection.keeps.is_empty());
    if without < claim.repaid.0 || kept {
        return Err(AnswerRefusal::PaymentNeeded { number: claim.content.number.clone() });
    }
    Ok(())
}

/// Without its rejection a claim asks for everything again, and without a disallowance for its line: that
/// must still be there for it (H6, H7, H14).
fn refused(state: &Funding, event: EventId) -> Result<(), AnswerRefusal> {
    for (id, claim) in &state.claims {
        let mut without = claim.clone();
        without.disallowed.retain(|(disallowance, _)| *disallowance != event);
        without.rejection = without.rejection.filter(|rejection| rejection.event != event);
        let changed = without.disallowed.len() < claim.disallowed.len()
            || without.rejection.is_some() != claim.rejection.is_some();
        if changed {
            let held = |line: &ClaimLine| state.sessions.get(&line.session).map(|logged| logged.claimed_by(*id));
            let again: Vec<ClaimLine> =
                without.held_lines().into_iter().filter(|line| held(line) < Some(line.minutes)).collect();
            return match misfit(state, *id, &without, &again) {
                Some(_) => Err(AnswerRefusal::HoursGone { number: claim.content.number.clone() }),
                None => Ok(()),
            };
        }
    }
    Ok(())
}
