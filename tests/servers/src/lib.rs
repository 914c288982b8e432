#![doc = include_str!("../README.md")]
#![expect(clippy::expect_used, reason = "a test fails where its server does")]

mod certificates;
mod nats;
mod ports;
mod postgres;
mod program;
mod proxy;

pub use certificates::{Authority, nats_tls};
pub use nats::{NatsCluster, NatsServer, flip};
pub use ports::Port;
pub use postgres::{PostgresServer, database_of};
pub use program::nats_server;
pub use proxy::Proxy;
