//! Kinds of work, by the sections of the UK Standard Industrial Classification 2007 (ONS).

use crate::words;

words! {
    /// A kind of work: a section of UK SIC 2007, by a plain name. The provider's own words stand beside it.
    Sector {
        Agriculture = "agriculture",
        Mining = "mining",
        Manufacturing = "manufacturing",
        Energy = "energy",
        WaterAndWaste = "water-and-waste",
        Construction = "construction",
        Retail = "retail",
        Transport = "transport",
        Hospitality = "hospitality",
        InformationAndCommunication = "information-and-communication",
        Finance = "finance",
        RealEstate = "real-estate",
        Professional = "professional",
        AdministrativeAndSupport = "administrative-and-support",
        PublicAdministration = "public-administration",
        Education = "education",
        HealthAndSocialWork = "health-and-social-work",
        ArtsAndRecreation = "arts-and-recreation",
        OtherServices = "other-services",
        Households = "households",
        InternationalBodies = "international-bodies",
    }
}

impl Sector {
    /// The section's letter, A to U.
    #[must_use]
    pub fn section(self) -> char {
        match self {
            Self::Agriculture => 'A',
            Self::Mining => 'B',
            Self::Manufacturing => 'C',
            Self::Energy => 'D',
            Self::WaterAndWaste => 'E',
            Self::Construction => 'F',
            Self::Retail => 'G',
            Self::Transport => 'H',
            Self::Hospitality => 'I',
            Self::InformationAndCommunication => 'J',
            Self::Finance => 'K',
            Self::RealEstate => 'L',
            Self::Professional => 'M',
            Self::AdministrativeAndSupport => 'N',
            Self::PublicAdministration => 'O',
            Self::Education => 'P',
            Self::HealthAndSocialWork => 'Q',
            Self::ArtsAndRecreation => 'R',
            Self::OtherServices => 'S',
            Self::Households => 'T',
            Self::InternationalBodies => 'U',
        }
    }

    /// The kind of work, in plain words.
    #[must_use]
    pub fn plain(self) -> &'static str {
        match self {
            Self::Agriculture => "farming, forestry and fishing",
            Self::Mining => "mining and quarrying",
            Self::Manufacturing => "manufacturing",
            Self::Energy => "electricity and gas",
            Self::WaterAndWaste => "water and waste",
            Self::Construction => "building",
            Self::Retail => "shops and vehicle repair",
            Self::Transport => "transport and storage",
            Self::Hospitality => "hotels, cafés and catering",
            Self::InformationAndCommunication => "computing and media",
            Self::Finance => "banking and insurance",
            Self::RealEstate => "property",
            Self::Professional => "professional and scientific work",
            Self::AdministrativeAndSupport => "office, cleaning and grounds work",
            Self::PublicAdministration => "public services",
            Self::Education => "schools and colleges",
            Self::HealthAndSocialWork => "health and care",
            Self::ArtsAndRecreation => "arts, sport and leisure",
            Self::OtherServices => "other services",
            Self::Households => "work in a private household",
            Self::InternationalBodies => "international organisations",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sections_are_a_to_u_in_their_order() {
        assert!(Sector::ALL.iter().map(|sector| sector.section()).eq('A'..='U'));
    }
}
