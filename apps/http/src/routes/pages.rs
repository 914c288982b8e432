//! The pages' routes.

use axum::Extension;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::access::{Actor, Rights};
use crate::app::Shared;
use crate::pages;
use crate::problem::Problem;
use crate::reading::{self, Question};

use super::timeline::tell;

#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    reference: Option<String>,
    after: Option<String>,
}

pub(crate) async fn start(
    State(shared): State<Shared>,
    search: Result<Query<Search>, QueryRejection>,
) -> Result<Response, Problem> {
    let Search { reference, after } = search.map_err(|error| reading::bad_question(error.body_text()))?.0;
    let reference = reference.map(|reference| reference.trim().to_owned()).filter(|reference| !reference.is_empty());
    let stages = reading::stages(&shared).await?;
    let interns = reading::interns(&shared, reference.as_deref(), after.as_deref()).await?;
    Ok(pages::start::page(&shared, &stages, &interns, reference.as_deref()))
}

pub(crate) async fn table(
    State(shared): State<Shared>,
    Extension(Actor(actor)): Extension<Actor>,
    Extension(rights): Extension<Rights>,
    name: Result<Path<String>, PathRejection>,
    asked: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, Problem> {
    let name = name.map_or_else(|_| "?".to_owned(), |name| name.0);
    let asked = asked.map_err(|error| reading::bad_question(error.body_text()))?.0;
    let mut question = Question::new(&name, (shared.app.today)(), asked)?;
    reading::identify(&shared, &mut question).await?;
    let rows = reading::rows(&shared, &question).await?;
    let labels = reading::labels(&reading::label_source(&shared, actor, &rights)?, &rows).await?;
    Ok(pages::table::page(&shared, &question, &rows, &labels))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Turned {
    page: Option<usize>,
    all: Option<bool>,
}

pub(crate) async fn timeline(
    State(shared): State<Shared>,
    Extension(Actor(actor)): Extension<Actor>,
    internship: Result<Path<String>, PathRejection>,
    turned: Result<Query<Turned>, QueryRejection>,
) -> Result<Response, Problem> {
    let internship = internship.map_or_else(|_| "?".to_owned(), |internship| internship.0);
    let (page, all) = turned.map_or((None, None), |turned| (turned.0.page, turned.0.all));
    let timeline = tell(&shared, &actor, &internship).await?;
    Ok(pages::timeline::page(&shared, &timeline, all.unwrap_or(false), page.unwrap_or(1)))
}

pub(crate) async fn docs(State(shared): State<Shared>) -> Response {
    pages::docs::page(&shared)
}
