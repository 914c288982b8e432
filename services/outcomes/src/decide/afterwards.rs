//! What became of the young person.

use events::outcomes::{Destination, DestinationRecorded};
use service_kit::{Decision, Shared};

use crate::outcomes::Circumstances;
use crate::{RecordDestination, Refusal};

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
