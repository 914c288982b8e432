//! Being written.
pub mod access;
pub mod data_dir;
pub mod rim;
