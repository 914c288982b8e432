#![doc = include_str!("../README.md")]

mod cell;
mod correction;
mod files;
mod form;
mod key;
mod known;
mod mapping;
mod plan;
mod report;
mod wording;

pub use files::FileError;
pub use known::Known;
pub use mapping::{CommandProblem, Mapping, MappingError};
pub use plan::{Plan, PlanError, Planned, Read};
pub use report::{Line, Outcome, Report, Status};
