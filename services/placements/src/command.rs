//! What can be asked.

use events::placements::{
    AbsenceReason, AdjustmentAgreed, AttendancePlace, EmployerChecked, EmployerCommitted, EmployerContacted,
    InterviewResult, MatchReason, PlacementEnded, PlacementMode, PlacementPaused, PlacementResumed, QuestionAnswered,
    QuestionAsked, ReviewDecision, ReviewParty, RoleClosed, RoleOpened, SizeBand,
};
use events::{
    Act, EmployerId, EmployerNumber, InternshipId, Line, LocalAuthority, Minutes, Note, PlacementId, PostcodeDistrict,
    ProviderId, RoleId, Sector,
};
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::{asks, commands};

commands! { "placements", taking back can break []:
    RegisterEmployer = "register-employer", becomes "employer-registered" on Employer, Register, rules [H10, H14]: "Make an employer known.";
    ContactEmployer with fields of EmployerContacted = "contact-employer", becomes "employer-contacted" on Employer, During, rules [H14]: "Record that somebody got in touch with an employer, or tried to.";
    CommitEmployer with fields of EmployerCommitted = "commit-employer", becomes "employer-committed" on Employer, During, rules [H14]: "Record what an employer stands for and promised.";
    CheckEmployer with fields of EmployerChecked = "check-employer", becomes "employer-checked" on Employer, During, rules [H14]: "Record that somebody checked an employer.";
    AskQuestion with fields of QuestionAsked = "ask-question", becomes "question-asked" on Employer, Begin, rules [H14]: "Record a question of an employer.";
    AnswerQuestion with fields of QuestionAnswered = "answer-question", becomes "question-answered" on Employer, Follow, rules [H14]: "Record the answer to a question of an employer.";
    OpenRole with fields of RoleOpened = "open-role", becomes "role-opened" on Employer, Begin, rules [H14]: "Record that an employer has a role for an intern.";
    CloseRole with fields of RoleClosed = "close-role", becomes "role-closed" on Employer, End, rules [H14]: "Record that a role is no longer open.";
    MatchIntern = "match-intern", becomes "matched" on Internship, During, rules [H14]: "Record that the young person was matched with a role.";
    HoldInterview = "hold-interview", becomes "interview-held" on Internship, During, rules [H14]: "Record that an employer met the young person.";
    StartPlacement = "start-placement", becomes "placement-started" on Internship, Follow, rules [H8, H9, H14]: "Record the intern's first day in a placement.";
    RecordAttendance = "record-attendance", becomes "attendance-recorded" on Internship, During, rules [H8, H14]: "Record whether the intern was there on a day.";
    AgreeAdjustment with fields of AdjustmentAgreed = "agree-adjustment", becomes "adjustment-agreed" on Internship, During, rules [H14]: "Record what is done differently at work for the intern.";
    ReviewPlacement = "review-placement", becomes "placement-reviewed" on Internship, During, rules [H14]: "Record how a placement goes.";
    PausePlacement with fields of PlacementPaused = "pause-placement", becomes "placement-paused" on Internship, Follow, rules [H14]: "Record that a placement is interrupted.";
    ResumePlacement with fields of PlacementResumed = "resume-placement", becomes "placement-resumed" on Internship, Follow, rules [H14]: "Record that a placement goes on after an interruption.";
    EndPlacement with fields of PlacementEnded = "end-placement", becomes "placement-ended" on Internship, Follow, rules [H14]: "Record the intern's last day in a placement.";
}

asks! {
    RegisterEmployer: of employer, reads provider;
    MatchIntern: of internship, reads employer;
    HoldInterview: of internship, reads employer;
    ReviewPlacement: of internship;
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
    pub sector: Option<Sector>,
    /// The kind of work, in the provider's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_words: Option<Line>,
    /// How many people work there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeBand>,
    /// The local authority it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// Where it stands, by the first half of its postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode_district: Option<PostcodeDistrict>,
    /// Its number in the employer data service, which the ILR asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_number: Option<EmployerNumber>,
    /// Whom to call: name, telephone, e-mail. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Line>,
    /// The day it joined; today if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-waymark-default" = "today"))]
    pub date: Option<Date>,
}

/// Record that the young person was matched with a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchIntern {
    /// Whose internship.
    pub internship: InternshipId,
    /// The day.
    pub date: Date,
    /// Whose role.
    pub employer: EmployerId,
    /// Which role.
    pub role: RoleId,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<MatchReason>,
    /// What else there is to say about it. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
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

/// Record the intern's first day in a placement. Several may run side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartPlacement {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which placement: a new one.
    pub placement: PlacementId,
    /// With whom.
    pub employer: EmployerId,
    /// Which of the employer's sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Line>,
    /// What the intern does there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
    /// Which of the employer's open roles it fills, if one was registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<RoleId>,
    /// First day.
    pub date: Date,
    /// Last planned day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_end: Option<Date>,
    /// Planned minutes a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes: Option<Minutes>,
    /// Planned minutes in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_minutes: Option<Minutes>,
    /// Whether it takes place at the provider or outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<PlacementMode>,
    /// Whether somebody at the employer is named as supervisor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor_named: Option<bool>,
    /// Whether the provider starts it now, or records it.
    #[serde(default)]
    pub act: Act,
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
    pub place: AttendancePlace,
    /// Which placement, where it was one; left out, the only one of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// How long they were there, without the break; left out, it follows from start, end and break.
    /// Left out, or 0, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// When they began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Time>,
    /// When they finished: earlier than the start, it was after midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Time>,
    /// How long their break was; 0 when they had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_minutes: Option<Minutes>,
    /// Why not, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<AbsenceReason>,
}

/// Record how a placement goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewPlacement {
    /// Whose internship.
    pub internship: InternshipId,
    /// Which placement; left out, the only one of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// The day.
    pub date: Date,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<ReviewParty>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ReviewDecision>,
    /// What the intern thinks. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intern_view: Option<Note>,
    /// What the employer thinks. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_view: Option<Note>,
}
