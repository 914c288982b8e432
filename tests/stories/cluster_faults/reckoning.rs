//! What came of it: counted from what was acknowledged, and from what every node has.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde_json::Value;
use stories::cluster::{Cluster, wait};

use crate::load::Acknowledged;

/// Counted after everything has ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reckoning {
    /// Commands that were acknowledged.
    pub(crate) acknowledged: usize,
    /// Acknowledged, and not where the acknowledgement said.
    pub(crate) lost: usize,
    /// Events that stand there although nobody, or somebody else, was told of them.
    pub(crate) twice: usize,
    /// Events not at the next position, or before what their client had been told already.
    pub(crate) out_of_order: usize,
    /// Nodes that have something else than the first.
    pub(crate) apart: usize,
}

impl Reckoning {
    /// Compares what was acknowledged, beside so many events that were given, with the logs of these
    /// nodes, which must not run.
    #[track_caller]
    pub(crate) fn of(cluster: &Cluster, nodes: &[&str], given: usize, acknowledged: &[Acknowledged]) -> Self {
        let logs: Vec<String> = nodes.iter().map(|node| cluster.ok(node, &["events"])).collect();
        let roots: BTreeSet<String> = nodes.iter().map(|node| root(cluster, node)).collect();
        let events: Vec<Value> = logs[0].lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
        let ids: HashMap<&str, u64> = events
            .iter()
            .map(|event| (event["id"].as_str().expect("an id"), event["position"].as_u64().expect("a position")))
            .collect();
        let is_there = |one: &&Acknowledged| ids.get(one.event.as_str()) == Some(&one.position);
        let sparse = (1..).zip(&events).filter(|(n, event)| event["position"].as_u64() != Some(*n)).count();
        let keys: BTreeSet<&str> = acknowledged.iter().map(|one| one.event.as_str()).collect();
        Self {
            acknowledged: acknowledged.len(),
            lost: acknowledged.len() - acknowledged.iter().filter(is_there).count(),
            twice: (events.len() - ids.len())
                + (acknowledged.len() - keys.len())
                + events.len().abs_diff(given + acknowledged.len()),
            out_of_order: sparse + behind(acknowledged),
            apart: logs.iter().filter(|log| **log != logs[0]).count() + roots.len() - 1,
        }
    }

    /// So many commands were acknowledged, and nothing is wrong.
    #[track_caller]
    pub(crate) fn assert_whole(&self) {
        assert_eq!(*self, Self { acknowledged: self.acknowledged, ..Self::default() });
        assert!(self.acknowledged > 0);
    }
}

impl fmt::Display for Reckoning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { acknowledged, lost, twice, out_of_order, apart } = self;
        write!(
            f,
            "{acknowledged} acknowledged, {lost} lost, {twice} applied twice, {out_of_order} out of order, {apart} roots that differ"
        )
    }
}

/// How many acknowledgements of a client stand before the one that it had got before.
fn behind(acknowledged: &[Acknowledged]) -> usize {
    let mut last: BTreeMap<usize, u64> = BTreeMap::new();
    let fall = |one: &&Acknowledged| last.insert(one.client, one.position).is_some_and(|last| last >= one.position);
    acknowledged.iter().filter(fall).count()
}

/// Size and root of the log of a node that does not run, its whole log walked.
#[track_caller]
pub(crate) fn root(cluster: &Cluster, node: &str) -> String {
    let done = cluster.run(node, &["verify"]);
    assert!(done.out.contains("The log is whole."), "{node}: {done:?}");
    done.out.lines().find(|line| line.starts_with("tree size")).expect("a root").to_owned()
}

/// The tables that a worker keeps are those that a new worker makes of the same stream.
#[track_caller]
pub(crate) fn tables_made_again(cluster: &Cluster, tables: &str, position: u64) {
    let again = cluster.project("worker-again", "tables-again");
    wait("a new worker reads everything", || {
        again.client.metric("waymark_worker_position").is_some_and(|applied| applied >= position)
    });
    let read = |name: &str, tables: &str| {
        let query = cluster.query(name, tables);
        stories::tables().into_iter().map(|table| cluster.csv(&query, table)).collect::<Vec<_>>()
    };
    assert_eq!(read("query", tables), read("query-again", "tables-again"));
}
