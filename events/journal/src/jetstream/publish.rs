//! One try to append: a message under the condition of its subject, and what the stream said.

use std::pin::pin;
use std::time::Duration;

use async_nats::client::RequestErrorKind;
use async_nats::{HeaderMap, Request};
use events::Position;
use serde::Deserialize;
use tokio::time::{Instant, timeout};

use super::connection::{ANSWER, Connection};
use super::error::chain;
use super::message::Outgoing;
use super::names;

/// The stream's last position of the subject is another one; the text says which.
const WRONG_LAST: u64 = 10071;
/// Another message to the same subject is under way, or this one's twin.
const UNDER_WAY: [u64; 2] = [10164, 10158];
/// What is looked at before a message is proposed to the replicas: account or storage is full, too
/// large, of another stream, a limit is reached, the stream is sealed. Any other error may come to a
/// message that the replicas take all the same, as when its leader steps down.
const REFUSED: [u64; 6] = [10002, 10047, 10054, 10060, 10077, 10109];

/// How often to look whether an answer can still come.
const LOOK: Duration = Duration::from_millis(100);

/// What one try came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// A quorum has it, at this position.
    Taken { position: Position },
    /// The stream knows the event's id: it has it already, at this position.
    Known { position: Position },
    /// It has not been taken: the subject's last position is another one, which the stream told.
    Newer { current: Option<Position> },
    /// It has not been taken, and whether it would conflict is not known yet.
    NotYet { reason: String },
    /// It has not been taken and will not be.
    Refused { reason: String },
    /// Nobody knows.
    Unknown { reason: String },
}

/// What a stream answers to a message.
#[derive(Deserialize)]
pub(super) struct Answer {
    /// Where it stands; 0 where it does not.
    #[serde(default)]
    pub(super) seq: u64,
    #[serde(default)]
    duplicate: bool,
    pub(super) error: Option<ServerError>,
}

/// Why a stream did not take a message.
#[derive(Deserialize)]
pub(super) struct ServerError {
    #[serde(default)]
    pub(super) err_code: u64,
    #[serde(default)]
    pub(super) description: String,
}

/// The headers of an append.
pub(super) fn headers(event: &Outgoing, expected: Position, stream: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", event.id.to_string());
    headers.insert("Nats-Expected-Stream", stream);
    headers.insert("Nats-Expected-Last-Subject-Sequence", expected.to_string());
    headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", names::filter(event.subject));
    headers
}

/// Tries once, and waits for the answer at most until the deadline.
pub(super) async fn publish(connection: &Connection, event: &Outgoing, expected: Position, deadline: Instant) -> Tried {
    let patience = deadline.saturating_duration_since(Instant::now()).min(ANSWER);
    let headers = headers(event, expected, &connection.stream);
    let request = Request::new().headers(headers).payload(event.body.clone().into()).timeout(Some(patience));
    let connects = connection.connects();
    let mut answer = pin!(connection.client.send_request(event.address.clone(), request));
    let answer = loop {
        match timeout(LOOK, &mut answer).await {
            Ok(answer) => break answer,
            Err(_) if connection.connects() == connects => {}
            Err(_) => return Tried::Unknown { reason: "the connection broke before the answer came".into() },
        }
    };
    match answer {
        Ok(message) => answered(&message.payload),
        Err(error) => {
            let reason = chain(&error);
            match error.kind() {
                RequestErrorKind::NoResponders => {
                    Tried::NotYet { reason: "no server takes events for the stream now".into() }
                }
                RequestErrorKind::MaxPayloadExceeded | RequestErrorKind::InvalidSubject => Tried::Refused { reason },
                RequestErrorKind::TimedOut | RequestErrorKind::Other => Tried::Unknown { reason },
            }
        }
    }
}

/// Reads what the stream answered.
fn answered(payload: &[u8]) -> Tried {
    let answer: Answer = match serde_json::from_slice(payload) {
        Ok(answer) => answer,
        Err(error) => return Tried::Unknown { reason: format!("the stream's answer cannot be read: {error}") },
    };
    match answer.error {
        None if answer.seq == 0 => Tried::Unknown { reason: "the stream's answer has no position".into() },
        None if answer.duplicate => Tried::Known { position: Position(answer.seq) },
        None => Tried::Taken { position: Position(answer.seq) },
        Some(error) if error.err_code == WRONG_LAST => Tried::Newer { current: last_number(&error.description) },
        Some(error) if UNDER_WAY.contains(&error.err_code) => Tried::NotYet { reason: error.description },
        Some(ServerError { err_code, description }) => {
            let reason = format!("the stream said {description} ({err_code})");
            if REFUSED.contains(&err_code) { Tried::Refused { reason } } else { Tried::Unknown { reason } }
        }
    }
}

/// The position in a text such as `wrong last sequence: 17`.
fn last_number(text: &str) -> Option<Position> {
    let (_, number) = text.rsplit_once(' ')?;
    number.parse().ok().map(Position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_stream_says_is_understood() {
        let said = |text: &str| answered(text.as_bytes());
        let error = |code: u64, text: &str| {
            said(&format!(r#"{{"error":{{"code":400,"err_code":{code},"description":"{text}"}}}}"#))
        };
        assert_eq!(said(r#"{"stream":"S","seq":7}"#), Tried::Taken { position: Position(7) });
        assert_eq!(said(r#"{"stream":"S","seq":7,"duplicate":true}"#), Tried::Known { position: Position(7) });
        assert_eq!(error(10071, "wrong last sequence: 17"), Tried::Newer { current: Some(Position(17)) });
        assert_eq!(error(10071, "wrong last sequence"), Tried::Newer { current: None });
        assert!(matches!(error(10164, "wrong last sequence"), Tried::NotYet { .. }));
        assert!(matches!(error(10158, "message id is in use"), Tried::NotYet { .. }));
        assert!(matches!(error(10077, "maximum messages exceeded"), Tried::Refused { .. }));
        assert!(matches!(error(10008, "temporarily unavailable"), Tried::Unknown { .. }));
        for unknown in ["", "{}", r#"{"stream":"S"}"#] {
            assert!(matches!(said(unknown), Tried::Unknown { .. }), "{unknown}");
        }
    }
}
