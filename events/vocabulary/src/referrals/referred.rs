//! A young person was referred for a supported internship.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::day;
use crate::{
    Declaration, Established, EventId, Line, LocalAuthority, Nino, PersonId, ProgrammeId, ProviderId, Sector,
    SubjectKind, Uln, Upn, words,
};

words! {
    /// Who sent the young person.
    ReferralSource { School = "school", Council = "council", College = "college", SocialCare = "social-care", Family = "family", Themselves = "self" }
}

/// A young person was referred for a supported internship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Referred {
    /// The day of the referral.
    pub date: Date,
    /// Who runs the programme.
    pub provider: ProviderId,
    /// The programme applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
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
    pub wished_sectors: Vec<Sector>,
    /// The same in the provider's own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sector_words: Vec<Line>,
    /// Sealed: who the young person is.
    #[serde(skip)]
    pub personal: Option<PersonDetails>,
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

impl Declaration for Referred {
    const NAME: &'static str = "referred";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-05-07", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15", "reference": "NF-001",
        "programme": "5e0c1d7a-3b52-5b1e-a4a7-2d9d4f0b6c83",
        "person": "7d444840-9dc0-5112-b6ad-1f2f5a3c9e11", "homeAuthority": "E08000006",
        "source": "council", "schoolYear": "14+",
        "wishedSectors": ["arts-and-recreation", "hospitality"], "sectorWords": ["café and “front of house”"],
        "personal": {"name": "Amir Openshaw", "dateOfBirth": "2002-08-17", "contacts": ["amir@example.org", "0161 496 0001"], "uln": "9276308686", "upn": "B801200005001", "nino": "AB123456C"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Subject)
    }

    fn depends_on(&self) -> Vec<Established> {
        Vec::new()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let person = self.personal.as_ref();
        let who = person.map_or("The young person", |person| person.name.as_str());
        let provider = names.provider_or(self.provider);
        let source = match self.source {
            ReferralSource::School => "by their school",
            ReferralSource::Council => "by the council",
            ReferralSource::College => "by their college",
            ReferralSource::SocialCare => "by social care",
            ReferralSource::Family => "by their family",
            ReferralSource::Themselves => "at their own wish",
        };
        let mut text =
            format!("{who} was referred to {provider} for a supported internship, {source}, as {}.", self.reference);
        if let Some(person) = person {
            text += &format!(" Born on {}.", day(person.date_of_birth));
        }
        if let Some(year) = &self.school_year {
            text += &format!(" In school year {year} at the time.");
        }
        let sectors = self.wished_sectors.iter().map(|sector| sector.plain());
        let sectors: Vec<&str> = sectors.chain(self.sector_words.iter().map(Line::as_str)).collect();
        if !sectors.is_empty() {
            text += &format!(" Kinds of work that they would like: {}.", sectors.join("; "));
        }
        text
    }
}
