//! The rules.

use events::EventId;
use service_kit::{Decider, Decision};

use crate::referrals::Circumstances;
use crate::{Command, Referrals, Refusal};

mod accept;
mod checks;
mod knowing;
mod leave;
mod prepare;
mod refer;

impl Decider for Referrals {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        match command {
            Command::RegisterProvider(command) => refer::register(self, command, at),
            Command::RegisterProgramme(command) => refer::register_programme(self, command, at),
            Command::Refer(command) => refer::refer(self, command, at),
            Command::CorrectDetails(command) => knowing::correct_details(self, command, at),
            Command::RecordCharacteristics(command) => knowing::record_characteristics(self, command, at),
            Command::RecordEmploymentBefore(command) => knowing::record_employment_before(self, command, at),
            Command::HoldReview(command) => prepare::note(self, command, at),
            Command::HoldFamilyConversation(command) => prepare::hold_conversation(self, command, at),
            Command::VerifyPlan(command) => prepare::verify_plan(self, command, at),
            Command::RecordConsent(command) => knowing::record_consent(self, command, at),
            Command::WithdrawConsent(command) => knowing::withdraw_consent(self, command, at),
            Command::AssessReadiness(command) => prepare::assess_readiness(self, command, at),
            Command::LogLifeSkillsSession(command) => prepare::note(self, command, at),
            Command::CompleteTaster(command) => prepare::complete_taster(self, command, at),
            Command::ChangeTravelLevel(command) => prepare::change_travel_level(self, command, at),
            Command::ArrangeTransport(command) => prepare::arrange_transport(self, command, at),
            Command::RecordVocationalProfile(command) => knowing::record_vocational_profile(self, command, at),
            Command::GiveBenefitsAdvice(command) => prepare::note(self, command, at),
            Command::Accept(command) => accept::accept(self, command, at),
            Command::Decline(command) => leave::decline(self, command, at),
            Command::Withdraw(command) => leave::leave(self, command, at),
            Command::Complete(command) => leave::leave(self, command, at),
            Command::CeasePlan(command) => leave::cease_plan(self, command, at),
        }
    }

    /// H2: somebody who was accepted keeps a plan.
    fn may_take_back(&self, event: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        let only_plan = self.plans.len() == 1 && self.plans.contains(&event);
        if only_plan && self.accepted.is_some() { Err(Refusal::AcceptedOnThisPlan) } else { Ok(()) }
    }
}
