//! Employers, interviews and the work itself, in plain words.

use events::placements::{
    AbsenceReason, AttendanceRecorded, EmployerRegistered, Event, InterviewHeld, InterviewResult, Place,
    PlacementEndReason, PlacementEnded, PlacementStarted, SizeBand,
};

use super::names::Names;
use super::prose::{day, list};

pub(super) fn sentence(event: &Event, names: &dyn Names) -> String {
    match event {
        Event::EmployerRegistered(event) => employer_registered(event, names),
        Event::InterviewHeld(event) => interview(event),
        Event::PlacementStarted(event) => started(event),
        Event::PlacementEnded(event) => ended(event),
        Event::AttendanceRecorded(event) => attendance(event),
        Event::EnteredInError(error) => names.taken_back(error.event, error.reason.as_str()),
    }
}

fn employer_registered(event: &EmployerRegistered, names: &dyn Names) -> String {
    let sector = event.sector.as_ref().map(|sector| format!(" It works in {sector}.")).unwrap_or_default();
    let size = match event.size {
        Some(SizeBand::Micro) => " Fewer than 10 people work there.",
        Some(SizeBand::Small) => " It is a small employer.",
        Some(SizeBand::Medium) => " It is a medium-sized employer.",
        Some(SizeBand::Large) => " It is a large employer.",
        None => "",
    };
    let contact = event.personal.as_ref().map(|personal| format!(" Contact: {}.", personal.content.contact));
    let provider = names.provider_or(event.provider);
    format!("{} joined the employers of {provider}.{sector}{size}{}", event.name, contact.unwrap_or_default())
}

fn interview(event: &InterviewHeld) -> String {
    let result = match event.result {
        InterviewResult::Offered => "was offered a placement",
        InterviewResult::NotThisTime => "was not chosen this time",
    };
    let mut text = format!("They had an interview at {}, and the young person {result}.", event.employer.name);
    if !event.adjustments.is_empty() {
        let adjustments: Vec<&str> = event.adjustments.iter().map(events::Line::as_str).collect();
        text += &format!(" Done differently for them: {}.", list(&adjustments));
    }
    text
}

fn started(event: &PlacementStarted) -> String {
    let sector = event.sector.as_ref().map(|sector| format!(" ({sector})")).unwrap_or_default();
    let supervisor = match event.supervisor_named {
        Some(true) => " Somebody there is named as their supervisor.",
        Some(false) => " Nobody there is named as their supervisor yet.",
        None => "",
    };
    format!(
        "First day of placement {} at {} as {}{sector}: {} a week, planned until {}.{supervisor}",
        event.rotation,
        event.employer.name,
        event.role,
        event.weekly_minutes,
        day(event.planned_end),
    )
}

fn ended(event: &PlacementEnded) -> String {
    let reason = match event.reason {
        PlacementEndReason::RotationDone => "it was done as planned",
        PlacementEndReason::BrokeDown => "it broke down",
        PlacementEndReason::EmployerWithdrew => "the employer could not go on with it",
        PlacementEndReason::BecameJob => "it became a paid job",
        PlacementEndReason::InternLeft => "the intern left",
        PlacementEndReason::Other => "for another reason",
    };
    format!("Last day of placement {}: {reason}.", event.rotation)
}

fn attendance(event: &AttendanceRecorded) -> String {
    let place = match event.place {
        Place::Employer => "at work",
        Place::Classroom => "in class",
        Place::Remote => "online",
    };
    let reason = event.absence.map(|reason| match reason {
        AbsenceReason::Ill => "they were ill",
        AbsenceReason::Appointment => "they had an appointment",
        AbsenceReason::Holiday => "they were on holiday",
        AbsenceReason::Transport => "transport failed",
        AbsenceReason::EmployerClosed => "the employer was closed",
        AbsenceReason::NotAuthorised => "without leave",
        AbsenceReason::Other => "for another reason",
    });
    match (event.minutes.0, reason) {
        (0, None) => format!("They were not {place} that day."),
        (0, Some(reason)) => format!("They were not {place} that day: {reason}."),
        (_, None) => format!("They were {place} for {}.", event.minutes),
        (_, Some(reason)) => format!("They were {place} for {} only: {reason}.", event.minutes),
    }
}
