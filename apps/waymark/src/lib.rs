//! The rim of Waymark: what the binary is made of, for itself and for the stories about it.

pub mod access;
pub mod cli;
pub mod commands;
pub mod data_dir;
pub mod node;
pub mod output;
pub mod rim;
pub mod services;
pub mod simulation;
