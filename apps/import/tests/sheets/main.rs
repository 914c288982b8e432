//! Whole mappings and whole directories: what is planned, what is told, what is refused.

mod college;
mod northfield;
mod scene;
