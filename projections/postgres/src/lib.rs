#![doc = include_str!("../README.md")]

mod address;
mod cell;
mod copy;
mod driver;
mod error;
mod session;
mod tls;

pub use address::{Address, WrongAddress};
pub use copy::Copy;
pub use error::Error;
pub use session::Session;

/// The oldest PostgreSQL that is supported: the oldest that its makers still mend.
pub const LEAST_VERSION: u32 = 14;

/// Puts an SQL name in quotes.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
