//! Where the read models of a node are: in a directory, or in a PostgreSQL database.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use databases::{Address, OpenError};
use projection_worker::Worker;
use read_models::Library;

use super::options::TableOptions;
use crate::data_dir::DataDir;

/// How long to wait before the tables are looked for again.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Where the read models of a node are.
#[derive(Clone, Debug)]
pub enum Tables {
    /// SQLite in a directory.
    Directory(PathBuf),
    /// A PostgreSQL database.
    Postgres(Address),
}

impl Tables {
    /// The tables that these options name; by default, those in the node's own data directory.
    ///
    /// # Errors
    /// When the database's address is wrong, or its password file cannot be read.
    pub fn of(options: &TableOptions, data: &DataDir) -> anyhow::Result<Self> {
        let Some(url) = &options.database else {
            return Ok(Self::Directory(options.tables.clone().unwrap_or_else(|| data.read_models())));
        };
        let address = Address::parse(url)?;
        Ok(Self::Postgres(match (&options.database_password_file, std::env::var("PGPASSWORD")) {
            (Some(file), _) => address.with_password_file(file)?,
            (None, Ok(password)) => address.with_password(&password),
            (None, Err(_)) => address,
        }))
    }

    /// A worker on them, which makes them if they are not there. The thread waits for the database.
    ///
    /// # Errors
    /// When they cannot be opened or made.
    pub fn worker(&self, readers: &str) -> anyhow::Result<Worker> {
        Ok(match self {
            Self::Directory(dir) => {
                std::fs::create_dir_all(dir).with_context(|| format!("could not make {}", dir.display()))?;
                Worker::open(dir, read_models::ALL)?
            }
            Self::Postgres(address) => Worker::open_in_postgres(address, Some(readers), read_models::ALL)?,
        })
    }

    /// The same to be asked. The thread waits for the first worker to make them: the processes of a
    /// cluster start in any order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn library(&self) -> anyhow::Result<Arc<Library>> {
        let mut logged = false;
        loop {
            match self.library_now() {
                Err(error) if is_missing(&error) => {
                    if !std::mem::replace(&mut logged, true) {
                        tracing::warn!(%error, tables = %self, "waiting for a worker (`waymark project`) to make the tables");
                    }
                    thread::sleep(TRY_AGAIN);
                }
                library => return library,
            }
        }
    }

    /// The same, without waiting.
    ///
    /// # Errors
    /// When they are not there, or cannot be read.
    pub fn library_now(&self) -> anyhow::Result<Arc<Library>> {
        Ok(Arc::new(match self {
            Self::Directory(dir) => Library::open(dir)?,
            Self::Postgres(address) => Library::open_in_postgres(address)?,
        }))
    }
}

/// In words, without anything secret.
impl fmt::Display for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(_) => f.write_str("tables in SQLite"),
            Self::Postgres(_) => f.write_str("tables in PostgreSQL"),
        }
    }
}

fn is_missing(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(OpenError::Missing(_)))
}

#[cfg(test)]
mod tests {
    use test_servers::PostgresServer;

    use super::*;

    #[test]
    fn tables_that_nobody_has_made_are_missed_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let address = Address::parse(&PostgresServer::shared().database()).unwrap();
        for tables in [Tables::Directory(dir.path().join("tables")), Tables::Postgres(address.clone())] {
            let missing = |found: anyhow::Result<_>| is_missing(&found.map(drop).unwrap_err());
            assert!(missing(tables.library_now()), "{tables}");
            let worker = tables.worker(databases::READERS).unwrap();
            tables.library_now().unwrap();
            drop(worker);
        }
        databases::Session::connect(&address).unwrap().batch("DROP SCHEMA waymark CASCADE").unwrap();
        assert!(is_missing(&Tables::Postgres(address).library_now().map(drop).unwrap_err()));
    }
}
