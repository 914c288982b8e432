//! An employer joins a provider's register.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::employer::kind_of_work;
use crate::telling::Names;
use crate::{
    Declaration, EmployerNumber, Established, EventId, Line, LocalAuthority, PostcodeDistrict, ProviderId, Sector,
    SubjectKind, words,
};

words! {
    /// How many people work there.
    SizeBand { Micro = "micro", Small = "small", Medium = "medium", Large = "large" }
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
    /// Sealed: whom to call.
    #[serde(skip)]
    pub personal: Option<EmployerContact>,
}

/// Whom to call at an employer. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmployerContact {
    /// Name, telephone, e-mail: as the provider keeps it.
    pub contact: Line,
}

impl Declaration for EmployerRegistered {
    const NAME: &'static str = "employer-registered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str = r#"{
        "date": "2023-11-20", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15",
        "name": "Riverside Museum and Library", "sector": "arts-and-recreation",
        "sectorWords": "museum", "size": "medium", "localAuthority": "E08000006", "postcodeDistrict": "M5",
        "employerNumber": "100000142", "personal": {"contact": "Sal Whitworth, 0161 496 0002"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Subject)
    }

    fn depends_on(&self) -> Vec<Established> {
        Vec::new()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let sector = kind_of_work(self.sector, self.sector_words.as_ref());
        let size = match self.size {
            Some(SizeBand::Micro) => " Fewer than 10 people work there.",
            Some(SizeBand::Small) => " It is a small employer.",
            Some(SizeBand::Medium) => " It is a medium-sized employer.",
            Some(SizeBand::Large) => " It is a large employer.",
            None => "",
        };
        let contact = self.personal.as_ref().map(|personal| format!(" Contact: {}.", personal.contact));
        let provider = names.provider_or(self.provider);
        format!("{} joined the employers of {provider}.{sector}{size}{}", self.name, contact.unwrap_or_default())
    }
}
