//! A request's body: read whole, in a limited time, up to a limited length.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt as _;

use crate::problem::Problem;

/// How much more of a body that is too long is read and thrown away, so that its sender hears why.
const DRAIN: usize = 32 << 20;

/// The body, if it has at most `most` bytes and arrives within that time.
pub(crate) async fn whole(body: Body, most: usize, within: Duration) -> Result<Vec<u8>, Problem> {
    tokio::time::timeout(within, read(body, most)).await.unwrap_or_else(|_| {
        let detail = "the body took too long to arrive: send the request again, a command with the same \
                      Idempotency-Key";
        Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The body took too long", detail))
    })
}

async fn read(mut body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let (mut kept, mut arrived) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            let detail = "the body did not arrive whole: send the request again, a command with the same \
                          Idempotency-Key";
            Problem::bad_request("cut-short", "The body did not arrive whole", detail)
        })?;
        let Ok(data) = frame.into_data() else { continue };
        arrived += data.len();
        if arrived <= most {
            kept.extend_from_slice(&data);
        } else if arrived > DRAIN {
            break;
        }
    }
    if arrived > most {
        let detail = format!("the body of this request has at most {most} bytes: send less at a time, and no files");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large", detail));
    }
    Ok(kept)
}
