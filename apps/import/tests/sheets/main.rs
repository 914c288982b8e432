//! Whole mappings and whole directories: what is planned, what is told, what is refused.

mod college;
mod edited;
mod northfield;
mod scene;
