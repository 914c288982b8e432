#![doc = include_str!("../README.md")]

mod checkpoint;
mod error;
mod pass;
mod projector;
mod same_order;
mod store;
mod target;
mod worker;

pub use error::{NotParked, OpenError, Stopped};
pub use store::StoreError;
pub use store::postgres::discard_in_postgres;
pub use store::sqlite::discard;
pub use worker::{Progress, Worker};
