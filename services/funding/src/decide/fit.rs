//! Whether what a claim asks for can still be claimed: asked when a prepared claim is sent, and when a
//! refusal of Access to Work is taken back.

use events::funding::{ClaimLine, Element};
use events::{ClaimId, Pence};
use jiff::civil::Date;

use super::lines::{claimed_weeks, others};
use crate::Funding;
use crate::award::AwardState;
use crate::claim::Claim;
use crate::week::Place;

/// What is in the way of a claim.
pub(super) enum Misfit {
    /// Another claim has it, or it is no longer logged (H7).
    Taken,
    /// It is for a day after the internship ended (H14).
    AfterTheEnd { date: Date, ended: Date },
    /// The award has no room for it (H6).
    OverTheAward,
}

/// What is in the way of a claim with these lines of coaching, and with all its travel and equipment.
pub(super) fn misfit(state: &Funding, id: ClaimId, claim: &Claim, lines: &[ClaimLine]) -> Option<Misfit> {
    let Some(award) = state.awards.get(&claim.content.award) else { return Some(Misfit::OverTheAward) };
    match claim.content.element {
        Element::Coaching => coaching(state, id, award, lines),
        Element::Travel => travel(state, id, award, claim),
        Element::Equipment => equipment(state, id, award, claim),
    }
}

fn coaching(state: &Funding, id: ClaimId, award: &AwardState, lines: &[ClaimLine]) -> Option<Misfit> {
    let terms = award.terms();
    let is_asked = |claim, session| claim == id && lines.iter().any(|line| line.session == session);
    let mut weeks = claimed_weeks(state, &terms, &award.award.reference, |claim, session| !is_asked(claim, session));
    for line in lines {
        let Some(logged) = state.sessions.get(&line.session) else { return Some(Misfit::Taken) };
        let left = logged.left().0.saturating_add(logged.claimed_by(id).0);
        if left < line.minutes.0 {
            return Some(Misfit::Taken);
        }
        if let Some(ended) = state.ended_before(logged.date) {
            return Some(Misfit::AfterTheEnd { date: logged.date, ended });
        }
        let place = Place::of(logged, line.session);
        if !terms.covers(logged.date) || weeks.room(place).0 < line.minutes {
            return Some(Misfit::OverTheAward);
        }
        weeks.claim(place, line.minutes);
    }
    None
}

fn travel(state: &Funding, id: ClaimId, award: &AwardState, claim: &Claim) -> Option<Misfit> {
    let terms = award.terms();
    let others = || others(state, id, &claim.content.award, Element::Travel);
    claim.content.travel.iter().find_map(|line| {
        let date = line.date;
        if others().flat_map(Claim::held_travel).any(|other| other.date == date) {
            return Some(Misfit::Taken);
        }
        let after = state.ended_before(date).map(|ended| Misfit::AfterTheEnd { date, ended });
        after.or_else(|| (!terms.covers(date)).then_some(Misfit::OverTheAward))
    })
}

fn equipment(state: &Funding, id: ClaimId, award: &AwardState, claim: &Claim) -> Option<Misfit> {
    let others = others(state, id, &claim.content.award, Element::Equipment).map(Claim::held_pence);
    let total: Pence = others.chain([claim.content.pence]).sum();
    (total > award.award.equipment.unwrap_or_default()).then_some(Misfit::OverTheAward)
}
