//! What can be asked.

use events::coaching::{Activity, CoachAssigned, CoachingPlace, CorrectionReason, Mode, SupervisionHeld};
use events::{CoachId, EventId, GroupId, InternshipId, Line, Minutes, Note, PlacementId, ProviderId};
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::{asks, commands};

commands! { "coaching", taking back can break [H7, H14, H15]:
    RegisterCoach = "register-coach", becomes "coach-registered" on Coach, Register, rules [H14]: "Make a job coach known.";
    AssignCoach with fields of CoachAssigned = "assign-coach", becomes "coach-assigned" on Internship, Follow, rules [H14]: "Say which job coach supports an intern.";
    LogHours = "log-hours", becomes "hours-logged" on Internship, During, rules [H3, H7, H14, H15]: "Record a session of a job coach.";
    CorrectHours = "correct-hours", becomes "hours-corrected" on Internship, During, rules [H3, H7, H14, H15]: "Put right a session that was logged wrongly.";
    HoldSupervision with fields of SupervisionHeld = "hold-supervision", becomes "supervision-held" on Coach, During, rules [H14]: "Record that somebody supervised a job coach.";
}

asks! {
    RegisterCoach: of coach, reads provider;
    LogHours: of internship, reads coach;
    CorrectHours: of internship;
}

/// Make a job coach known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterCoach {
    /// Who.
    pub coach: CoachId,
    /// Whose coach.
    pub provider: ProviderId,
    /// Full name. Kept sealed.
    pub name: Line,
    /// The day they joined; today if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-waymark-default" = "today"))]
    pub date: Option<Date>,
}

/// Record a session of a job coach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LogHours {
    /// With or for whom.
    pub internship: InternshipId,
    /// Who.
    pub coach: CoachId,
    /// The day.
    pub date: Date,
    /// When it began, by the clock on the wall, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Time>,
    /// How long it was for this intern.
    pub minutes: Minutes,
    /// What was done.
    pub activity: Activity,
    /// In person or remotely, if it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Whether it may be claimed from Access to Work.
    pub claimable: bool,
    /// Where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<CoachingPlace>,
    /// Which placement, where it was at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// The group that it was given to, where it was for several interns together: one coach's on one
    /// day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// How long the coach worked with the whole group; needed in its first session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_minutes: Option<Minutes>,
}

/// Put right a session that was logged wrongly. What is not said stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CorrectHours {
    /// Whose history the session stands in.
    pub internship: InternshipId,
    /// The hours-logged event.
    pub corrects: EventId,
    /// How long it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<Activity>,
    /// Whether it may be claimed from Access to Work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimable: Option<bool>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Time>,
    /// Where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<CoachingPlace>,
    /// Which placement, where it was at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// The group that it was given to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// How long the coach worked with the whole group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_minutes: Option<Minutes>,
    /// Why.
    pub reason: CorrectionReason,
    /// What else there is to say about it. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}
