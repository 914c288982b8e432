#![doc = include_str!("../README.md")]

mod error;
mod file;
mod pass;
mod projector;
mod target;
mod worker;

pub use error::{NotParked, OpenError, Stopped};
pub use file::discard;
pub use worker::{Progress, Worker};
