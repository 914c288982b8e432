//! A context of two commands, for the tests of this crate.

use events::coaching::{CoachAssigned, CoachRegistered};
use events::{CoachId, Event, EventId, InternshipId, ProviderId};
use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Circumstances, Decider, Decision, Shared, State};

crate::commands! { "coaching", taking back can break [H15]:
    RegisterCoach = "register-coach", becomes "coach-registered" on Coach, Register, rules []: "Make a job coach known.";
    AssignCoach with fields of CoachAssigned = "assign-coach", becomes "coach-assigned" on Internship, Follow, rules [H14]: "Say which job coach supports an intern.";
}

crate::asks! {
    RegisterCoach: of coach, reads provider;
}

pub(crate) const TUESDAY: Date = date(2026, 3, 10);
pub(crate) const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
pub(crate) const DEAN: CoachId = CoachId(Uuid::from_u128(0xC));
pub(crate) const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));

/// Make a job coach known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterCoach {
    /// Who.
    pub coach: CoachId,
    /// Whose coach.
    pub provider: ProviderId,
}

/// Knows of every subject how much happened to it. A coach of whom nothing is known is refused as an
/// unknown provider.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted(pub(crate) usize);

impl State for Counted {
    fn evolve(&mut self, _: &Event) {
        self.0 += 1;
    }
}

impl Decider for Counted {
    type Command = Command;
    type Index = ();
    type Refusal = Shared;

    fn decide(&self, command: &Command, at: &Circumstances<'_, Self>) -> Result<Decision, Shared> {
        match command {
            Command::RegisterCoach(command) => {
                let provider = command.provider;
                let registered = CoachRegistered { date: at.today, provider, personal: None };
                Ok(Decision::new(at.today, registered))
            }
            Command::AssignCoach(command) => {
                Shared::known(self.0 == 1)?;
                if !at.subjects.contains_key(&command.event.coach.subject()) {
                    return Err(Shared::UnknownProvider);
                }
                at.record(command)
            }
        }
    }

    fn may_take_back(&self, _: EventId, _: &Circumstances<'_, Self>) -> Result<(), Shared> {
        Ok(())
    }
}

pub(crate) fn assigned() -> CoachAssigned {
    CoachAssigned { coach: DEAN, date: TUESDAY, until: None, reason: None, note: None }
}

pub(crate) fn assign() -> AssignCoach {
    AssignCoach::new(INTERN.subject(), assigned())
}

pub(crate) fn registered() -> CoachRegistered {
    CoachRegistered { date: TUESDAY, provider: COLLEGE, personal: None }
}
