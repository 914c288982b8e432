//! One row per programme: whose it is, its year, how it is delivered, and for how many.

use events::referrals::{DeliveryModel, ProgrammeRegistered};
use events::{AcademicYear, EmployerId, Line, ProgrammeId, ProviderId};
use jiff::civil::Date;
use projection_kit::{Keys, On, ReadModel, Takes, table};

/// The read model of programmes.
pub struct Programmes;

table! {
    /// One row per programme, a group of interns in one academic year: whose it is, how it is delivered, and for how many.
    pub struct Programme in "programmes", revision 1, sorted by [year, name], essential [
        name, year, provider, model, host_employer, planned_places
    ], by {
        programme: ProgrammeId = "The programme.";
    } {
        provider: ProviderId = "Who runs it.";
        name: Line = "What it is called.";
        year: AcademicYear = "The academic year, 1 August to 31 July, such as 2025/26.";
        model: Option<DeliveryModel> = "How it is delivered, if it was said.";
        host_employer: Option<EmployerId> = "The employer that hosts the group, if one does.";
        planned_places: Option<u16> = "How many interns it is planned for, if it was said.";
        registered_on: Date = "When it was set up.";
    }
}

impl ReadModel for Programmes {
    type Key = (ProgrammeId,);
    type Page = Option<Programme>;

    const TAKES: Takes<Self> = &[&On {
        keys: |programme, _| Keys::One((ProgrammeId(programme.id),)),
        fold: |_, &(programme,), registered: &ProgrammeRegistered| {
            Ok(Some(Programme {
                programme,
                provider: registered.provider,
                name: registered.name.clone(),
                year: registered.year,
                model: registered.model,
                host_employer: registered.host.as_ref().map(|host| host.id),
                planned_places: registered.planned_places,
                registered_on: registered.date,
            }))
        },
    }];
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use events::placements::EmployerRef;
    use jiff::civil::date;
    use projection_kit::scenarios::{given, taken_back};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_programme_is_a_row_with_what_was_said_of_it() {
        let hosted = row(Some(DeliveryModel::HostEmployerSite), Some(EmployerId(Uuid::from_u128(0xE))), Some(12));
        given::<Programmes>([registered(&hosted)]).then(hosted);
    }

    #[test]
    fn what_was_not_said_of_a_programme_stays_empty() {
        let bare = row(None, None, None);
        given::<Programmes>([registered(&bare)]).then(bare);
    }

    #[test]
    fn a_programme_that_is_registered_again_is_what_stands() {
        let (wrong, right) = (row(None, None, Some(8)), row(None, None, Some(12)));
        given::<Programmes>([registered(&wrong), taken_back("referrals", 1)]).then_nothing();
        given::<Programmes>([registered(&wrong), taken_back("referrals", 1), registered(&right)]).then(right);
    }

    fn row(model: Option<DeliveryModel>, host_employer: Option<EmployerId>, planned_places: Option<u16>) -> Programme {
        Programme {
            programme: ProgrammeId(Uuid::from_u128(1)),
            provider: ProviderId(Uuid::from_u128(0xD)),
            name: Line::new("Royal Infirmary interns").unwrap(),
            year: AcademicYear::of(date(2024, 9, 30)),
            model,
            host_employer,
            planned_places,
            registered_on: date(2024, 4, 2),
        }
    }

    fn registered(row: &Programme) -> Fact {
        let host = |id| EmployerRef { id, name: Line::new("Royal Infirmary").unwrap() };
        ProgrammeRegistered {
            date: row.registered_on,
            provider: row.provider,
            name: row.name.clone(),
            year: row.year,
            model: row.model,
            host: row.host_employer.map(host),
            planned_places: row.planned_places,
        }
        .into()
    }
}
