//! The journal on every ground it stands on, and what must not happen to it in a cluster.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail, and says what it counted")]

mod clocks;
mod contract;
mod faults;
mod fill;
mod keys;
mod nodes;
mod older;
mod racing;
mod scene;
mod settings;
