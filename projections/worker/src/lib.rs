#![doc = include_str!("../README.md")]

mod checkpoint;
mod error;
mod pass;
mod projector;
mod same_order;
mod target;
mod worker;

pub use error::{NotParked, Stopped};
pub use worker::{Progress, Worker};
