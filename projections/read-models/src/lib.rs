#![doc = include_str!("../README.md")]

mod each;
mod library;
#[cfg(test)]
mod pinned;
mod sums;

pub mod claims;
pub mod coach_hours;
pub mod coaches;
pub mod employer_contacts;
pub mod employers;
pub mod families;
pub mod jobs;
pub mod journeys;
pub mod readiness;
pub mod reviews;
pub mod transport;

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
    &model::<employer_contacts::EmployerContacts>(),
    &model::<readiness::Assessments>(),
    &model::<families::Families>(),
    &model::<transport::Transport>(),
    &model::<reviews::Reviews>(),
];
