//! All rows of a question, part by part.

use std::ops::ControlFlow;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::problems::{not_answered, not_here};
use super::question::Question;
use crate::app::Shared;
use crate::problem::Problem;

/// How many rows of a download are read at a time: two such parts are in memory.
const PART: usize = 1000;
/// How long a client may take for a download. It is one transaction, and a rebuilt table cannot take its
/// place in PostgreSQL before the transaction ends. Pages have no such limit.
const LONGEST: Duration = Duration::from_secs(60);

/// All rows of a question as they are at one moment, part by part, at least one. After an error comes
/// nothing more.
pub(crate) async fn parts(
    shared: &Shared,
    question: &Question,
) -> Result<mpsc::Receiver<Result<read_models::Rows, Problem>>, Problem> {
    let library = shared.app.library.clone().ok_or_else(not_here)?;
    let asked = read_models::Question { limit: PART, ..question.rows.clone() };
    let permit = shared.downloads.clone().acquire_owned().await.map_err(|_| Problem::failed())?;
    let (sender, receiver) = mpsc::channel(1);
    let (runtime, end) = (Handle::current(), Instant::now() + LONGEST);
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let mut too_slow = false;
        let told = library.pages(&asked, |rows| match runtime.block_on(timeout_at(end, sender.send(Ok(rows)))) {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) => ControlFlow::Break(()),
            Err(_) => {
                too_slow = true;
                ControlFlow::Break(())
            }
        });
        let failed = told.map_err(|error| not_answered(&error)).err().or_else(|| too_slow.then(Problem::failed));
        if let Some(problem) = failed {
            drop(runtime.block_on(sender.send(Err(problem))));
        }
    });
    Ok(receiver)
}
