#![doc = include_str!("../README.md")]
#![expect(clippy::expect_used, reason = "a test fails where its server does")]

mod certificates;
mod fetched;
mod nats;
mod ports;
mod postgres;
mod program;
mod proxy;
mod tls_front;

pub use certificates::{Authority, nats_tls};
pub use nats::{NatsCluster, NatsServer, flip};
pub use ports::Port;
pub use postgres::{PostgresServer, database_of};
pub use program::nats_server;
pub use proxy::Proxy;

/// Finds every server that the tests need, or fetches it; says where they are.
///
/// # Errors
/// What is missing, and what to do about it.
pub fn get() -> Result<String, String> {
    let nats = program::find(true)?;
    let postgres = postgres::find(true)?;
    Ok(format!("NATS server: {}\nPostgreSQL: {}", nats.display(), postgres.display()))
}
