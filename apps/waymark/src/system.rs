//! The system clock and randomness, read nowhere else.

use std::io;
use std::sync::Arc;

use event_journal::Clock;
use event_keys::Entropy;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The time now.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the program's one clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The clock for a journal.
#[must_use]
pub fn clock() -> Clock {
    Arc::new(now)
}

/// Today, in England: a programme's dates are civil dates there, wherever the machine stands.
#[must_use]
pub fn today() -> Date {
    let england = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    now().to_zoned(england).date()
}

/// The system's randomness.
#[must_use]
pub fn entropy() -> Entropy {
    Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).map_err(io::Error::from))
}
