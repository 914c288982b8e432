//! The rules.

use events::EventId;
use service_kit::{Decider, Decision};

use crate::placements::Circumstances;
use crate::{Command, Placements, Refusal};

mod attendance;
mod checks;
mod employer;
mod matching;
mod start_placement;
mod under_way;
mod young;

impl Decider for Placements {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        match command {
            Command::RegisterEmployer(command) => employer::register(self, command, at),
            Command::ContactEmployer(command) => employer::record(self, command, at),
            Command::CommitEmployer(command) => employer::record(self, command, at),
            Command::CheckEmployer(command) => employer::record(self, command, at),
            Command::AskQuestion(command) => employer::ask(self, command, at),
            Command::AnswerQuestion(command) => employer::answer(self, command, at),
            Command::OpenRole(command) => employer::open_role(self, command, at),
            Command::CloseRole(command) => employer::close_role(self, command, at),
            Command::MatchIntern(command) => matching::match_with_role(self, command, at),
            Command::HoldInterview(command) => matching::hold_interview(self, command, at),
            Command::StartPlacement(command) => start_placement::start(self, command, at),
            Command::RecordAttendance(command) => attendance::record(self, command, at),
            Command::AgreeAdjustment(command) => under_way::agree_adjustment(self, command, at),
            Command::ReviewPlacement(command) => under_way::review(self, command, at),
            Command::PausePlacement(command) => under_way::pause(self, command, at),
            Command::ResumePlacement(command) => under_way::resume(self, command, at),
            Command::EndPlacement(command) => under_way::end(self, command, at),
        }
    }

    fn may_take_back(&self, _: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}
