//! Money that is received, given and spent.

use events::Pence;
use events::funding::CostIncurred;
use service_kit::{Decision, Shared};

use crate::funding::Circumstances;
use crate::{AllocateFunding, Funding, IncurCost, IncurSharedCost, ReceiveRemittance, Refusal};

pub(super) fn receive(
    state: &Funding,
    command: &ReceiveRemittance,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    if !state.registered {
        return Err(Shared::UnknownProvider.into());
    }
    let reference = &command.event.reference;
    if let Some(date) = state.remittances.get(reference).copied() {
        return Err(Refusal::RemittanceKnown { reference: reference.clone(), date });
    }
    something(command.event.pence)?;
    Ok(at.record(command)?)
}

pub(super) fn allocate(
    state: &Funding,
    command: &AllocateFunding,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    programme(state)?;
    something(command.event.pence)?;
    Ok(at.record(command)?)
}

pub(super) fn shared(state: &Funding, command: &IncurSharedCost, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let IncurSharedCost { date, head, funder, pence, basis, apportioned, .. } = *command;
    programme(state)?;
    at.past(date)?;
    something(pence)?;
    let apportioned = Some(apportioned);
    Ok(Decision::new(date, CostIncurred { date, head, funder, pence, basis, apportioned }))
}

pub(super) fn own(command: &IncurCost, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let IncurCost { date, head, funder, pence, basis, .. } = *command;
    at.past(date)?;
    something(pence)?;
    Ok(Decision::new(date, CostIncurred { date, head, funder, pence, basis, apportioned: None }))
}

fn programme(state: &Funding) -> Result<(), Refusal> {
    if state.registered { Ok(()) } else { Err(Refusal::UnknownProgramme) }
}

fn something(pence: Pence) -> Result<(), Refusal> {
    if pence > Pence(0) { Ok(()) } else { Err(Refusal::NoMoney { pence }) }
}
