#![doc = include_str!("../README.md")]

mod cell;
mod chain;
mod compare;
mod correction;
mod files;
mod key;
mod mapping;
mod naming;
mod plan;
mod report;
mod wording;

pub use chain::Rehearsal;
pub use compare::{INTRODUCTIONS, Known, Origin};
pub use correction::Step;
pub use files::FileError;
pub use mapping::{CommandProblem, Mapping, MappingError};
pub use naming::{Named, Naming};
pub use plan::{Draft, Plan, PlanError, Planned, Read};
pub use report::{Line, Outcome, Report, Status};
