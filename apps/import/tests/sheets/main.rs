//! Whole mappings and whole directories: what is planned, what is told, what is refused.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod bad_files;
mod college;
mod damage;
mod edited;
mod fields;
mod issued;
mod mended;
mod mistakes;
mod northfield;
mod offers;
mod older;
mod other_forms;
mod quotes;
mod references;
mod returners;
mod scene;
mod second_college;
