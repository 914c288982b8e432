//! The rules.

mod answers;
mod awards;
mod claims;
mod costs;
mod fit;
mod lines;
mod take_back;
mod wanted;

use events::{EventId, SubjectKind};
use service_kit::{Command as _, Decider, Decision, Shared};

use crate::funding::Circumstances;
use crate::{Command, Funding, Refusal};

impl Decider for Funding {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn may_take_back(&self, event: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        take_back::may_take_back(self, event)
    }

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        if command.subject().kind == SubjectKind::Internship {
            Shared::known(self.referred)?;
        }
        match command {
            Command::ApplyForAccessToWork(command) => awards::apply(self, command, at),
            Command::RecordAccessToWorkDecision(command) => awards::answer(self, command, at),
            Command::ChangeAward(command) => awards::change(self, command, at),
            Command::ReturnDeclaration(command) => awards::declaration(self, command, at),
            Command::RequestReconsideration(command) => awards::reconsider(self, command, at),
            Command::PrepareClaim(command) => claims::prepare(self, command, at),
            Command::SubmitClaim(command) => claims::submit(self, command, at),
            Command::QueryClaim(command) => answers::query(self, command, at),
            Command::AnswerClaimQuery(command) => answers::answer(self, command, at),
            Command::PayClaim(command) => answers::pay(self, command, at),
            Command::DisallowClaimLine(command) => answers::disallow(self, command, at),
            Command::RejectClaim(command) => answers::reject(self, command, at),
            Command::MakeRepayment(command) => answers::repay(self, command, at),
            Command::ReceiveRemittance(command) => costs::receive(self, command, at),
            Command::AllocateFunding(command) => costs::allocate(self, command, at),
            Command::IncurCost(command) => costs::own(command, at),
            Command::IncurSharedCost(command) => costs::shared(self, command, at),
        }
    }
}
