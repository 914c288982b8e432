//! PostgreSQL: address, TLS, sessions, and the tables in a schema of their own.

mod address;
mod cell;
mod copy;
mod driver;
mod error;
mod prepare;
mod session;
mod store;
mod tls;
mod turn;

pub use address::{Address, WrongAddress};
pub use error::PostgresError;
pub use session::Session;
pub use store::PostgresStore;
