//! The journal on every ground it stands on, and what must not happen to it in a cluster.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod contract;
mod faults;
mod fill;
mod keys;
mod nodes;
mod racing;
mod scene;
mod settings;
