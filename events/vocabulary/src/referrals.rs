//! From the first conversation to the end of the programme.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{Personal, entered_in_error, events};
use crate::placements::EmployerRef;
use crate::{Line, LocalAuthority, Minutes, Nino, Note, PersonId, ProviderId, Ukprn, Uln, Upn, words};

events! { "referrals":
    ProviderRegistered = "provider-registered" v 1 on Provider: "A provider of supported internships joins.";
    Referred = "referred" v 1 on Internship, seals "personal": "A young person was referred for a supported internship.";
    FamilyConversationHeld = "family-conversation-held" v 1 on Internship, seals "personal": "The family took part in a conversation about the internship.";
    PlanVerified = "plan-verified" v 1 on Internship: "Somebody saw the young person's plan.";
    TasterCompleted = "taster-completed" v 1 on Internship: "The young person tried a kind of work.";
    TravelLevelChanged = "travel-level-changed" v 1 on Internship: "Travel training on a route reached a step of the ladder.";
    Accepted = "accepted" v 1 on Internship: "The young person was offered a place and became an intern.";
    Declined = "declined" v 1 on Internship: "The referral did not lead to a place.";
    Withdrawn = "withdrawn" v 1 on Internship: "The intern left before the end.";
    Completed = "completed" v 1 on Internship: "The intern finished the programme.";
    EnteredInError = "entered-in-error" v 1 on Internship: "An earlier event of this context should not be believed.";
}

entered_in_error!();

words! {
    /// How the programme is set up.
    DeliveryModel { College = "college", EmployerHosted = "employer-hosted", School = "school", Charity = "charity", Council = "council" }
    /// Who sent the young person.
    ReferralSource { School = "school", Council = "council", College = "college", SocialCare = "social-care", Family = "family", Themselves = "self" }
    /// Who took part, as seen from the young person.
    FamilyMember { Parent = "parent", Carer = "carer", Sibling = "sibling", Grandparent = "grandparent", YoungPerson = "young-person", Other = "other" }
    /// What a family conversation was about.
    FamilyTopic { Benefits = "benefits", Money = "money", Travel = "travel", Safety = "safety", Work = "work", Health = "health", Afterwards = "afterwards", Other = "other" }
    /// What kind of plan the young person has.
    PlanKind { EhcPlan = "ehc-plan", NonEhcPilot = "non-ehc-pilot" }
    /// Why no place was given or taken.
    DeclineReason { NotReady = "not-ready", OtherProvision = "other-provision", NoPlace = "no-place", FamilyDecision = "family-decision", YoungPersonDecision = "young-person-decision", NotEligible = "not-eligible", Other = "other" }
    /// Why an intern left early.
    WithdrawalReason { Health = "health", MovedAway = "moved-away", FoundWork = "found-work", OtherProvision = "other-provision", PlacementBrokeDown = "placement-broke-down", FamilyDecision = "family-decision", YoungPersonDecision = "young-person-decision", Other = "other" }
    /// How the programme ended for somebody who finished it.
    CompletionReason { Finished = "finished", FinishedEarlyForJob = "finished-early-for-job", Extended = "extended" }
}

/// A provider of supported internships joins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderRegistered {
    /// The day it joined.
    pub date: Date,
    /// UK provider reference number.
    pub ukprn: Ukprn,
    /// What it is called.
    pub name: Line,
    /// The local authority it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// How the programme is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<DeliveryModel>,
}

/// A young person was referred for a supported internship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Referred {
    /// The day of the referral.
    pub date: Date,
    /// Who runs the programme.
    pub provider: ProviderId,
    /// What the provider calls this young person: its own reference, never a name.
    pub reference: Line,
    /// Whose content is sealed, and who this is across internships.
    pub person: PersonId,
    /// The local authority that owns the plan.
    pub home_authority: LocalAuthority,
    /// Who sent them.
    pub source: ReferralSource,
    /// School year at referral, as the school writes it: `14`, `14+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_year: Option<Line>,
    /// Kinds of work wished for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wished_sectors: Vec<Line>,
    /// Sealed: who the young person is.
    #[serde(skip)]
    pub personal: Option<Personal<PersonDetails>>,
}

/// Who somebody is. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonDetails {
    /// Full name.
    pub name: Line,
    /// Date of birth.
    pub date_of_birth: Date,
    /// How to reach them: telephone, e-mail, address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Line>,
    /// Unique learner number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uln: Option<Uln>,
    /// Unique pupil number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upn: Option<Upn>,
    /// National Insurance number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nino: Option<Nino>,
}

/// The family took part in a conversation about the internship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FamilyConversationHeld {
    /// The day.
    pub date: Date,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<FamilyMember>,
    /// What it was about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<FamilyTopic>,
    /// Sealed: what worries the family, and what was agreed.
    #[serde(skip)]
    pub personal: Option<Personal<FamilyNotes>>,
}

/// What was said in a family conversation. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilyNotes {
    /// What worries the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worries: Option<Note>,
    /// What was agreed to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed_actions: Vec<Line>,
}

/// Somebody saw the young person's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanVerified {
    /// The day it was seen.
    pub date: Date,
    /// What kind of plan.
    pub kind: PlanKind,
    /// The local authority that owns it.
    pub local_authority: LocalAuthority,
    /// When it was last reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_review: Option<Date>,
    /// Whether it names the internship as the pathway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_pathway: Option<bool>,
}

/// The young person tried a kind of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TasterCompleted {
    /// The day.
    pub date: Date,
    /// The kind of work.
    pub sector: Line,
    /// Where, if that employer is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<EmployerRef>,
    /// What the young person made of it, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub rating: Option<u8>,
}

/// Travel training on a route reached a step of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TravelLevelChanged {
    /// The day.
    pub date: Date,
    /// The route, in words that give no address: `home to work`.
    pub route: Line,
    /// 1 referral, 2 assessment, 3 classroom, 4 group travel, 5 accompanied, 6 shadowed, 7 independent.
    #[schemars(range(min = 1, max = 7))]
    pub step: u8,
    /// When to look again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_check: Option<Date>,
}

/// The young person was offered a place and became an intern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Accepted {
    /// The day.
    pub date: Date,
    /// Who runs the programme.
    pub provider: ProviderId,
    /// How the programme is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<DeliveryModel>,
    /// First planned day.
    pub planned_start: Date,
    /// Last planned day.
    pub planned_end: Date,
    /// Planned minutes a week at work.
    pub weekly_minutes_at_work: Minutes,
    /// Planned minutes a week in class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minutes_in_class: Option<Minutes>,
}

/// The referral did not lead to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Declined {
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: DeclineReason,
    /// What they went on to instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onward: Option<Line>,
}

/// The intern left before the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Withdrawn {
    /// The last day.
    pub date: Date,
    /// Why.
    pub reason: WithdrawalReason,
}

/// The intern finished the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Completed {
    /// The last day.
    pub date: Date,
    /// How it ended.
    pub reason: CompletionReason,
}
