//! `GET /v1/rules`: the hard rules, and the figures that they use on a day.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::app::Shared;
use crate::figures::rules_on;
use crate::problem::Problem;
use crate::reading::{Pairs, Parameters, bad_question};

pub(crate) async fn rules(State(shared): State<Shared>, asked: Pairs) -> Result<Json<Value>, Problem> {
    let asked = Parameters::read(asked, &["on"])?;
    let wrong = || bad_question("on is a day as YYYY-MM-DD, in the years 1900 to 2100");
    let day = asked.get("on").map(|text| events::day(text).ok_or_else(wrong)).transpose()?;
    Ok(Json(rules_on(day.unwrap_or_else(|| (shared.app.today)()))))
}
