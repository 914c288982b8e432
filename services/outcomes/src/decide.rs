//! The rules.

mod afterwards;
mod checks;
mod offer;
mod work;

use events::EventId;
use service_kit::{Decider, Decision, Shared};

use crate::outcomes::Circumstances;
use crate::{Command, Outcomes, Refusal};

impl Decider for Outcomes {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        Shared::known(self.referred)?;
        match command {
            Command::OfferJob(command) => offer::offer(self, command, at),
            Command::AnswerJobOffer(command) => offer::answer(self, command, at),
            Command::StartJob(command) => work::start(self, command, at),
            Command::ChangeJob(command) => work::change(self, command, at),
            Command::EndJob(command) => work::end(self, command, at),
            Command::CheckSustainment(command) => checks::check(self, command, at),
            Command::RecordDestination(command) => afterwards::destination(command, at),
        }
    }

    fn may_take_back(&self, _: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}
