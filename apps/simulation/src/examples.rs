//! What no journey tells: of each event whose command has the same fields, the example that it
//! declares, as it stands. So a new event is in every simulation from the first.

use events::SubjectKind;
use serde_json::{Value, json};
use service_kit::CommandType;

use super::programme::{Programme, SimulatedCommand, coach_id, employer_id, programme_id};

/// The commands with the fields of their event that are told by hand.
const TOLD: [&str; 19] = [
    "answer-claim-query",
    "answer-job-offer",
    "assess-readiness",
    "assign-coach",
    "change-award",
    "change-job",
    "change-travel-level",
    "complete",
    "decline",
    "end-job",
    "end-placement",
    "make-repayment",
    "pause-placement",
    "pay-claim",
    "query-claim",
    "resume-placement",
    "return-declaration",
    "verify-plan",
    "withdraw",
];

/// The examples of all other such commands, about the first of their kind at the first provider.
pub(super) fn played(
    programme: &Programme<'_>,
    commands: impl Iterator<Item = &'static CommandType>,
) -> impl Iterator<Item = SimulatedCommand> {
    commands.filter(|command| !TOLD.contains(&command.name)).filter_map(|command| {
        let mut fields: Value = serde_json::from_str(command.example?).ok()?;
        fields[command.subject_field()] = json!(match command.kind()? {
            SubjectKind::Internship => programme.internship(&programme.reference(0, 0)).0,
            SubjectKind::Coach => coach_id(programme, 0),
            SubjectKind::Employer => employer_id(programme, 0),
            SubjectKind::Provider => programme.provider.0,
            SubjectKind::Programme => programme_id(programme),
            SubjectKind::Person => return None,
        });
        let day = fields.get("date")?.as_str()?.parse().ok()?;
        Some(SimulatedCommand {
            day,
            command: command.full_name().into(),
            json: fields.to_string(),
            key: format!("example {}", command.full_name()),
        })
    })
}
