//! x
pub mod story;
