//! What befalls a cluster of real processes, and what comes of it.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

mod admin;
mod clocks;
mod ending;
mod faults;
mod flipped;
mod foreign;
mod ground;
mod load;
mod majority;
mod own_log;
mod racing;
mod reckoning;
mod rounds;
mod scene;
mod truncated;
