//! Becoming known and referred.

use events::referrals::{DeliveryModel, ProviderKind, ReferralSource};
use events::{AcademicYear, EmployerId, InternshipId, Line, LocalAuthority, PersonId, ProgrammeId, ProviderId, Sector};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use service_kit::asks;

asks! {
    RegisterProvider: of provider;
    RegisterProgramme: of programme, reads provider, may read host;
    Refer: of internship, reads provider, may read programme;
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
    /// What kind of organisation it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ProviderKind>,
    /// The day it joined; today if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-waymark-default" = "today"))]
    pub date: Option<Date>,
}

/// Make a programme known: one group of interns in one academic year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterProgramme {
    /// Which programme.
    pub programme: ProgrammeId,
    /// Who runs it.
    pub provider: ProviderId,
    /// What it is called.
    pub name: Line,
    /// Its academic year, such as `2025/26`.
    pub year: AcademicYear,
    /// How it is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<DeliveryModel>,
    /// The employer that takes the group, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<EmployerId>,
    /// How many interns it is planned for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_places: Option<u16>,
    /// The day it was set up; today if it is not said.
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
    /// The programme applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
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
    pub wished_sectors: Vec<Sector>,
    /// The same in the provider's own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sector_words: Vec<Line>,
}
