//! One row per role that an employer opened for interns.

use events::placements::{RoleCloseReason, RoleClosed, RoleOpened};
use events::{EmployerId, Line, Minutes, RoleId, Sector};
use jiff::civil::Date;
use projection_kit::{Keys, List, On, ReadModel, Takes, Undigested, table};

/// The read model of roles.
pub struct Roles;

table! {
    /// One row per role that an employer opened for interns: what it is, for how many, and whether it is still open.
    pub struct Role in "roles", revision 1, sorted by [opened_on], essential [
        employer, name, places, sector, opened_on, closed_on, weekly_minutes
    ], by {
        employer: EmployerId = "Whose role it is.";
        role: RoleId = "The role.";
    } {
        name: Line = "What it is called.";
        sector: Option<Sector> = "The kind of work, if it was said.";
        sector_words: Option<Line> = "The kind of work, in the employer's or the provider's own words.";
        tasks: List<Line> = "What is done there, as far as it was said.";
        weekly_minutes: Option<Minutes> = "Time a week, if it was said.";
        places: Option<u16> = "How many interns it is for, if it was said.";
        leads_on: Option<bool> = "Whether it can lead to a career, if it was said.";
        lone_working: Option<bool> = "Whether parts of it are done alone, if it was said.";
        opened_on: Date = "The day it opened.";
        closed_on: Option<Date> = "The day it closed; nothing while it is open.";
        close_reason: Option<RoleCloseReason> = "Why it closed, if it was said.";
    }
}

impl ReadModel for Roles {
    type Key = (EmployerId, RoleId);
    type Page = Option<Role>;

    const TAKES: Takes<Self> = &[
        &On {
            keys: |whose, opened: &RoleOpened| Keys::One((EmployerId(whose.id), opened.role)),
            fold: |_, key, opened| Ok(Some(open(*key, opened))),
        },
        &On {
            keys: |whose, closed: &RoleClosed| Keys::One((EmployerId(whose.id), closed.role)),
            fold: |page: Option<Role>, _, closed| {
                let role = page.ok_or(Undigested::Unfounded { on: "a role that opened" })?;
                Ok(Some(Role { closed_on: Some(closed.date), close_reason: closed.reason, ..role }))
            },
        },
    ];
}

fn open((employer, role): (EmployerId, RoleId), opened: &RoleOpened) -> Role {
    Role {
        employer,
        role,
        name: opened.name.clone(),
        sector: opened.sector,
        sector_words: opened.sector_words.clone(),
        tasks: List(opened.tasks.clone()),
        weekly_minutes: opened.weekly_minutes,
        places: opened.places,
        leads_on: opened.leads_on,
        lone_working: opened.lone_working,
        opened_on: opened.date,
        closed_on: None,
        close_reason: None,
    }
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::{given, taken_back};
    use uuid::Uuid;

    use super::*;

    const CLOSED: Date = date(2024, 9, 2);

    #[test]
    fn a_role_is_open_until_it_closes() {
        given::<Roles>([opened(1).into()]).then(row(1));
        let filled = Role { closed_on: Some(CLOSED), close_reason: Some(RoleCloseReason::Filled), ..row(1) };
        given::<Roles>([opened(1).into(), closed(1)]).then(filled);
    }

    #[test]
    fn each_role_of_an_employer_is_a_row_of_its_own() {
        given::<Roles>([opened(1).into(), opened(2).into(), closed(2)]).then_rows([
            row(1),
            Role { closed_on: Some(CLOSED), close_reason: Some(RoleCloseReason::Filled), ..row(2) },
        ]);
    }

    #[test]
    fn a_role_that_did_not_close_after_all_is_open() {
        given::<Roles>([opened(1).into(), closed(1), taken_back("placements", 2)]).then(row(1));
    }

    #[test]
    fn a_role_that_never_opened_cannot_close() {
        given::<Roles>([closed(1)]).parked(1, &Undigested::Unfounded { on: "a role that opened" });
    }

    fn row(role: u128) -> Role {
        let opened = opened(role);
        Role {
            sector: Some(Sector::ArtsAndRecreation),
            tasks: List(vec![Line::new("labelling").unwrap()]),
            places: Some(2),
            leads_on: Some(true),
            lone_working: Some(false),
            ..open((EmployerId(Uuid::from_u128(1)), opened.role), &opened)
        }
    }

    fn opened(role: u128) -> RoleOpened {
        RoleOpened {
            role: RoleId(Uuid::from_u128(role)),
            date: date(2024, 4, 8),
            name: Line::new("collections assistant").unwrap(),
            sector: Some(Sector::ArtsAndRecreation),
            sector_words: None,
            tasks: vec![Line::new("labelling").unwrap()],
            weekly_minutes: Some(Minutes(1260)),
            leads_on: Some(true),
            lone_working: Some(false),
            places: Some(2),
        }
    }

    fn closed(role: u128) -> Fact {
        let reason = Some(RoleCloseReason::Filled);
        RoleClosed { role: RoleId(Uuid::from_u128(role)), date: CLOSED, reason }.into()
    }
}
