//! A claim: papers and award (H5), then its lines (H3, H6, H7, H14) and the amount.

use events::funding::{ClaimContent, ClaimPrepared, ClaimSubmitted, Element};
use events::{Act, ClaimId};
use service_kit::{Decision, Shared};

use super::awards::references;
use super::fit::{Misfit, misfit};
use super::lines;
use super::wanted::{Lines, Wanted};
use crate::award::{AwardState, Terms};
use crate::claim::Claim;
use crate::funding::Circumstances;
use crate::{AnswerRefusal, ClaimRefusal, Funding, LineRefusal, PrepareClaim, Refusal, SubmitClaim};

pub(super) fn prepare(state: &Funding, command: &PrepareClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let PrepareClaim { claim, date, .. } = *command;
    new(state, claim)?;
    let wanted = Wanted {
        claim,
        number: &command.number,
        award: &command.award,
        element: command.element,
        date,
        from: command.from,
        until: command.until,
        minutes: command.minutes,
        pence: command.pence,
        sessions: command.sessions.as_deref(),
        travel: command.travel.as_deref(),
    };
    let content = content(state, &wanted, at)?;
    Ok(Decision::new(date, ClaimPrepared { claim, date, content }))
}

pub(super) fn submit(state: &Funding, command: &SubmitClaim, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let SubmitClaim { claim, date, .. } = *command;
    let content = match state.claims.get(&claim) {
        Some(prepared) if prepared.submitted.is_none() => {
            as_prepared(command, &prepared.content)?;
            at.past(date)?;
            if date < prepared.prepared {
                return Err(ClaimRefusal::BeforePreparation { date, prepared: prepared.prepared }.into());
            }
            still_fits(state, claim, prepared)?;
            prepared.content.clone()
        }
        _ => {
            new(state, claim)?;
            content(state, &wanted(command)?, at)?
        }
    };
    let act = command.act.unwrap_or_default();
    if act == Act::Ours {
        papers(state, command, &content)?;
    }
    if let Some(signed) = command.signed_on.filter(|signed| *signed > date) {
        return Err(ClaimRefusal::SignedAfterwards { signed, sent: date }.into());
    }
    let submitted = ClaimSubmitted {
        claim,
        date,
        act,
        content,
        invoice: command.invoice.clone(),
        signed_by: command.signed_by,
        signed_on: command.signed_on,
        payee_set_up: command.payee_set_up,
    };
    Ok(Decision::new(date, submitted))
}

fn new(state: &Funding, claim: ClaimId) -> Result<(), ClaimRefusal> {
    match state.claims.get(&claim) {
        Some(known) => Err(ClaimRefusal::AlreadyKnown {
            number: known.content.number.clone(),
            date: known.submitted.unwrap_or(known.prepared),
        }),
        None => Ok(()),
    }
}

/// A prepared claim is sent only if the award and the internship still bear it: both may have changed since.
fn still_fits(state: &Funding, id: ClaimId, prepared: &Claim) -> Result<(), Refusal> {
    let (number, award) = (|| prepared.content.number.clone(), || prepared.content.award.clone());
    match misfit(state, id, prepared, &prepared.content.lines) {
        None => Ok(()),
        Some(Misfit::AfterTheEnd { date, ended }) => Err(LineRefusal::AfterTheEnd { date, ended }.into()),
        Some(Misfit::OverTheAward) => {
            Err(ClaimRefusal::PreparedOverTheAward { number: number(), award: award() }.into())
        }
        Some(Misfit::Taken) => Err(AnswerRefusal::HoursGone { number: number() }.into()),
    }
}

fn wanted(command: &SubmitClaim) -> Result<Wanted<'_>, ClaimRefusal> {
    let (Some(number), Some(award), Some(from), Some(until)) =
        (&command.number, &command.award, command.from, command.until)
    else {
        return Err(ClaimRefusal::NotPrepared);
    };
    Ok(Wanted {
        claim: command.claim,
        number,
        award,
        element: command.element,
        date: command.date,
        from,
        until,
        minutes: command.minutes,
        pence: command.pence,
        sessions: command.sessions.as_deref(),
        travel: command.travel.as_deref(),
    })
}

/// What is said again of a prepared claim is what was prepared.
fn as_prepared(command: &SubmitClaim, prepared: &ClaimContent) -> Result<(), ClaimRefusal> {
    let differs = [
        ("number", command.number.as_ref().is_some_and(|number| *number != prepared.number)),
        ("award", command.award.as_ref().is_some_and(|award| *award != prepared.award)),
        ("element", command.element.is_some_and(|element| element != prepared.element)),
        ("first day", command.from.is_some_and(|from| from != prepared.from)),
        ("last day", command.until.is_some_and(|until| until != prepared.until)),
        ("minutes", command.minutes.is_some_and(|minutes| minutes != prepared.minutes)),
        ("pence", command.pence.is_some_and(|pence| pence != prepared.pence)),
        ("sessions", command.sessions.is_some()),
        ("travel", command.travel.is_some()),
    ];
    match differs.into_iter().find(|(_, differs)| *differs) {
        Some((field, _)) => Err(ClaimRefusal::OtherThanPrepared { number: prepared.number.clone(), field }),
        None => Ok(()),
    }
}

/// H5: what our own claim needs before it goes in.
fn papers(state: &Funding, command: &SubmitClaim, content: &ClaimContent) -> Result<(), ClaimRefusal> {
    let date = command.date;
    if let Some(decided) = state.awards.get(&content.award).map(|award| award.decided).filter(|day| date < *day) {
        return Err(ClaimRefusal::BeforeAward { date, decided });
    }
    if command.invoice.is_none() {
        return Err(ClaimRefusal::NoInvoice);
    }
    if command.payee_set_up != Some(true) {
        return Err(ClaimRefusal::NoPayee);
    }
    command.signed_by.map(drop).ok_or(ClaimRefusal::NotSigned)
}

fn content(state: &Funding, wanted: &Wanted<'_>, at: &Circumstances<'_>) -> Result<ClaimContent, Refusal> {
    let Wanted { date, from, until, .. } = *wanted;
    at.past(date)?;
    Shared::forwards(from, until)?;
    if date < until {
        return Err(ClaimRefusal::NotInArrears { date, until }.into());
    }
    let award = covered(state, wanted)?;
    let element = element(award, wanted)?;
    let Lines { lines, travel, basis, minutes_logged, pence } = match element {
        Element::Coaching => lines::coaching(state, award, wanted)?,
        Element::Travel => lines::travel(state, award, wanted)?,
        Element::Equipment => lines::equipment(state, award, wanted)?,
    };
    Ok(ClaimContent {
        number: wanted.number.clone(),
        award: wanted.award.clone(),
        element,
        from,
        until,
        basis,
        minutes_logged,
        minutes: lines.iter().map(|line| line.minutes).sum(),
        pence,
        lines,
        travel,
    })
}

/// H6: the award with this reference, when it covers the days claimed for.
fn covered<'a>(state: &'a Funding, wanted: &Wanted<'_>) -> Result<&'a AwardState, ClaimRefusal> {
    if state.awards.is_empty() {
        return Err(ClaimRefusal::NoAward);
    }
    let Some(award) = state.awards.get(wanted.award) else {
        return Err(ClaimRefusal::OtherAward { stated: wanted.award.clone(), known: references(state) });
    };
    let Terms { from: award_from, until: award_until, .. } = award.terms();
    let (from, until) = (wanted.from, wanted.until);
    if from < award_from || until > award_until {
        return Err(ClaimRefusal::OutsideAward { from, until, award_from, award_until });
    }
    Ok(award)
}

/// The kind of support that is claimed: the one that is said, or the only one of the award.
fn element(award: &AwardState, wanted: &Wanted<'_>) -> Result<Element, ClaimRefusal> {
    let awarded = [
        (Element::Coaching, award.award.coaching.is_some()),
        (Element::Travel, award.award.travel.is_some()),
        (Element::Equipment, award.award.equipment.is_some()),
    ];
    let awarded: Vec<Element> = awarded.into_iter().filter_map(|(element, is)| is.then_some(element)).collect();
    match (wanted.element, awarded.as_slice()) {
        (Some(element), awarded) if awarded.contains(&element) => Ok(element),
        (Some(element), _) => Err(ClaimRefusal::NotAwarded { award: wanted.award.clone(), element }),
        (None, [one]) => Ok(*one),
        (None, _) => Err(ClaimRefusal::WhichElement { award: wanted.award.clone() }),
    }
}
