//! What is learned on the way to a place. None of it waits for anything but the referral, and none
//! of it stops when a place is given or the intern leaves: colleges go on with tasters and travel
//! training after the acceptance, and write up conversations late.

use events::referrals::{FamilyConversationHeld, FamilyNotes, TasterCompleted};
use events::{Fact, SameFields};
use service_kit::{About, Decision, Shared};

use super::checks::{known, named};
use crate::referrals::Circumstances;
use crate::{
    ArrangeTransport, AssessReadiness, ChangeTravelLevel, CompleteTaster, HoldFamilyConversation, Referrals, Refusal,
    VerifyPlan,
};

/// What the young person did or was told, with no rule of its own.
pub(super) fn note<E: SameFields + Clone + Into<Fact>>(
    state: &Referrals,
    command: &About<E>,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    known(state)?;
    Ok(at.record(command)?)
}

pub(super) fn hold_conversation(
    state: &Referrals,
    command: &HoldFamilyConversation,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let HoldFamilyConversation { date, who, topics, worries, agreed_actions, .. } = command.clone();
    known(state)?;
    at.past(date)?;
    let silent = worries.is_none() && agreed_actions.is_empty();
    let personal = (!silent).then_some(FamilyNotes { worries, agreed_actions });
    Ok(Decision::new(date, FamilyConversationHeld { date, who, topics, personal }))
}

/// The last review may be later than the day the plan was seen: a sheet keeps the day of the
/// referral and moves the review on every year.
pub(super) fn verify_plan(
    state: &Referrals,
    command: &VerifyPlan,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    known(state)?;
    command.event.last_review.map(|reviewed| at.past(reviewed)).transpose()?;
    Ok(at.record(command)?)
}

pub(super) fn complete_taster(
    state: &Referrals,
    command: &CompleteTaster,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let CompleteTaster { date, sector, sector_words, employer, rating, .. } = command.clone();
    known(state)?;
    at.past(date)?;
    if let Some(rating) = rating.filter(|rating| !(1..=5).contains(rating)) {
        return Err(Refusal::NoSuchRating { rating });
    }
    let employer = employer.map(|employer| named(employer, at)).transpose()?;
    Ok(Decision::new(date, TasterCompleted { date, sector, sector_words, employer, rating }))
}

/// Steps may go back as well as on: a new bus timetable can undo a month's training.
pub(super) fn change_travel_level(
    state: &Referrals,
    command: &ChangeTravelLevel,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let step = command.event.step;
    known(state)?;
    let changed = at.record(command)?;
    if !(1..=7).contains(&step) {
        return Err(Refusal::NoSuchStep { step });
    }
    Ok(changed)
}

pub(super) fn assess_readiness(
    state: &Referrals,
    command: &AssessReadiness,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let assessment = &command.event;
    known(state)?;
    let out_of = assessment.out_of.unwrap_or(u8::MAX);
    match assessment.scores().find(|(_, score)| *score > out_of) {
        Some((_, score)) => Err(Refusal::ScoreOffTheScale { score, out_of }),
        None => Ok(at.record(command)?),
    }
}

pub(super) fn arrange_transport(
    state: &Referrals,
    command: &ArrangeTransport,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let (from, until) = (command.event.from, command.event.until);
    known(state)?;
    Shared::forwards(from, until.unwrap_or(from))?;
    Ok(at.record(command)?)
}
