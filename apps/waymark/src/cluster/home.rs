//! Where a role's read models are: a directory, or a PostgreSQL database.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::bail;
use projection_postgres::Address;
use projection_worker::Worker;
use read_models::{Library, OpenError};

use super::options::Home;
use crate::cli::Global;
use crate::data_dir::{DataDir, DataDirError};

/// How long to wait before a database is asked again.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// A worker on the read models, and the data directory if that is where they are.
///
/// # Errors
/// When they cannot be opened or made.
pub fn worker(global: &Global, home: &Home, readers: &str) -> anyhow::Result<(Worker, Option<DataDir>)> {
    if let Some(address) = address(home)? {
        let worker = Worker::open_in_postgres(&address, Some(readers), read_models::ALL)?;
        return Ok((worker, None));
    }
    let data = DataDir::open_or_create(&global.data, None)?;
    data.finish()?;
    data.note_node()?;
    Ok((Worker::open(&data.read_models(), read_models::ALL)?, Some(data)))
}

/// The read models, to be asked. In a database that all share, the first worker is waited for:
/// processes of a cluster start in any order.
///
/// # Errors
/// When they are not in the directory, or cannot be read.
pub fn library(global: &Global, home: &Home) -> anyhow::Result<(Arc<Library>, Option<DataDir>)> {
    let mut told = false;
    loop {
        match library_now(global, home) {
            Err(error) if home.database.is_some() && is_missing(&error) => {
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!(%error, "waiting for a worker");
                }
                thread::sleep(TRY_AGAIN);
            }
            library => return library,
        }
    }
}

/// The same, without waiting for anybody.
///
/// # Errors
/// When they are not there, or cannot be read.
pub fn library_now(global: &Global, home: &Home) -> anyhow::Result<(Arc<Library>, Option<DataDir>)> {
    if let Some(address) = address(home)? {
        return Ok((Arc::new(Library::open_in_postgres(&address)?), None));
    }
    let data = match DataDir::open(&global.data) {
        Err(DataDirError::Missing(dir)) => {
            bail!("there are no tables in {} yet: `waymark project` on the same --data makes them", dir.display())
        }
        opened => opened?,
    };
    Ok((Arc::new(Library::open(&data.read_models())?), Some(data)))
}

fn is_missing(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(OpenError::Missing(_)))
}

/// The home in words, without anything secret.
#[must_use]
pub fn told(home: &Home) -> String {
    if home.database.is_some() { "tables in PostgreSQL" } else { "tables in SQLite" }.to_owned()
}

fn address(home: &Home) -> anyhow::Result<Option<Address>> {
    let Some(url) = &home.database else { return Ok(None) };
    let address = Address::parse(url)?;
    Ok(Some(match (&home.database_password_file, std::env::var("PGPASSWORD")) {
        (Some(file), _) => address.with_password_file(file)?,
        (None, Ok(password)) => address.with_password(&password),
        (None, Err(_)) => address,
    }))
}

#[cfg(test)]
mod tests {
    use test_servers::PostgresServer;

    use super::*;
    use crate::cli::LogFormat;

    #[test]
    fn tables_that_nobody_has_made_are_missed_and_not_waited_for() {
        let home = Home { database: Some(PostgresServer::shared().database()), database_password_file: None };
        let (log_format, log) = (LogFormat::Text, "warn".to_owned());
        let global = Global { data: "nowhere".into(), master_key_file: None, secret_file: None, log_format, log };
        let missing = |found: anyhow::Result<_>| is_missing(&found.map(drop).unwrap_err());
        assert!(missing(library_now(&global, &home)));
        let (worker, _) = self::worker(&global, &home, projection_kit::store::READERS).unwrap();
        library_now(&global, &home).unwrap();
        drop(worker);
        projection_worker::discard_in_postgres(&address(&home).unwrap().unwrap()).unwrap();
        assert!(missing(library_now(&global, &home)));
    }
}
