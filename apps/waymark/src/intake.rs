//! Sending an import's commands: in their order where it matters, side by side where it does not.

mod direct;
mod order;
mod rehearse;
mod remote;
mod send;

pub use direct::Direct;
pub use rehearse::Rehearsed;
pub use remote::Remote;
pub use send::{Ended, Gateway, Sent, known, send_all};
