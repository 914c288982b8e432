//! One row per employer on a provider's register: what it is and where it stands.

use events::placements::{EmployerRegistered, SizeBand};
use events::{EmployerId, Line, LocalAuthority, ProviderId, Sector};
use jiff::civil::Date;
use projection_kit::{Keys, On, ReadModel, Takes, table};

/// The register of employers. Whom to call there is sealed and stands in no table.
pub struct Employers;

table! {
    /// One row per employer on a provider's register: what it is and where it stands.
    pub struct Employer in "employers", revision 1, sorted by [name], essential [
        name, sector, sector_words, size, local_authority, registered_on
    ], by {
        employer: EmployerId = "The employer.";
    } {
        provider: ProviderId = "Whose register it is on.";
        name: Line = "What it is called.";
        sector: Option<Sector> = "The kind of work it does.";
        sector_words: Option<Line> = "The kind of work, in the provider's own words.";
        size: Option<SizeBand> = "How many people work there.";
        local_authority: Option<LocalAuthority> = "The local authority it stands in, by its code.";
        registered_on: Date = "When it joined the register.";
    }
}

impl ReadModel for Employers {
    type Key = (EmployerId,);
    type Page = Option<Employer>;

    const TAKES: Takes<Self> = &[&On {
        keys: |employer, _| Keys::One((EmployerId(employer.id),)),
        fold: |_, &(employer,), registered: &EmployerRegistered| {
            Ok(Some(Employer {
                employer,
                provider: registered.provider,
                name: registered.name.clone(),
                sector: registered.sector,
                sector_words: registered.sector_words.clone(),
                size: registered.size,
                local_authority: registered.local_authority.clone(),
                registered_on: registered.date,
            }))
        },
    }];
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::{given, taken_back};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_employer_is_a_row_with_what_the_register_says() {
        let full = row(Some(Sector::HealthAndSocialWork), SizeBand::ALL.first().copied(), Some("E08000006"));
        given::<Employers>([registered(&full)]).then(full);
    }

    #[test]
    fn what_the_register_does_not_say_stays_empty() {
        let bare = row(None, None, None);
        given::<Employers>([registered(&bare)]).then(bare);
    }

    #[test]
    fn an_employer_whose_registration_was_taken_back_is_on_the_register_no_more() {
        let entry = row(Some(Sector::HealthAndSocialWork), None, None);
        given::<Employers>([registered(&entry), taken_back("placements", 1)]).then_nothing();
    }

    #[test]
    fn an_employer_who_is_registered_again_is_what_the_register_says_now() {
        let (wrong, right) =
            (row(Some(Sector::Retail), None, None), row(Some(Sector::HealthAndSocialWork), None, None));
        given::<Employers>([registered(&wrong), taken_back("placements", 1), registered(&right)]).then(right);
    }

    fn row(sector: Option<Sector>, size: Option<SizeBand>, local_authority: Option<&str>) -> Employer {
        Employer {
            employer: EmployerId(Uuid::from_u128(1)),
            provider: ProviderId(Uuid::from_u128(0xD)),
            name: Line::new("Royal Infirmary").unwrap(),
            sector,
            sector_words: sector.map(|sector| Line::new(sector.plain()).unwrap()),
            size,
            local_authority: local_authority.map(|code| LocalAuthority::new(code).unwrap()),
            registered_on: date(2024, 9, 1),
        }
    }

    fn registered(row: &Employer) -> Fact {
        EmployerRegistered {
            date: row.registered_on,
            provider: row.provider,
            name: row.name.clone(),
            sector: row.sector,
            sector_words: row.sector_words.clone(),
            size: row.size,
            local_authority: row.local_authority.clone(),
            postcode_district: None,
            employer_number: None,
            personal: None,
        }
        .into()
    }
}
