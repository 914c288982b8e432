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
use crate::reading::{self, Pairs, Parameters, Question};

use super::timeline::tell;

pub(crate) async fn start(State(shared): State<Shared>, asked: Pairs) -> Result<Response, Problem> {
    let asked = Parameters::read(asked, &["reference", "after"])?;
    let reference = asked.get("reference").map(str::trim).filter(|reference| !reference.is_empty());
    let stages = reading::stages(&shared).await?;
    let interns = reading::interns(&shared, reference, asked.get("after")).await?;
    Ok(pages::start::page(&shared, &stages, &interns, reference))
}

pub(crate) async fn table(
    State(shared): State<Shared>,
    Extension(Actor(actor)): Extension<Actor>,
    Extension(rights): Extension<Rights>,
    name: Result<Path<String>, PathRejection>,
    asked: Pairs,
) -> Result<Response, Problem> {
    let name = name.map_or_else(|_| "?".to_owned(), |name| name.0);
    let asked = reading::pairs(asked)?;
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
