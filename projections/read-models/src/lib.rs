#![doc = include_str!("../README.md")]

mod library;
#[cfg(test)]
mod pinned;
mod sums;

pub mod allocations;
pub mod applications;
pub mod awards;
pub mod claims;
pub mod coach_hours;
pub mod coaches;
pub mod costs;
pub mod employers;
pub mod jobs;
pub mod journeys;
pub mod payments;
pub mod remittances;
pub mod shared_costs;

pub use library::{
    Comparison, Condition, Cursor, Difference, Library, Question, Rows, SortedBy, Unanswered, chosen_columns, compare,
};

use projection_kit::{AnyReadModel, model};

/// Every read model.
pub const ALL: &[&'static dyn AnyReadModel] = &[
    &model::<journeys::Journeys>(),
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
];
