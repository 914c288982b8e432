//! The processes of a cluster: what they are told, how they join, where their tables are.

pub mod home;
pub mod member;
pub mod options;
pub mod patience;
pub mod reader;
pub mod readiness;
pub mod secrets;
pub mod standby;
