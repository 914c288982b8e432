#![doc = include_str!("../README.md")]

mod dice;
mod examples;
mod intern;
mod journal;
mod journey;
mod money;
mod outcome;
mod person;
mod placement;
mod programme;
mod run;
mod year;

pub use journal::SimulatedJournal;
pub use programme::SimulatedCommand;
pub use run::{SimulationError, entropy, simulate};
pub use year::{Scale, year};
