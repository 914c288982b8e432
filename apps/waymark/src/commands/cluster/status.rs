//! `waymark cluster status`: the stream and the processes, and what of it needs somebody.

use std::io::Write;
use std::time::Duration;

use anyhow::bail;
use event_journal::{Connection, NodeSeen, StreamSeen};

use crate::cluster::options::Nats;
use crate::output::{number, table};

/// How long processes are waited for that say who they are.
const ANSWERS: Duration = Duration::from_secs(1);

/// Shows the stream and every process.
///
/// # Errors
/// With everything that is not as it should be, and what to do; unsafe settings are left out where
/// they are accepted. Or when the servers do not answer.
pub(super) async fn show(
    connection: &Connection,
    nats: &Nats,
    allow_unsafe_stream: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let before = connection.stream_seen().await?;
    let nodes = connection.nodes(ANSWERS).await?;
    let mut stream = connection.stream_seen().await?;
    // A replica may be behind for a moment at any time.
    stream.behind.retain(|server| before.behind.contains(server));
    let mut wrong = of_stream(&stream, allow_unsafe_stream);
    wrong.extend(connection.lacks(&stream).await?.map(|mismatch| mismatch.to_string()));
    wrong.extend(of_keys(connection, &stream).await);
    wrong.extend(nodes.iter().filter_map(troubled));
    wrong.extend(different_roots(&nodes));

    let replicas = if stream.replicas == 1 { "1 replica".into() } else { format!("{} replicas", stream.replicas) };
    let leader = stream.leader.as_deref().unwrap_or("one server");
    writeln!(
        out,
        "Stream {}: {} events, {} MB, {replicas}, led by {leader}",
        nats.stream,
        number(stream.last.0),
        number(stream.bytes / 1_000_000),
    )?;
    if allow_unsafe_stream {
        stream.unsafe_settings.iter().try_for_each(|setting| writeln!(out, "  accepted: {setting}"))?;
    }
    let columns = ["process", "id", "version", "position", "lag", "state", "root"];
    table(&columns, nodes.iter().map(cells), out)?;
    if !wrong.is_empty() {
        let listed: String = wrong.iter().map(|what| format!("\n- {what}")).collect();
        bail!("the cluster is not as it should be:{listed}");
    }
    Ok(())
}

fn of_stream(stream: &StreamSeen, allow_unsafe_stream: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    if !stream.in_touch {
        wrong.push("the stream's leader hears from too few of the other servers: nothing is recorded until a majority is back; start them, with their disks".into());
    }
    if let Some(upto) = stream.filling {
        wrong.push(format!(
            "the stream is being filled from a log up to position {}, and no command is taken until that is done: if it broke off, run it again",
            number(upto.0)
        ));
    }
    wrong.extend(
        stream
            .behind
            .iter()
            .map(|server| format!("the NATS server {server} is not up to date: see that it runs, and wait")),
    );
    if !allow_unsafe_stream {
        wrong.extend(stream.unsafe_settings.iter().map(|setting| format!("unsafe: {setting}")));
    }
    wrong
}

/// What is wrong with the bucket of persons' keys.
async fn of_keys(connection: &Connection, stream: &StreamSeen) -> Vec<String> {
    let bucket = match connection.key_bucket().await {
        Ok(bucket) => bucket,
        Err(error) => return vec![error.to_string()],
    };
    let mut wrong = Vec::new();
    if bucket.replicas() < stream.replicas {
        wrong.push(format!(
            "unsafe: persons' keys have {} of {} replicas: run `waymark cluster create`",
            bucket.replicas(),
            stream.replicas
        ));
    }
    let settings = bucket.unsafe_settings();
    if !settings.is_empty() {
        wrong.push(format!(
            "unsafe: persons' keys may be overwritten, lost or not erased, by {}: run `waymark cluster create`",
            settings.join(", ")
        ));
    }
    wrong
}

/// What keeps a process from its work.
fn troubled(node: &NodeSeen) -> Option<String> {
    let reason = node.metadata.get("reason")?;
    Some(format!("{} {}: {reason}", node.name, short(&node.id)))
}

/// Nodes that are at the same position with different roots.
fn different_roots(nodes: &[NodeSeen]) -> Option<String> {
    let mut seen: Vec<(&str, &str, &NodeSeen)> = Vec::new();
    for node in nodes {
        let (Some(head), Some(root)) = (node.metadata.get("head"), node.metadata.get("root")) else { continue };
        if let Some((_, _, other)) = seen.iter().find(|(at, other, _)| at == head && other != root) {
            let (one, other) = (short(&node.id), short(&other.id));
            return Some(format!(
                "at position {head} {one} and {other} have different roots: stop both, `waymark verify` each, and keep both directories"
            ));
        }
        seen.push((head, root, node));
    }
    None
}

fn cells(node: &NodeSeen) -> Vec<String> {
    let of = |names: &[&str]| names.iter().find_map(|name| node.metadata.get(*name)).cloned().unwrap_or_default();
    vec![
        node.name.clone(),
        short(&node.id),
        node.version.clone(),
        of(&["applied", "head"]),
        of(&["lag"]),
        of(&["phase"]),
        short(&of(&["root"])),
    ]
}

fn short(text: &str) -> String {
    text.chars().take(12).collect()
}
