//! The rules.

use events::placements::{AttendanceRecorded, EmployerContact, EmployerRegistered, InterviewHeld, PlacementEnded};
use events::{EventId, Line, Minutes};
use service_kit::{Decider, Decision, Shared};

use crate::placements::{Circumstances, Rotation};
use crate::{Command, EndPlacement, HoldInterview, Placements, RecordAttendance, Refusal, RegisterEmployer};

mod checks;
mod start_placement;

use checks::{at_most_a_year, known_employer};

/// A day has no more minutes than this.
const DAY: Minutes = Minutes(24 * 60);

impl Decider for Placements {
    type Command = Command;
    type Index = ();
    type Refusal = Refusal;

    fn decide(&self, command: &Command, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
        match command {
            Command::RegisterEmployer(command) => register(self, command, at),
            Command::HoldInterview(command) => hold_interview(self, command, at),
            Command::StartPlacement(command) => start_placement::start(self, command, at),
            Command::EndPlacement(command) => end_placement(self, command, at),
            Command::RecordAttendance(command) => record_attendance(self, command, at),
        }
    }

    fn may_take_back(&self, event: EventId, _: &Circumstances<'_>) -> Result<(), Refusal> {
        self.ended_by(event).map_or(Ok(()), |rotation| goes_on(self, rotation))
    }
}

fn register(state: &Placements, command: &RegisterEmployer, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let RegisterEmployer { provider, name, sector, size, local_authority, contact, date, .. } = command.clone();
    if state.employer.is_some() {
        return Err(Refusal::AlreadyRegistered);
    }
    if !at.subjects.get(&provider.subject()).is_some_and(|provider| provider.provider) {
        return Err(Shared::UnknownProvider.into());
    }
    let date = at.past(date.unwrap_or(at.today))?;
    let personal = contact.map(|contact| EmployerContact { contact });
    Ok(Decision::new(date, EmployerRegistered { date, provider, name, sector, size, local_authority, personal }))
}

/// Interviews come before the acceptance in one college and after it in another, and some go on
/// after the end: only the referral is needed.
fn hold_interview(state: &Placements, command: &HoldInterview, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let HoldInterview { employer, date, adjustments, result, .. } = command.clone();
    Shared::known(state.referred)?;
    let employer = known_employer(employer, at)?;
    at.past(date)?;
    Ok(Decision::new(date, InterviewHeld { date, employer, adjustments: said(adjustments), result }))
}

fn said(adjustments: Vec<Line>) -> Option<Vec<Line>> {
    Some(adjustments).filter(|adjustments| !adjustments.is_empty())
}

/// A rotation may be ended after the intern left: its last day is written up when somebody finds
/// the time, and the day of leaving may be an earlier one than the employer's.
fn end_placement(state: &Placements, command: &EndPlacement, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let PlacementEnded { rotation, date, .. } = command.event;
    Shared::known(state.referred)?;
    let started = state.rotations.get(&rotation).ok_or(Refusal::NotStarted { rotation })?;
    if let Some((_, on)) = started.ended {
        return Err(Refusal::AlreadyEnded { rotation, on });
    }
    let ended = at.record(command)?;
    Shared::forwards(started.from, date)?;
    at_most_a_year(state, started.employer, started.from, date)?;
    Ok(ended)
}

fn record_attendance(
    state: &Placements,
    command: &RecordAttendance,
    at: &Circumstances<'_>,
) -> Result<Decision, Refusal> {
    let RecordAttendance { date, place, minutes, absence, .. } = *command;
    Shared::known(state.referred)?;
    at.past(date)?;
    let minutes = minutes.unwrap_or_default();
    match (minutes, absence) {
        (Minutes(0), None) => return Err(Refusal::NeitherThereNorAbsent),
        (Minutes(1..), Some(_)) => return Err(Refusal::BothThereAndAbsent { minutes }),
        (Minutes(0), Some(_)) | (Minutes(1..), None) => {}
    }
    if state.attendance.contains_key(&(date, place)) {
        return Err(Refusal::AlreadyRecorded { date, place });
    }
    let total = [state.there_on(date), minutes].into_iter().sum();
    if total > DAY {
        return Err(Refusal::MoreThanADay { date, total });
    }
    Ok(Decision::new(date, AttendanceRecorded { date, place, minutes, absence }))
}

/// A rotation whose end is taken back runs until its planned end again: no other one started
/// meanwhile, and it is not over the year with the employer (H9).
fn goes_on(state: &Placements, rotation: &Rotation) -> Result<(), Refusal> {
    let meanwhile = |other: &Rotation| rotation.from < other.from && other.from < rotation.planned_end;
    if let Some((number, other)) = state.rotations.iter().find(|(_, other)| meanwhile(other)) {
        return Err(Refusal::AnotherStarted { rotation: *number, since: other.from });
    }
    at_most_a_year(state, rotation.employer, rotation.from, rotation.planned_end)
}
