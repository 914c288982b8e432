//! Sending an import's commands: in their order where it matters, side by side where it does not.

mod order;
mod send;

pub use send::{Direct, Gateway, Remote, known, send_all};
