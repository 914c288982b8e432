//! The subject of a question: by id, by name, or by the provider's reference for an internship.

use axum::http::StatusCode;
use events::{Name, Subject, SubjectKind};
use service_runtime::{Naming, NotNamed};
use uuid::Uuid;

use super::asking::ask;
use super::problems::bad_question;
use super::question::Question;
use crate::app::Shared;
use crate::problem::Problem;

/// The subject that a text names by a kind and an id or a name: `coach/10000001/Dean Prescott`.
pub(crate) async fn subject(shared: &Shared, text: &str) -> Result<Subject, Problem> {
    let naming = Naming::new(&*shared.app.feed, &shared.app.keys);
    naming.subject(text, (shared.app.today)()).await.map_err(not_named)
}

pub(crate) fn not_named(error: NotNamed) -> Problem {
    match error {
        NotNamed::Form(_) | NotNamed::NoKind(_) => bad_question(error.to_string()),
        NotNamed::Failed(failure) => Problem::of_failure(&failure),
    }
}

/// Puts ids for the names in what is asked.
pub(crate) async fn identify(shared: &Shared, question: &mut Question) -> Result<(), Problem> {
    let naming = Naming::new(&*shared.app.feed, &shared.app.keys);
    let conditions = &mut question.rows.conditions;
    crate::labels::identify(&naming, (shared.app.today)(), conditions).await.map_err(not_named)
}

/// The internship with this id or name, or that its provider calls so.
pub(crate) async fn internship(shared: &Shared, text: &str) -> Result<Subject, Problem> {
    if Uuid::try_parse(text).is_ok() || Name::read(SubjectKind::Internship.as_str(), text).is_ok() {
        return subject(shared, &format!("{}/{text}", SubjectKind::Internship)).await;
    }
    let reference = text.to_owned();
    let found = ask(shared, move |library| library.internships_by_reference(&reference)).await?;
    match found.as_slice() {
        [] => Err(no_such_internship(shared, text).await),
        [one] => Ok(one.subject()),
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            let text: String = text.chars().take(60).collect();
            let detail =
                format!("several providers call somebody \"{text}\": ask with one of the ids {}", ids.join(", "));
            let title = "Several internships have this reference";
            Err(Problem::new(StatusCode::CONFLICT, "several-internships", title, detail).with("internships", ids))
        }
    }
}

/// No internship is known so; with the reference that was probably meant.
pub(crate) async fn no_such_internship(shared: &Shared, text: &str) -> Problem {
    let asked = text.to_owned();
    let meant = ask(shared, move |library| library.nearest_reference(&asked)).await.ok().flatten();
    let meant = meant.map(|meant| format!(" Did you mean \"{meant}\"?")).unwrap_or_default();
    let text: String = text.chars().take(60).collect();
    let detail = format!(
        "no internship is known as \"{text}\".{meant} Look for its reference on the start page or in \
         /v1/tables/journeys; what was recorded a moment ago may take a second to be found"
    );
    Problem::new(StatusCode::NOT_FOUND, "no-such-internship", "No such internship is known", detail)
}

pub(crate) fn no_such_subject(text: &str) -> Problem {
    let text: String = text.chars().take(100).collect();
    let title = "No such subject is known";
    let detail = format!("nothing was recorded about \"{text}\": compare its spelling with the provider's register");
    Problem::new(StatusCode::NOT_FOUND, "no-such-subject", title, detail)
}
