//! What can be asked.

use events::placements::{AbsenceReason, InterviewResult, Place, PlacementEnded, SizeBand};
use events::{EmployerId, InternshipId, Line, LocalAuthority, Minutes, ProviderId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::{asks, commands};

commands! { "placements", taking back can break [H9]:
    RegisterEmployer = "register-employer", becomes "employer-registered" on Employer, Register, rules [H14]: "Make an employer known.";
    HoldInterview = "hold-interview", becomes "interview-held" on Internship, During, rules [H14]: "Record that an employer met the young person.";
    StartPlacement = "start-placement", becomes "placement-started" on Internship, Follow, rules [H9, H14]: "Record the intern's first day in a rotation.";
    EndPlacement with fields of PlacementEnded = "end-placement", becomes "placement-ended" on Internship, Follow, rules [H9, H14]: "Record the intern's last day in a rotation.";
    RecordAttendance = "record-attendance", becomes "attendance-recorded" on Internship, During, rules [H14]: "Record whether the intern was there on a day.";
}

asks! {
    RegisterEmployer: of employer, reads provider;
    HoldInterview: of internship, reads employer;
    StartPlacement: of internship, reads employer;
    RecordAttendance: of internship;
}

/// Make an employer known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterEmployer {
    /// Which employer.
    pub employer: EmployerId,
    /// On whose register.
    pub provider: ProviderId,
    /// What it is called.
    pub name: Line,
    /// The kind of work it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Line>,
    /// How many people work there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeBand>,
    /// The local authority it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// Whom to call: name, telephone, e-mail. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Line>,
    /// The day it joined; today if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-waymark-default" = "today"))]
    pub date: Option<Date>,
}

/// Record that an employer met the young person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldInterview {
    /// Whose internship.
    pub internship: InternshipId,
    /// With whom.
    pub employer: EmployerId,
    /// The day.
    pub date: Date,
    /// What was done differently so that the young person could show what they can do. Kept sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Line>,
    /// The result.
    pub result: InterviewResult,
}

/// Record the intern's first day in a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartPlacement {
    /// Whose internship.
    pub internship: InternshipId,
    /// Where.
    pub employer: EmployerId,
    /// Which rotation of the programme, from 1.
    #[schemars(range(min = 1))]
    pub rotation: u8,
    /// What the intern does there.
    pub role: Line,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Line>,
    /// First day.
    pub date: Date,
    /// Last planned day.
    pub planned_end: Date,
    /// Planned minutes a week.
    pub weekly_minutes: Minutes,
    /// Whether somebody at the employer is named as supervisor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor_named: Option<bool>,
}

/// Record whether the intern was there on a day: either for how long, or why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordAttendance {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// Where the intern was expected.
    pub place: Place,
    /// How long they were there; left out, or 0, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// Why not, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<AbsenceReason>,
}
