//! `waymark timeline`: the timeline of one internship or another subject, newest last.

use std::io::Write;

use anyhow::{Context as _, bail};
use events::telling::prose;
use events::{Name, Subject, SubjectKind};
use jiff::civil::Date;
use serde_json::Value;
use service_runtime::Naming;
use timeline::timeline;
use uuid::Uuid;
use waymark_http::PROGRAMS;

use crate::access::reads;
use crate::cli::{self, Global};
use crate::client::{Client, escaped};
use crate::node::Node;
use crate::output::table;
use crate::servers::Servers;
use crate::{read_side, rim};

/// Tells the timeline.
///
/// # Errors
/// When nobody is known by the reference, or the log or server cannot be read.
pub fn run(global: &Global, arguments: &cli::Timeline, out: &mut impl Write) -> anyhow::Result<()> {
    match Servers::reading(global, &arguments.place)? {
        Some(servers) => from_server(servers.with_tables()?, &arguments.reference, out),
        None => from_log(global, &arguments.reference, out),
    }
}

fn from_log(global: &Global, reference: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let node = Node::open(global)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    read_side::catch_up(&runtime, &node)?;
    let subject = runtime.block_on(find(&node, reference))?;
    reads::keep(&node.data.access_log(), reads::COMMAND_LINE, subject)
        .context("no word can be kept of who reads timelines")?;
    let timeline = runtime.block_on(timeline(&*node.journal, &node.keys, subject, &PROGRAMS))?;
    if timeline.entries.is_empty() {
        bail!(unknown(reference));
    }
    heading(out, timeline.reference.as_deref(), timeline.name.as_deref(), &subject.to_string())?;
    let rows = timeline.entries.iter().map(|line| {
        let text = if line.in_error { format!("(entered in error) {}", line.text) } else { line.text.clone() };
        vec![prose::day(line.happened), text, line.position.to_string(), line.actor.clone()]
    });
    table(&COLUMNS, rows, out)
}

const COLUMNS: [&str; 4] = ["when", "what happened", "position", "recorded by"];

fn heading(out: &mut impl Write, reference: Option<&str>, name: Option<&str>, subject: &str) -> anyhow::Result<()> {
    let known: Vec<&str> = [reference, name].into_iter().flatten().collect();
    writeln!(out, "{} ({subject})", known.join(", "))?;
    Ok(())
}

fn unknown(reference: &str) -> String {
    format!("nothing is known by \"{reference}\": `waymark table journeys --columns reference,stage` lists them")
}

/// The subject as the log and servers are asked for it, where the text says its kind, or is the id or
/// the name of an internship. Else it is a bare reference.
fn subject_in(text: &str) -> Option<String> {
    let internship = SubjectKind::Internship.as_str();
    let kind = text.split_once('/').map(|(kind, _)| kind);
    if SubjectKind::ALL.into_iter().any(|known| kind == Some(known.as_str())) {
        return Some(text.to_owned());
    }
    let is_internship = Uuid::try_parse(text).is_ok() || Name::read(internship, text).is_ok();
    is_internship.then(|| format!("{internship}/{text}"))
}

async fn find(node: &Node, reference: &str) -> anyhow::Result<Subject> {
    if let Some(subject) = subject_in(reference) {
        return Ok(Naming::new(&*node.journal, &node.keys).subject(&subject, rim::today()).await?);
    }
    let library = read_models::Library::open(&node.data.read_models())?;
    let found = library.internships_by_reference(reference)?;
    match found.as_slice() {
        [one] => Ok(one.subject()),
        [] => {
            let meant = library.nearest_reference(reference)?;
            let meant = meant.map(|meant| format!(". Did you mean \"{meant}\"?")).unwrap_or_default();
            bail!("{}{meant}", unknown(reference))
        }
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            bail!("several providers have a \"{reference}\": name one by its id: {}", ids.join(", "))
        }
    }
}

fn from_server(client: &Client, reference: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let mut path = match subject_in(reference) {
        Some(subject) => format!("/v1/timelines/{}", subject.split('/').map(escaped).collect::<Vec<_>>().join("/")),
        None => format!("/v1/internships/{}/timeline", escaped(reference)),
    };
    let mut rows = Vec::new();
    loop {
        let page = client.get(&path)?.body;
        if rows.is_empty() {
            let subject = page["subject"].as_str().unwrap_or_default();
            heading(out, page["reference"].as_str(), page["name"].as_str(), subject)?;
        }
        for line in page["lines"].as_array().into_iter().flatten() {
            rows.push(row(line).context("the server's timeline is not of a form that this version knows")?);
        }
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut path),
            None => return table(&COLUMNS, rows, out),
        }
    }
}

fn row(line: &Value) -> Option<Vec<String>> {
    let day: Date = line["happened"].as_str()?.parse().ok()?;
    let text = line["text"].as_str()?;
    let text = if line["inError"] == true { format!("(entered in error) {text}") } else { text.to_owned() };
    Some(vec![prose::day(day), text, line["position"].to_string(), line["actor"].as_str()?.to_owned()])
}
