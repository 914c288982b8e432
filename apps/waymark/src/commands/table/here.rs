//! Rows from a data directory that no server has open.

use std::ops::ControlFlow;
use std::sync::Arc;

use anyhow::Context as _;
use projection_kit::Value;
use read_models::{Library, Question, Rows};
use service_runtime::Naming;
use tokio::runtime::Runtime;
use waymark_http::{LabelSource, Labels, identify};

use crate::access::reads;
use crate::cli::Global;
use crate::node::Node;
use crate::{read_side, system};

/// A data directory and its tables.
pub(super) struct Here {
    pub(super) library: Arc<Library>,
    node: Node,
    runtime: Runtime,
}

impl Here {
    /// Opens the tables, up to date with the log, and puts ids for the names in the question.
    pub(super) fn open(global: &Global, question: &mut Question) -> anyhow::Result<Self> {
        let node = Node::open(global)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        read_side::catch_up(&runtime, &node)?;
        let library = Library::open(&node.data.read_models()).context("could not open the read models")?;
        let naming = Naming::new(&*node.journal, &node.keys);
        runtime.block_on(identify(&naming, system::today(), &mut question.conditions))?;
        Ok(Self { library: Arc::new(library), node, runtime })
    }

    /// The rows, page by page, with the labels of their ids if they are wanted.
    pub(super) fn pages(
        &self,
        question: &Question,
        labels: bool,
        mut each: impl FnMut(&[Vec<Value>], Option<&Labels>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let columns = question.columns();
        let source = labels.then(|| self.labels());
        let (mut known, mut written) = (Labels::default(), Ok(()));
        self.library.pages(question, |Rows { rows, .. }| {
            written = match &source {
                Some(source) => self
                    .runtime
                    .block_on(known.look_up(source, &columns, &rows))
                    .context("cannot look up labels")
                    .and_then(|()| each(&rows, Some(&known))),
                None => each(&rows, None),
            };
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        written
    }

    /// The owner of the data directory may read everything in it. It is logged, as for timelines.
    fn labels(&self) -> LabelSource {
        let log = self.node.data.access_log();
        LabelSource {
            library: self.library.clone(),
            feed: self.node.journal.clone(),
            keys: self.node.keys.clone(),
            opened: Some(Arc::new(move |subjects| reads::log(&log, reads::COMMAND_LINE, subjects))),
        }
    }
}
