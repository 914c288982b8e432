//! The rules.

use events::coaching::{
    Activity, CoachAssigned, CoachName, CoachRegistered, HoursCorrected, HoursLogged, Mode, Session,
};
use events::{EventId, Minutes};
use service_kit::{Decider, Decision, Shared};

use crate::coaching::Circumstances;
use crate::diary::Stretch;
use crate::{AssignCoach, Coaching, Command, CorrectHours, Diary, LogHours, Refusal, RegisterCoach};

impl Decider for Coaching {
    type Command = Command;
    type Index = Diary;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        match command {
            Command::RegisterCoach(command) => register(self, command, at),
            Command::AssignCoach(command) => assign(self, command, at),
            Command::LogHours(command) => log(self, command, at),
            Command::CorrectHours(command) => correct(self, command, at),
            Command::HoldSupervision(_) if !self.registered => Err(Refusal::UnknownCoach),
            Command::HoldSupervision(command) => Ok(at.record(command)?),
        }
    }

    /// Without a correction the session stands as it did before, and its coach must have been free (H15).
    fn may_take_back(&self, event: EventId, at: &Circumstances<'_>) -> Result<(), Refusal> {
        let Some(session) = self.corrections.get(&event) else { return Ok(()) };
        self.sessions.get(session).map_or(Ok(()), |logged| possible(&logged.without(event), *session, at))
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
    Shared::known(state.referred)?;
    known_coach(coach, at)?;
    Shared::forwards(date, until.unwrap_or(date))?;
    if let Some((_, since)) = state.assigned.values().find(|(assigned, _)| *assigned == coach) {
        return Err(Refusal::AlreadyAssigned { since: *since });
    }
    Ok(at.record(command)?)
}

fn log(state: &Coaching, command: &LogHours, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let LogHours { coach, date, start, minutes, activity, claimable, .. } = *command;
    Shared::known(state.referred)?;
    known_coach(coach, at)?;
    at.past(date)?;
    let session = Session { minutes, activity, claimable };
    let hours = HoursLogged { coach, date, start, mode: command.mode.unwrap_or(Mode::InPerson), session };
    possible(&hours, at.id, at)?;
    Ok(Decision::new(date, hours))
}

fn correct(state: &Coaching, command: &CorrectHours, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    Shared::known(state.referred)?;
    let corrects = command.corrects;
    let logged = state.sessions.get(&corrects).ok_or(Refusal::NoSuchSession { event: corrects })?;
    let was = logged.hours.session;
    let session = Session {
        minutes: command.minutes.unwrap_or(was.minutes),
        activity: command.activity.unwrap_or(was.activity),
        claimable: command.claimable.unwrap_or(was.claimable),
    };
    if session == was {
        return Err(Refusal::NothingToCorrect);
    }
    possible(&HoursLogged { session, ..logged.hours.clone() }, corrects, at)?;
    let claimed = logged.claimed();
    let left = if session.claimable { session.minutes } else { Minutes(0) };
    if left < claimed {
        return Err(Refusal::ClaimedAlready { claimed, left });
    }
    let fact = HoursCorrected {
        corrects,
        coach: logged.hours.coach,
        date: logged.hours.date,
        was,
        session,
        claim: logged.claims.iter().map(|(claim, _)| *claim).min(),
        reason: command.reason,
        note: command.note.clone(),
    };
    Ok(Decision::new(at.today, fact))
}

fn known_coach(coach: events::CoachId, at: &Circumstances<'_>) -> Result<(), Refusal> {
    let known = at.subjects.get(&coach.subject()).is_some_and(|coach| coach.registered);
    if known { Ok(()) } else { Err(Refusal::UnknownCoach) }
}

/// What holds for every session: it has a length, ends on its day, is claimable only where Access to
/// Work can pay (H3), and its coach is nowhere else at the time (H15).
fn possible(hours: &HoursLogged, id: EventId, at: &Circumstances<'_>) -> Result<(), Refusal> {
    let Session { minutes, activity, claimable } = hours.session;
    if minutes == Minutes(0) {
        return Err(Refusal::NoMinutes);
    }
    if claimable && !Activity::at_the_workplace(activity) {
        return Err(Refusal::NotClaimable { activity });
    }
    let stretch = Stretch::of(hours.start, minutes).ok_or(Refusal::PastMidnight { start: hours.start, minutes })?;
    match at.index.clash(hours.coach, hours.date, stretch, id) {
        Some(other) => Err(Refusal::TwoPlacesAtOnce { date: hours.date, other }),
        None => Ok(()),
    }
}
