//! The nodes of a cluster: what they are told, how they join, what roles they have, where their tables are.

pub mod certificates;
pub mod member;
pub mod options;
pub mod patience;
pub mod readiness;
pub mod roles;
pub mod secrets;
pub mod standby;
pub mod tables;
pub mod users;
