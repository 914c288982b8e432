//! `POST /v1/names`: ids for names, and for the events of commands' keys. A server has the
//! deployment's secret, which an import that asks a server has not.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use events::Subject;
use serde::Deserialize;
use serde_json::{Value, json};
use service_runtime::Naming;

use crate::app::Shared;
use crate::body;
use crate::problem::Problem;
use crate::reading::{bad_question, not_named};

/// The most names and keys in one question.
const MOST: usize = 1000;
/// The longest question, in bytes.
const LONGEST: usize = 1 << 20;

const NOT_A_DAY: &str = "day is a day as YYYY-MM-DD, in the years 1900 to 2100";

/// What may be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    #[serde(default)]
    names: Vec<Name>,
    #[serde(default)]
    events: Vec<Key>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    kind: String,
    name: String,
    /// An internship is the latest referred on or before this day; today if it is not said.
    day: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    subject: Subject,
    key: String,
}

pub(crate) async fn resolve(State(shared): State<Shared>, body: Body) -> Result<Json<Value>, Problem> {
    let body = body::whole(body, LONGEST, shared.limits.body).await?;
    let unreadable = |error| bad_question(format!("cannot read the names: {error}"));
    let text = str::from_utf8(&body).map_err(|_| bad_question("cannot read the names: the body is not UTF-8 text"))?;
    body::unambiguous(text).map_err(unreadable)?;
    let read = serde_json::from_str(text).map_err(unreadable);
    let Wanted { names, events: keys } = read?;
    let asked = names.len() + keys.len();
    if asked > MOST {
        return Err(bad_question(format!("asked for {asked} ids at once: ask for at most {MOST}")));
    }
    let naming = Naming::new(&*shared.app.feed, &shared.app.keys);
    let mut ids = Vec::with_capacity(names.len());
    for Name { kind, name, day } in &names {
        let day = match day {
            None => (shared.app.today)(),
            Some(text) => events::day(text).ok_or_else(|| bad_question(NOT_A_DAY))?,
        };
        ids.push(naming.id(kind, name, day).await.map_err(not_named)?);
    }
    let secret = shared.app.keys.secret();
    let events: Vec<_> = keys.iter().map(|Key { subject, key }| secret.event(*subject, key)).collect();
    Ok(Json(json!({ "names": ids, "events": events })))
}
