//! Services at work over journals that answer, and over those that do not.

#![expect(clippy::unwrap_used, reason = "a test fails where it breaks")]

mod behind;
mod destroyed;
mod in_time;
mod keys;
mod lost_answers;
mod names;
mod newer;
mod older;
mod reservations;
mod scene;
mod service;
mod stuck;
