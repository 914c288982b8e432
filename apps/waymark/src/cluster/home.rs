//! Where a role's read models are: a directory, or a PostgreSQL database.

use std::fs;
use std::sync::Arc;

use anyhow::Context as _;
use projection_worker::Worker;
use read_models::{Address, Library};

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
    let mut address: Address = url.parse()?;
    if let Some(file) = &home.database_password_file {
        let text = fs::read_to_string(file).with_context(|| format!("could not read the password in {}", file.display()))?;
        address = address.with_password(text.trim_end());
    }
    Ok(Some(address))
}
