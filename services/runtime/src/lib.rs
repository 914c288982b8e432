#![doc = include_str!("../README.md")]

mod ask;
mod deadline;
mod erased;
mod failure;
mod histories;
mod index;
mod names;
mod others;
mod release;
mod reserved;
mod sealing;
mod service;

pub use ask::{Ask, Asker, NotAccepted, Receipt};
pub use deadline::{Deadline, LIMIT};
pub use erased::{AnyService, Refused, Rejected, Services, UnknownCommand};
pub use failure::Failure;
pub use histories::Histories;
pub use names::{Naming, NotNamed};
pub use release::Release;
pub use service::Service;
