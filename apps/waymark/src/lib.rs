//! What the binary is made of, for itself and for its benchmarks.

pub mod access;
pub mod cli;
pub mod client;
pub mod cluster;
pub mod commands;
pub mod copying;
pub mod data_dir;
pub mod exposition;
mod files;
pub mod intake;
pub mod metered;
pub mod node;
pub mod output;
pub mod private_file;
pub mod read_side;
pub mod running;
pub mod servers;
pub mod services;
pub mod serving;
pub mod stopping;
pub mod system;
