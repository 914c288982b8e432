//! `waymark timeline`: the story of one internship, newest last.

use std::io::Write;

use anyhow::{Context as _, bail};
use events::Subject;
use events::telling::prose;
use jiff::civil::Date;
use serde_json::Value;
use waymark_http::story::story;

use crate::cli::{self, Global};
use crate::client::{Client, escaped};
use crate::node::Node;
use crate::output::table;
use crate::read_side;
use crate::servers::Servers;

/// Tells the story.
///
/// # Errors
/// When nobody is known by the reference, or the log or server cannot be read.
pub fn run(global: &Global, arguments: &cli::Timeline, out: &mut impl Write) -> anyhow::Result<()> {
    match Servers::of(&arguments.place) {
        Some(servers) => from_server(servers.with_tables()?, &arguments.reference, out),
        None => from_log(global, &arguments.reference, out),
    }
}

fn from_log(global: &Global, reference: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let node = Node::open(global)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    read_side::catch_up(&runtime, &node)?;
    let subject = find(&node, reference)?;
    let story = runtime.block_on(story(&*node.journal, &node.keys, subject))?;
    if story.lines.is_empty() {
        bail!(unknown(reference));
    }
    heading(out, story.reference.as_deref(), story.name.as_deref(), &subject.to_string())?;
    let rows = story.lines.iter().map(|line| {
        let text = if line.in_error { format!("(entered in error) {}", line.text) } else { line.text.clone() };
        vec![prose::day(line.happened), text, line.position.to_string(), line.actor.to_string()]
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
    format!("no internship is known by \"{reference}\": `waymark table journeys --columns reference,stage` lists them")
}

/// The internship of a reference, or of an id.
fn find(node: &Node, reference: &str) -> anyhow::Result<Subject> {
    if let Ok(subject) = format!("internship/{}", reference.trim_start_matches("internship/")).parse() {
        return Ok(subject);
    }
    let library = read_models::Library::open(&node.data.read_models())?;
    let found = library.internships_by_reference(reference)?;
    match found.as_slice() {
        [one] => Ok(one.subject()),
        [] => bail!(unknown(reference)),
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            bail!("several providers have a \"{reference}\": name one by its id: {}", ids.join(", "))
        }
    }
}

fn from_server(client: &Client, reference: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let mut path = format!("/v1/internships/{}/timeline", escaped(reference));
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
