//! Job coaches and the hours they give.

use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{Personal, entered_in_error, events};
use crate::{ClaimId, CoachId, EventId, Line, Minutes, ProviderId, words};

events! { "coaching":
    CoachRegistered = "coach-registered" v 1 on Coach, seals "personal": "A job coach joins a provider.";
    CoachAssigned = "coach-assigned" v 1 on Internship: "A job coach begins to support the intern.";
    HoursLogged = "hours-logged" v 1 on Internship: "A job coach worked with or for the intern.";
    HoursCorrected = "hours-corrected" v 1 on Internship: "A session that was logged wrongly is put right.";
    EnteredInError = "entered-in-error" v 1 on Internship: "An earlier event of this context should not be believed.";
}

entered_in_error!();

words! {
    /// What a job coach did.
    Activity { SystematicInstruction = "systematic-instruction", TravelTraining = "travel-training", EmployerLiaison = "employer-liaison", Review = "review", JobSearch = "job-search", ClassSupport = "class-support", Admin = "admin" }
    /// How a job coach did it.
    Mode { InPerson = "in-person", Remote = "remote" }
}

impl Activity {
    /// Whether Access to Work can pay for it at all: work at the workplace or on the way there,
    /// never class hours (H3).
    #[must_use]
    pub fn at_the_workplace(self) -> bool {
        match self {
            Self::SystematicInstruction
            | Self::TravelTraining
            | Self::EmployerLiaison
            | Self::Review
            | Self::JobSearch => true,
            Self::ClassSupport | Self::Admin => false,
        }
    }
}

/// A job coach joins a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachRegistered {
    /// The day they joined.
    pub date: Date,
    /// Whose coach.
    pub provider: ProviderId,
    /// Sealed: their name.
    #[serde(skip)]
    pub personal: Option<Personal<CoachName>>,
}

/// What a job coach is called. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoachName {
    /// Full name.
    pub name: Line,
}

/// A job coach begins to support the intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachAssigned {
    /// Who.
    pub coach: CoachId,
    /// First day.
    pub date: Date,
    /// Last day, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Why this coach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
}

/// How long a session was, what was done, and whether Access to Work may be asked to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Session {
    /// How long.
    pub minutes: Minutes,
    /// What was done.
    pub activity: Activity,
    /// Whether it may be claimed from Access to Work.
    pub claimable: bool,
}

/// A job coach worked with or for the intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoursLogged {
    /// Who.
    pub coach: CoachId,
    /// The day.
    pub date: Date,
    /// When it began, by the clock on the wall.
    pub start: Time,
    /// In person or from afar.
    pub mode: Mode,
    /// How long, what, and whether it may be claimed.
    pub session: Session,
}

/// A session that was logged wrongly is put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoursCorrected {
    /// The hours-logged event that is put right.
    pub corrects: EventId,
    /// Whose session it was.
    pub coach: CoachId,
    /// The day of the session.
    pub date: Date,
    /// What stood there until now.
    pub was: Session,
    /// What it is now.
    pub session: Session,
    /// The claim that rests on the session, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// Why.
    pub reason: Line,
}
