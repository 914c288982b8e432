//! The rules.

mod afterwards;
mod checks;
mod offer;
mod quality;
mod support;
mod work;

use events::{EventId, SubjectKind};
use service_kit::{Command as _, Decider, Decision, Shared};

use crate::outcomes::Circumstances;
use crate::{Command, Outcomes, Refusal};

impl Decider for Outcomes {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        if command.subject().kind == SubjectKind::Internship {
            Shared::known(self.referred)?;
        }
        match command {
            Command::OfferJob(command) => offer::offer(self, command, at),
            Command::AnswerJobOffer(command) => offer::answer(self, command, at),
            Command::StartJob(command) => work::start(self, command, at),
            Command::ChangeJob(command) => work::change(self, command, at),
            Command::EndJob(command) => work::end(self, command, at),
            Command::AgreeHandover(command) => support::agree_handover(command, at),
            Command::RaiseConcern(command) => support::raise(self, command, at),
            Command::ResolveConcern(command) => support::resolve(self, command, at),
            Command::CheckSustainment(command) => checks::check(self, command, at),
            Command::RecordDestination(command) => afterwards::destination(command, at),
            Command::ReviewImpact(command) => afterwards::review_impact(command, at),
            Command::LoseContact(command) => afterwards::lose_contact(command, at),
            Command::AssessQuality(command) => quality::assess(self, command, at),
        }
    }

    fn may_take_back(&self, _: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}
