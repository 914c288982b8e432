//! What became of the young person, and what the job changed.

use events::outcomes::{Destination, DestinationRecorded, ImpactReviewed};
use service_kit::{Decision, Shared};

use crate::outcomes::Circumstances;
use crate::{LoseContact, RecordDestination, Refusal, ReviewImpact};

pub(super) fn destination(command: &RecordDestination, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let RecordDestination { outcome, from, until, date, .. } = command;
    let (from, until, date) = (*from, *until, *date);
    at.past(date)?;
    until.map_or(Ok(()), |until| Shared::forwards(from, until))?;
    // H12.
    let outcome: Destination = outcome.as_str().to_uppercase().parse().map_err(Refusal::NoSuchDestination)?;
    if !outcome.in_force(date) {
        return Err(Refusal::DestinationNotInForce { outcome, date });
    }
    Ok(Decision::new(date, DestinationRecorded { outcome, from, until, date }))
}

pub(super) fn review_impact(command: &ReviewImpact, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let ImpactReviewed { wellbeing, independence, travel, .. } = command.event;
    let reviewed = at.record(command)?;
    let wellbeing = wellbeing.map(|wellbeing| (wellbeing.score, wellbeing.scale.range()));
    let ratings = [independence, travel].map(|rating| rating.map(|rating| (rating, RATINGS)));
    for (score, (least, most)) in wellbeing.into_iter().chain(ratings.into_iter().flatten()) {
        if score < least || score > most {
            return Err(Refusal::OffTheScale { score, least, most });
        }
    }
    Ok(reviewed)
}

/// How people rate themselves.
const RATINGS: (u8, u8) = (1, 5);

pub(super) fn lose_contact(command: &LoseContact, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let lost = at.record(command)?;
    if command.event.attempts == Some(0) { Err(Refusal::NoAttempts) } else { Ok(lost) }
}
