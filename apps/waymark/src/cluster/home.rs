//! Where a role's read models are: a directory, or a PostgreSQL database.

use std::sync::Arc;

use projection_postgres::Address;
use projection_worker::Worker;
use read_models::Library;

use super::options::Home;
use crate::cli::Global;
use crate::data_dir::DataDir;

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
    Ok((Worker::open(&data.read_models(), read_models::ALL)?, Some(data)))
}

/// The read models, to be asked.
///
/// # Errors
/// When they are not there yet, or cannot be read.
pub fn library(global: &Global, home: &Home) -> anyhow::Result<(Arc<Library>, Option<DataDir>)> {
    if let Some(address) = address(home)? {
        return Ok((Arc::new(Library::open_in_postgres(&address)?), None));
    }
    let data = DataDir::open(&global.data)?;
    Ok((Arc::new(Library::open(&data.read_models())?), Some(data)))
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
