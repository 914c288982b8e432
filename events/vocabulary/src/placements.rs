//! Employers, interviews and the work itself.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{Personal, entered_in_error, events};
use crate::{EmployerId, Line, LocalAuthority, Minutes, ProviderId, words};

events! { "placements":
    EmployerRegistered = "employer-registered" v 1 on Employer, seals "personal": "An employer joins a provider's register.";
    InterviewHeld = "interview-held" v 1 on Internship: "An employer met the young person.";
    PlacementStarted = "placement-started" v 1 on Internship: "The intern's first day in a rotation at an employer.";
    PlacementEnded = "placement-ended" v 1 on Internship: "The intern's last day in a rotation.";
    AttendanceRecorded = "attendance-recorded" v 1 on Internship: "Whether the intern was there on a day.";
    EnteredInError = "entered-in-error" v 1 on Internship: "An earlier event of this context should not be believed.";
}

entered_in_error!();

words! {
    /// How many people work there.
    SizeBand { Micro = "micro", Small = "small", Medium = "medium", Large = "large" }
    /// What came of an interview.
    InterviewResult { Offered = "offered", NotThisTime = "not-this-time" }
    /// Where the intern was expected.
    Place { Employer = "employer", Classroom = "classroom", Remote = "remote" }
    /// Why the intern was not there.
    AbsenceReason { Ill = "ill", Appointment = "appointment", Holiday = "holiday", Transport = "transport", EmployerClosed = "employer-closed", NotAuthorised = "not-authorised", Other = "other" }
    /// Why a rotation ended.
    PlacementEndReason { RotationDone = "rotation-done", BrokeDown = "broke-down", EmployerWithdrew = "employer-withdrew", BecameJob = "became-job", InternLeft = "intern-left", Other = "other" }
}

/// An employer, and what it was called when this happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployerRef {
    /// Which employer.
    pub id: EmployerId,
    /// Its name.
    pub name: Line,
}

/// An employer joins a provider's register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployerRegistered {
    /// The day it joined.
    pub date: Date,
    /// Whose register.
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
    /// Sealed: whom to call.
    #[serde(skip)]
    pub personal: Option<Personal<EmployerContact>>,
}

/// Whom to call at an employer. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmployerContact {
    /// Name, telephone, e-mail: as the provider keeps it.
    pub contact: Line,
}

/// An employer met the young person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InterviewHeld {
    /// The day.
    pub date: Date,
    /// With whom.
    pub employer: EmployerRef,
    /// What was done differently so that the young person could show what they can do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Line>,
    /// What came of it.
    pub result: InterviewResult,
}

/// The intern's first day in a rotation at an employer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementStarted {
    /// Which rotation of the programme, from 1.
    pub rotation: u8,
    /// Where.
    pub employer: EmployerRef,
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

/// The intern's last day in a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementEnded {
    /// Which rotation of the programme, from 1.
    pub rotation: u8,
    /// Last day.
    pub date: Date,
    /// Why.
    pub reason: PlacementEndReason,
}

/// Whether the intern was there on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceRecorded {
    /// The day.
    pub date: Date,
    /// Where the intern was expected.
    pub place: Place,
    /// How long they were there; 0 when absent.
    pub minutes: Minutes,
    /// Why not, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<AbsenceReason>,
}
