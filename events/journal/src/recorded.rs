//! When the events of a log were recorded.

use event_log::EventLog;
use events::Position;
use jiff::Timestamp;
use serde::Deserialize;

/// What is read of an event, also of one that only a newer release knows.
#[derive(Deserialize)]
struct Time<'a> {
    #[serde(borrow)]
    recordedtime: &'a str,
}

/// The recorded time of the event at a position of a log; the earliest possible time for the start.
pub(crate) fn recorded_at(log: &dyn EventLog, position: Position) -> Result<Timestamp, String> {
    let Some(before) = position.0.checked_sub(1) else { return Ok(Timestamp::MIN) };
    let batch = log.batch(Position(before), 1).map_err(|error| error.to_string())?;
    let (_, leaf, _) = batch.iter().next().ok_or("it is not there")?;
    recorded_time(leaf)
}

/// The recorded time that an event's bytes say.
pub(crate) fn recorded_time(leaf: &[u8]) -> Result<Timestamp, String> {
    let Time { recordedtime } = serde_json::from_slice(leaf).map_err(|error| error.to_string())?;
    recordedtime.parse().map_err(|error: jiff::Error| error.to_string())
}
