#![doc = include_str!("../README.md")]

mod each;
mod library;
#[cfg(test)]
mod pinned;
mod sums;

pub mod allocations;
pub mod applications;
pub mod attendance;
pub mod awards;
pub mod claims;
pub mod coach_hours;
pub mod coaches;
pub mod costs;
pub mod employer_contacts;
pub mod employers;
pub mod families;
pub mod internships;
pub mod jobs;
pub mod journeys;
pub mod payments;
pub mod placements;
pub mod programmes;
pub mod readiness;
pub mod remittances;
pub mod reviews;
pub mod roles;
pub mod shared_costs;
pub mod transport;
pub mod travel;

pub use library::{
    Comparison, Condition, Cursor, Difference, Library, Question, Rows, SortedBy, Unanswered, chosen_columns, compare,
};

use projection_kit::{AnyReadModel, model};

/// Every read model.
pub const ALL: &[&'static dyn AnyReadModel] = &[
    &model::<journeys::Journeys>(),
    &model::<internships::Internships>(),
    &model::<placements::Placements>(),
    &model::<attendance::Attendance>(),
    &model::<coach_hours::CoachHours>(),
    &model::<claims::Claims>(),
    &model::<jobs::Jobs>(),
    &model::<coaches::Coaches>(),
    &model::<employers::Employers>(),
    &model::<applications::Applications>(),
    &model::<awards::Awards>(),
    &model::<remittances::Remittances>(),
    &model::<payments::Payments>(),
    &model::<allocations::Allocations>(),
    &model::<costs::Costs>(),
    &model::<shared_costs::SharedCosts>(),
    &model::<employer_contacts::EmployerContacts>(),
    &model::<roles::Roles>(),
    &model::<programmes::Programmes>(),
    &model::<readiness::Assessments>(),
    &model::<travel::Travel>(),
    &model::<transport::Transport>(),
    &model::<families::Families>(),
    &model::<reviews::Reviews>(),
];
