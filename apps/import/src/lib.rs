#![doc = include_str!("../README.md")]

mod cell;
mod chain;
mod compare;
mod correction;
mod files;
mod key;
mod mapping;
mod naming;
mod outcome;
mod plan;
mod report;
mod wording;

pub use chain::Rehearsal;
pub use compare::{LogEvent, Origin, types_for_all};
pub use correction::{CorrectionStep, NotAStep};
pub use files::FileError;
pub use mapping::{CommandProblem, Mapping, MappingError, MappingErrors};
pub use naming::{Named, Naming};
pub use outcome::Outcome;
pub use plan::{Draft, FileRead, Plan, Planned};
pub use report::{Report, ReportLine, Status};
