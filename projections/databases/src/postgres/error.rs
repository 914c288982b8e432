//! What can go wrong with a database, and what to do about it.

use tokio_postgres::error::SqlState;

use super::address::{Address, reasons};

/// The oldest PostgreSQL that is supported: the oldest that its makers still mend.
pub(super) const LEAST_VERSION: u32 = 14;

/// Why a database was not reached, or did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// Nobody answered, or not as a database does.
    #[error("could not reach {address}: {why}; check that the server runs there and that the network lets you through")]
    Unreachable {
        /// Where.
        address: String,
        /// What the system said.
        why: String,
    },
    /// No connection that others cannot read.
    #[error(
        "no encrypted connection to {address}: {why}; switch TLS on at the server, name its authority's certificates with sslrootcert, or write sslmode=disable where the network itself is safe"
    )]
    NotEncrypted {
        /// Where.
        address: String,
        /// What was said.
        why: String,
    },
    /// The server does not let this user in.
    #[error(
        "{address} does not let {user} in: {why}; check the user, the password (in the URL, a password file or PGPASSWORD) and the server's pg_hba.conf"
    )]
    NotLetIn {
        /// Where.
        address: String,
        /// Who.
        user: String,
        /// What the server said.
        why: String,
    },
    /// There is no such database.
    #[error("there is no database {database} at {address}: create it, as by `CREATE DATABASE {database} OWNER {user}`")]
    NoSuchDatabase {
        /// Where.
        address: String,
        /// Which.
        database: String,
        /// Who would own it.
        user: String,
    },
    /// A server that is too old.
    #[error("{address} is PostgreSQL {found} and {LEAST_VERSION} or newer is needed: upgrade the server")]
    TooOld {
        /// Where.
        address: String,
        /// Its version.
        found: String,
    },
    /// A user who may do everything.
    #[error(
        "{user} is a superuser of {address}, and nothing here needs one: make the roles of deploy/postgres/roles.sql, and log in as waymark_worker or waymark_query"
    )]
    Superuser {
        /// Where.
        address: String,
        /// Who.
        user: String,
    },
    /// The user may not do that.
    #[error(
        "{user} may not do that in the database {database}: {why}; who keeps the tables needs `GRANT CREATE ON DATABASE {database} TO {user}`, and who reads them the role for readers, as by `GRANT waymark_reader TO {user}`"
    )]
    NotAllowed {
        /// Who.
        user: String,
        /// Where.
        database: String,
        /// What the server said.
        why: String,
    },
    /// The connection broke off. What was not committed is undone.
    #[error("the connection to {address} broke off: {why}")]
    Lost {
        /// Where.
        address: String,
        /// What was said last.
        why: String,
    },
    /// The server did not do what it was told.
    #[error("{address} says: {why}")]
    Refused {
        /// Where.
        address: String,
        /// What it said, with its detail and hint.
        why: String,
        /// Its code.
        code: String,
    },
    /// A thread for connections could not be started.
    #[error("could not start a thread for connections: {0}")]
    NoThread(std::io::Error),
}

impl PostgresError {
    /// Whether it may be over after a while, without anything done to this program.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Lost { .. } => true,
            Self::Refused { code, .. } => PASSING.iter().any(|passing| passing.code() == code),
            Self::NotEncrypted { .. }
            | Self::NotLetIn { .. }
            | Self::NoSuchDatabase { .. }
            | Self::TooOld { .. }
            | Self::Superuser { .. }
            | Self::NotAllowed { .. }
            | Self::NoThread(_) => false,
        }
    }

    /// The server's code for what it did not do, such as `42P01` for a table that there is not.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::Unreachable { .. }
            | Self::Lost { .. }
            | Self::NotEncrypted { .. }
            | Self::NotLetIn { .. }
            | Self::NoSuchDatabase { .. }
            | Self::TooOld { .. }
            | Self::Superuser { .. }
            | Self::NotAllowed { .. }
            | Self::NoThread(_) => None,
        }
    }

    /// What a failed attempt to connect means.
    pub(super) fn connecting(address: &Address, error: &tokio_postgres::Error) -> Self {
        let (place, why) = (address.to_string(), said(error));
        match error.code() {
            Some(code) if *code == SqlState::INVALID_CATALOG_NAME => Self::NoSuchDatabase {
                address: place,
                database: address.database().to_owned(),
                user: address.user().to_owned(),
            },
            Some(code) if code.code().starts_with("28") => {
                Self::NotLetIn { address: place, user: address.user().to_owned(), why }
            }
            Some(code) => Self::of(address, why, code),
            // A password is wanted and there is none: the client says so, not the server.
            None if why.contains("password missing") => {
                Self::NotLetIn { address: place, user: address.user().to_owned(), why }
            }
            None if why.contains("TLS") => Self::NotEncrypted { address: place, why },
            None => Self::Unreachable { address: place, why },
        }
    }

    /// What an error on a connection means.
    pub(super) fn asking(address: &Address, error: &tokio_postgres::Error) -> Self {
        let why = said(error);
        match error.code() {
            Some(code) => Self::of(address, why, code),
            None if error.is_closed() || is_io(error) => Self::Lost { address: address.to_string(), why },
            None => Self::Refused { address: address.to_string(), why, code: String::new() },
        }
    }

    fn of(address: &Address, why: String, code: &SqlState) -> Self {
        if *code == SqlState::INSUFFICIENT_PRIVILEGE {
            let (user, database) = (address.user().to_owned(), address.database().to_owned());
            return Self::NotAllowed { user, database, why };
        }
        if SHUT_DOWN.contains(code) {
            return Self::Lost { address: address.to_string(), why };
        }
        Self::Refused { address: address.to_string(), why, code: code.code().to_owned() }
    }
}

const SHUT_DOWN: [SqlState; 3] =
    [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT];

/// The last is a view that somebody built on a table: it passes when they drop it.
const PASSING: [SqlState; 6] = [
    SqlState::CANNOT_CONNECT_NOW,
    SqlState::TOO_MANY_CONNECTIONS,
    SqlState::LOCK_NOT_AVAILABLE,
    SqlState::T_R_DEADLOCK_DETECTED,
    SqlState::T_R_SERIALIZATION_FAILURE,
    SqlState::DEPENDENT_OBJECTS_STILL_EXIST,
];

/// What was said, in the server's own words where it was the server.
fn said(error: &tokio_postgres::Error) -> String {
    let Some(database) = error.as_db_error() else {
        return reasons(error);
    };
    let mut text = database.message().to_owned();
    for more in [database.detail(), database.hint()].into_iter().flatten() {
        text = format!("{text} ({})", more.replace('\n', "; "));
    }
    text
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}
