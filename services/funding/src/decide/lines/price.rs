//! What a claim's lines cost: the claim's time at the award's rate, rounded once.

use events::funding::ClaimLine;
use events::{EventId, Minutes, Pence};

use crate::LineRefusal;

/// The lines with what they cost: each is the difference of two rounded running totals, so that they add
/// up to what the claim's whole time costs. A stated amount may be off by a penny a line, for sums are
/// rounded in other places on paper; what is left over then goes onto the last line.
pub(super) fn priced(
    taken: impl Iterator<Item = (EventId, Minutes)>,
    hourly: Pence,
    stated: Option<Pence>,
) -> Result<Vec<ClaimLine>, LineRefusal> {
    let mut running = Minutes(0);
    let mut lines: Vec<ClaimLine> = taken
        .map(|(session, minutes)| {
            let before = running.at(hourly);
            running = [running, minutes].into_iter().sum();
            ClaimLine { session, minutes, pence: Pence(running.at(hourly).0 - before.0) }
        })
        .collect();
    let computed = running.at(hourly);
    as_stated(stated, computed, lines.len())?;
    let mut over = stated.map_or(0, |stated| stated.0 - computed.0);
    // A line never costs less than nothing: where the last one cannot give enough, the one before does.
    for line in lines.iter_mut().rev() {
        let share = over.max(-line.pence.0);
        line.pence.0 += share;
        over -= share;
    }
    Ok(lines)
}

/// Whether the amount that is stated, if it is, comes near enough to the one that was computed.
pub(super) fn as_stated(stated: Option<Pence>, computed: Pence, pennies: usize) -> Result<(), LineRefusal> {
    let Some(stated) = stated else { return Ok(()) };
    let difference = stated.0.saturating_sub(computed.0).unsigned_abs();
    if stated < Pence(0) || difference > pennies as u64 {
        return Err(LineRefusal::AmountDiffers { stated, computed });
    }
    Ok(())
}
