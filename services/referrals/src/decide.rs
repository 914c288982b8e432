//! The rules.

use events::{Event, EventId};
use jiff::civil::Date;
use service_kit::{Decision, Shared};

use crate::referrals::Introduction;
use crate::{Command, Referrals, Refusal};

mod accept;
mod leave;
mod prepare;
mod refer;

type Circumstances<'a> = service_kit::Circumstances<'a, Decider>;

/// The service that decides about referrals.
#[derive(Debug)]
pub struct Decider;

impl service_kit::Decider for Decider {
    type Command = Command;
    type State = Referrals;
    type Index = ();
    type Refusal = Refusal;

    fn evolve(state: &mut Referrals, event: &Event) {
        state.evolve(event);
    }

    fn decide(state: &Referrals, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        match command {
            Command::RegisterProvider(command) => refer::register(state, command, at),
            Command::Refer(command) => refer::refer(state, command, at),
            Command::HoldFamilyConversation(command) => prepare::hold_conversation(state, command, at),
            Command::VerifyPlan(command) => prepare::verify_plan(state, command, at),
            Command::CompleteTaster(command) => prepare::complete_taster(state, command, at),
            Command::ChangeTravelLevel(command) => prepare::change_travel_level(state, command, at),
            Command::Accept(command) => accept::accept(state, command, at),
            Command::Decline(command) => leave::decline(state, command, at),
            Command::Withdraw(command) => leave::leave(state, command, at),
            Command::Complete(command) => leave::leave(state, command, at),
        }
    }

    /// H2: somebody who was accepted keeps a plan.
    fn may_take_back(state: &Referrals, event: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        let only_plan = state.plans.len() == 1 && state.plans.contains(&event);
        if only_plan && state.accepted.is_some() { Err(Refusal::AcceptedOnThisPlan) } else { Ok(()) }
    }
}

fn known(state: &Referrals) -> Result<&Introduction, Shared> {
    state.referral.as_ref().ok_or(Shared::UnknownInternship)
}

fn known_provider(provider: events::ProviderId, at: &Circumstances<'_>) -> Result<(), Shared> {
    let known = at.subjects.get(&provider.subject()).is_some_and(|provider| provider.registered);
    if known { Ok(()) } else { Err(Shared::UnknownProvider) }
}

/// H14: what comes of a referral does not come before it.
fn since_referral(date: Date, referral: &Introduction) -> Result<Date, Refusal> {
    let referred = referral.date;
    if date < referred { Err(Refusal::BeforeReferral { date, referred }) } else { Ok(date) }
}
