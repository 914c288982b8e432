//! The schema made, and opened to its readers.

use projection_kit::Value;

use super::error::PostgresError;
use super::session::Session;
use super::turn::SETTING_UP;
use crate::error::OpenError;
use crate::layout::{SCHEMA, VERSION};

/// The bookkeeping beside the tables: how far each is, which subjects are parked, which events are skipped.
const BOOKKEEPING: &str = include_str!("bookkeeping.sql");

/// PostgreSQL's codes for a role that there is already, made by somebody else at the same moment.
const THERE_ALREADY: [&str; 2] = ["42710", "23505"];

/// Makes the schema, if it is not there. One of another version is left as it is.
pub(super) fn set_up(session: &mut Session, readers: Option<&str>) -> Result<(), OpenError> {
    if let Some(role) = readers {
        make_role(session, role)?;
    }
    session.batch(&format!(
        "BEGIN; SET LOCAL client_min_messages = warning; SELECT pg_advisory_xact_lock({SETTING_UP})"
    ))?;
    let made = make(session).and_then(|()| Ok(open_to(session, readers)?));
    match made {
        Ok(()) => Ok(session.batch("COMMIT")?),
        Err(error) => {
            session.batch("ROLLBACK")?;
            Err(error)
        }
    }
}

fn make(session: &mut Session) -> Result<(), OpenError> {
    // Somebody who may make schemas may have made it for us, who may not.
    if !says_yes(session, &format!("SELECT to_regnamespace('{SCHEMA}') IS NOT NULL"))? {
        session.batch(&format!(
            "CREATE SCHEMA {SCHEMA}; COMMENT ON SCHEMA {SCHEMA} IS \
             'Read models: made from the log, deleted and made again when need be. Nothing of your own belongs here.'"
        ))?;
    }
    if !says_yes(session, &format!("SELECT to_regclass('{SCHEMA}.version') IS NOT NULL"))? {
        session.batch(BOOKKEEPING)?;
        session.batch(&format!("INSERT INTO {SCHEMA}.version VALUES ({VERSION})"))?;
        return Ok(());
    }
    match version(session)? {
        VERSION => Ok(()),
        found => Err(OpenError::OtherFormat { place: session.address().to_string(), found, known: VERSION }),
    }
}

fn version(session: &mut Session) -> Result<i64, PostgresError> {
    let rows = session.query(&format!("SELECT version FROM {SCHEMA}.version"), &[])?;
    Ok(match rows.first().and_then(|row| row.first()) {
        Some(Value::Integer(version)) => *version,
        Some(Value::Null | Value::Text(_) | Value::Flag(_)) | None => 0,
    })
}

/// Lets this role read every table, those to come too, and do nothing else. Of the bookkeeping it needs to know
/// how far tables are, and not whose events are left out, nor why.
fn open_to(session: &mut Session, readers: Option<&str>) -> Result<(), PostgresError> {
    let Some(role) = readers.map(quoted) else { return Ok(()) };
    session.batch(&format!(
        "GRANT USAGE ON SCHEMA {SCHEMA} TO {role};
         GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {role};
         REVOKE ALL ON {SCHEMA}.parked, {SCHEMA}.skipped, {SCHEMA}.turns FROM {role};
         ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT SELECT ON TABLES TO {role};"
    ))
}

/// A role that nobody logs in as: people are made members of it.
fn make_role(session: &mut Session, role: &str) -> Result<(), OpenError> {
    let name = Value::Text(role.to_owned().into());
    if !session.query("SELECT 1 FROM pg_roles WHERE rolname = CAST(? AS TEXT)", &[name])?.is_empty() {
        return Ok(());
    }
    match session.batch(&format!("CREATE ROLE {} NOLOGIN", quoted(role))) {
        Ok(()) => Ok(()),
        Err(error) if error.code().is_some_and(|code| THERE_ALREADY.contains(&code)) => Ok(()),
        Err(PostgresError::NotAllowed { user, .. }) => Err(OpenError::NoReaders { role: role.to_owned(), user }),
        Err(error) => Err(error.into()),
    }
}

fn says_yes(session: &mut Session, sql: &str) -> Result<bool, PostgresError> {
    let rows = session.query(sql, &[])?;
    Ok(rows.first().and_then(|row| row.first()) == Some(&Value::Flag(true)))
}

/// Puts an SQL name in quotes.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
