//! Three servers, two services, a keeper and two workers.

use stories::cluster::{Cluster, Node, SERVE, wait};
use test_servers::Proxy;

use crate::ground;
use crate::load::INTERNSHIPS;

/// Where the tables are that both workers keep.
pub(crate) const TABLES: &str = "tables";
/// Which server the second service reaches, through the proxy and nowhere else.
const BEHIND: usize = 1;

/// A cluster at work.
pub(crate) struct Scene {
    pub(crate) services: Vec<Node>,
    pub(crate) keeper: Node,
    pub(crate) workers: Vec<Node>,
    /// Between the second service and the servers.
    pub(crate) proxy: Proxy,
    /// After the nodes: the servers go last.
    pub(crate) cluster: Cluster,
    /// How many events there were before the load.
    pub(crate) given: usize,
}

impl Scene {
    /// Everything is ready, and the internships are there.
    pub(crate) fn start() -> Self {
        let cluster = Cluster::start();
        let proxy = Proxy::before(cluster.nats.servers[BEHIND].address());
        let mut services = vec![cluster.node("service-1", &SERVE), cluster.node_on("service-2", &SERVE, &proxy.url())];
        let mut keeper = cluster.node("keeper", &["keep"]);
        let mut workers: Vec<Node> =
            ["worker-1", "worker-2"].into_iter().map(|name| cluster.project(name, TABLES)).collect();
        services.iter_mut().chain(&mut workers).chain([&mut keeper]).for_each(Node::wait_until_ready);
        let given = ground::prepare(&services[0].client, INTERNSHIPS).len();
        Self { services, keeper, workers, proxy, cluster, given }
    }

    /// Where the stream ends, as far as the services have heard.
    pub(crate) fn head(&self) -> u64 {
        let heads = self.services.iter().filter_map(|node| node.client.metric("waymark_stream_position"));
        heads.max().unwrap_or(0)
    }

    /// Whether a node's log has come so far.
    pub(crate) fn has_come_to(node: &Node, position: u64) -> bool {
        node.client.metric("waymark_journal_head").is_some_and(|head| head >= position)
    }

    /// Whether the tables have come so far.
    pub(crate) fn tables_have_come_to(&self, position: u64) -> bool {
        let applied = self.workers.iter().filter_map(|node| node.client.metric("waymark_worker_position"));
        applied.max().is_some_and(|applied| applied >= position)
    }

    /// Waits until everybody has everything.
    #[track_caller]
    pub(crate) fn catch_up(&self) {
        let head = self.head();
        for node in self.services.iter().chain([&self.keeper]) {
            wait(&format!("{} has all {head} events", node.name), || Self::has_come_to(node, head));
        }
        wait(&format!("the tables have all {head} events"), || self.tables_have_come_to(head));
    }
}
