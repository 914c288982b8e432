//! The configuration file of a server.

use std::path::Path;

use crate::Port;

/// The ports of a server: for clients, for its monitoring pages, and for the other servers.
#[derive(Debug)]
pub(super) struct Ports {
    pub(super) client: Port,
    pub(super) monitor: Port,
    pub(super) route: Option<Port>,
}

/// The configuration of the server `name`, whose cluster listens for each other at `routes`.
pub(super) fn text(name: &str, ports: &Ports, routes: &[u16], store: &Path, more: &str) -> String {
    let (client, monitor, store) = (ports.client.number(), ports.monitor.number(), store.display());
    let mut text = format!(
        "server_name: {name}\nlisten: \"127.0.0.1:{client}\"\nhttp: \"127.0.0.1:{monitor}\"\n\
         jetstream {{ store_dir: \"{store}\", sync_interval: always, max_file_store: 20G }}\n"
    );
    if let Some(route) = &ports.route {
        let urls: Vec<String> = routes.iter().map(|port| format!("\"nats://127.0.0.1:{port}\"")).collect();
        // Not advertised: a client that comes through a proxy stays behind it.
        text += &format!(
            "cluster {{ name: tests, listen: \"127.0.0.1:{}\", no_advertise: true, routes: [{}] }}\n",
            route.number(),
            urls.join(", ")
        );
    }
    text + more
}
