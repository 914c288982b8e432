//! A request's body: read whole, in a limited time, up to a limited length.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt as _;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::problem::Problem;

/// How much of an oversized body is read and discarded, so that the client receives the reason.
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

/// Checks that a text is JSON in which no object has a field twice: programs disagree on which one counts.
pub(crate) fn unambiguous(text: &str) -> serde_json::Result<()> {
    serde_json::from_str::<Unambiguous>(text).map(drop)
}

struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unambiguous {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            members.next_value::<Self>()?;
            if names.contains(&name) {
                let name: String = name.chars().take(60).collect();
                return Err(A::Error::custom(format_args!("the field \"{name}\" is given twice")));
            }
            names.insert(name);
        }
        Ok(self)
    }
}
