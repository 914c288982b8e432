//! Names for the ids in rows.

use std::sync::Arc;

use events::{Line, Subject};

use super::problems::{no_labels, not_here};
use super::rows::Rows;
use crate::access::{Right, Rights};
use crate::app::Shared;
use crate::labels::{LabelSource, Labels, NameOpened};
use crate::problem::Problem;

/// Where the labels for a request come from. Coaches' names are personal: they are opened only with the
/// right to personal content, and each reading is logged.
pub(crate) fn label_source(shared: &Shared, actor: Line, rights: &Rights) -> Result<LabelSource, Problem> {
    let library = shared.app.library.clone().ok_or_else(not_here)?;
    let opened = rights.0.contains(&Right::Personal).then(|| {
        let opened = shared.app.opened.clone();
        Arc::new(move |subjects: &[Subject]| opened(&actor, subjects)) as NameOpened
    });
    Ok(LabelSource { library, feed: shared.app.feed.clone(), keys: shared.app.keys.clone(), opened })
}

/// The labels of the ids in these rows.
pub(crate) async fn labels(source: &LabelSource, rows: &Rows) -> Result<Labels, Problem> {
    let mut labels = Labels::default();
    labels.look_up(source, &rows.columns, &rows.rows).await.map_err(|error| no_labels(&error))?;
    Ok(labels)
}
