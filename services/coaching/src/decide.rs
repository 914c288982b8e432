//! The rules.

mod hours;
mod known;

use events::EventId;
use events::coaching::{CoachAssigned, CoachName, CoachRegistered};
use jiff::civil::Date;
use service_kit::{Decider, Decision, Shared};

use known::known_coach;

use crate::coaching::Circumstances;
use crate::{AssignCoach, Coaching, Command, Diary, Refusal, RegisterCoach};

impl Decider for Coaching {
    type Command = Command;
    type Index = Diary;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        match command {
            Command::RegisterCoach(command) => register(self, command, at),
            Command::AssignCoach(command) => assign(self, command, at),
            Command::LogHours(command) => hours::log(self, command, at),
            Command::CorrectHours(command) => hours::correct(self, command, at),
            Command::HoldSupervision(_) if !self.registered => Err(Refusal::UnknownCoach),
            Command::HoldSupervision(command) => Ok(at.record(command)?),
        }
    }

    fn may_take_back(&self, event: EventId, at: &Circumstances<'_>) -> Result<(), Refusal> {
        match self.corrections.get(&event) {
            Some(session) => hours::may_stand_again(self, event, *session, at),
            None => Ok(()),
        }
    }
}

fn register(state: &Coaching, command: &RegisterCoach, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    if state.registered {
        return Err(Refusal::AlreadyRegistered);
    }
    if !at.subjects.get(&command.provider.subject()).is_some_and(|provider| provider.registered) {
        return Err(Shared::UnknownProvider.into());
    }
    let date = at.past(command.date.unwrap_or(at.today))?;
    let personal = CoachName { name: command.name.clone() };
    Ok(Decision::new(date, CoachRegistered { date, provider: command.provider, personal: Some(personal) }))
}

fn assign(state: &Coaching, command: &AssignCoach, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let CoachAssigned { coach, date, until, .. } = command.event;
    let is_before = |last: Option<Date>, first: Date| last.is_some_and(|last| last < first);
    let overlaps =
        |other: &&CoachAssigned| other.coach == coach && !is_before(other.until, date) && !is_before(until, other.date);
    Shared::known(state.referred.is_some())?;
    known_coach(coach, at)?;
    Shared::forwards(date, until.unwrap_or(date))?;
    if let Some(other) = state.assigned.values().find(overlaps) {
        return Err(Refusal::AlreadyAssigned { since: other.date });
    }
    Ok(at.record(command)?)
}
