//! Becoming known and referred.

use events::referrals::{DeliveryModel, ReferralSource};
use events::{InternshipId, Line, LocalAuthority, PersonId, ProviderId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    RegisterProvider: of provider;
    Refer: of internship, reads provider;
}

/// Make a provider known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterProvider {
    /// Which provider: the id that follows from the UKPRN.
    pub provider: ProviderId,
    /// UK provider reference number.
    pub ukprn: Line,
    /// What it is called.
    pub name: Line,
    /// The local authority it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// How the programme is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<DeliveryModel>,
    /// The day it joined; today if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-waymark-default" = "today"))]
    pub date: Option<Date>,
}

/// Refer a young person for a supported internship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refer {
    /// Which internship this begins.
    pub internship: InternshipId,
    /// Who runs the programme.
    pub provider: ProviderId,
    /// What the provider calls this young person: its own reference, never a name.
    pub reference: Line,
    /// Who this is across internships.
    pub person: PersonId,
    /// The day of the referral.
    pub date: Date,
    /// Full name. Kept sealed.
    pub name: Line,
    /// Date of birth. Kept sealed.
    pub date_of_birth: Date,
    /// How to reach them: telephone, e-mail, address. Kept sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Line>,
    /// Unique learner number. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uln: Option<Line>,
    /// Unique pupil number. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upn: Option<Line>,
    /// National Insurance number. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nino: Option<Line>,
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
}
