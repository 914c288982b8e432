//! Rows from a data directory.

use std::ops::ControlFlow;
use std::sync::Arc;

use anyhow::Context as _;
use projection_kit::{ColumnDescription, Kind, Value};
use read_models::{Library, Question, Rows};
use serde_json::{Map, Value as Json};
use service_runtime::Naming;
use tokio::runtime::Runtime;
use waymark_http::{LabelSource, Labels, identify, label_column};

use crate::access::reads;
use crate::cli::Global;
use crate::node::Node;
use crate::read_side::library;
use crate::rim;

/// The tables of a data directory, and what opens names where nobody else has it open.
pub(super) struct Here {
    pub(super) library: Arc<Library>,
    node: Option<Node>,
    runtime: Runtime,
}

impl Here {
    /// Opens the tables, up to date with the log, and puts ids for the names in what is asked.
    pub(super) fn open(global: &Global, question: &mut Question) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let library = library(global)?;
        // A server that runs on the data has the log.
        let node = Node::open(global).ok();
        if let Some(node) = &node {
            let naming = Naming::new(&*node.journal, &node.keys);
            runtime.block_on(identify(&naming, rim::today(), &mut question.conditions))?;
        }
        Ok(Self { library, node, runtime })
    }

    /// Each row, with labels beside its ids if they are wanted.
    pub(super) fn each(
        &self,
        question: &Question,
        labels: bool,
        each: &mut dyn FnMut(&Json) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let columns = question.columns();
        let source = self.node.as_ref().filter(|_| labels).map(|node| self.labels(node));
        let (mut known, mut told) = (Labels::default(), Ok(()));
        self.library.pages(question, |Rows { rows, .. }| {
            told = match &source {
                Some(source) => {
                    self.runtime.block_on(known.look_up(source, &columns, &rows)).context("no label is looked up")
                }
                None => Ok(()),
            };
            if told.is_ok() {
                told = rows.iter().try_for_each(|cells| each(&row(&columns, cells, labels.then_some(&known))));
            }
            if told.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        told
    }

    /// Who has the data directory may read what is in it. Word is kept of it, as of timelines.
    fn labels(&self, node: &Node) -> LabelSource {
        let log = node.data.access_log();
        LabelSource {
            library: self.library.clone(),
            feed: node.journal.clone(),
            keys: node.keys.clone(),
            opened: Some(Box::new(move |subject| reads::keep(&log, reads::COMMAND_LINE, subject))),
        }
    }
}

fn row(columns: &[&'static ColumnDescription], cells: &[Value], labels: Option<&Labels>) -> Json {
    let mut row = Map::new();
    for (column, cell) in columns.iter().zip(cells) {
        row.insert(column.name.to_owned(), cell_as_json(column, cell));
        if let (Some(labels), Some(beside)) = (labels, label_column(column)) {
            row.insert(beside, labels.of(cell).into());
        }
    }
    Json::Object(row)
}

/// A cell as JSON; a list as what it is.
fn cell_as_json(column: &ColumnDescription, cell: &Value) -> Json {
    match (column.kind, cell) {
        (Kind::List, Value::Text(text)) => serde_json::from_str(text).unwrap_or_else(|_| cell.to_json()),
        _ => cell.to_json(),
    }
}
