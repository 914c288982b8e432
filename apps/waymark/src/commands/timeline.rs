//! `waymark timeline`: the timeline of one internship or another subject, newest last; its milestones, and
//! coaching sessions by month.

use std::io::Write;

use anyhow::{Context as _, bail};
use events::telling::prose;
use events::{Name, Subject, SubjectKind, find_type};
use jiff::civil::Date;
use serde_json::Value;
use service_runtime::Naming;
use timeline::{Filter, timeline};
use uuid::Uuid;
use waymark_http::{PROGRAMS, timeline_as_json};

use crate::access::reads;
use crate::cli::{self, Global, TimelineFormat};
use crate::client::{Client, escaped};
use crate::node::Node;
use crate::output::table;
use crate::servers::Servers;
use crate::{read_side, system};

/// Tells the timeline.
///
/// # Errors
/// When nobody is known by the reference, or the log or server cannot be read.
pub fn run(global: &Global, arguments: &cli::Timeline, out: &mut impl Write) -> anyhow::Result<()> {
    let told = match Servers::reading(global, &arguments.place)? {
        Some(servers) => from_server(servers.with_tables()?, arguments)?,
        None => from_log(global, arguments)?,
    };
    match arguments.format {
        TimelineFormat::Table => for_people(&told, out),
        TimelineFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &told)?;
            writeln!(out)?;
            Ok(())
        }
    }
}

/// A timeline as the server tells it, in one piece.
fn from_log(global: &Global, arguments: &cli::Timeline) -> anyhow::Result<Value> {
    let kind = arguments.kind.as_deref().map(find_type).transpose()?;
    let node = Node::open(global)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    read_side::catch_up(&runtime, &node)?;
    let subject = runtime.block_on(find(&node, &arguments.reference))?;
    reads::log(&node.data.access_log(), reads::COMMAND_LINE, &[subject])
        .context("cannot write the access log; no timeline is shown")?;
    let timeline = runtime.block_on(timeline(&*node.journal, &node.keys, subject, &PROGRAMS))?;
    if timeline.entries.is_empty() {
        bail!(unknown(&arguments.reference));
    }
    let shown = timeline.overview(Filter { since: arguments.since, kind, all: arguments.all });
    Ok(timeline_as_json(&timeline, shown.lines.into_iter(), &shown.months))
}

fn for_people(told: &Value, out: &mut impl Write) -> anyhow::Result<()> {
    let known: Vec<&str> = [&told["reference"], &told["name"]].into_iter().filter_map(Value::as_str).collect();
    writeln!(out, "{} ({})", known.join(", "), told["subject"].as_str().unwrap_or_default())?;
    let rows: Option<Vec<_>> = told["lines"].as_array().into_iter().flatten().map(row).collect();
    let rows = rows.context("the server's timeline is not of a form that this version knows")?;
    table(&["when", "what happened", "position", "recorded by"], rows, out)?;
    let months = told["months"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !months.is_empty() {
        writeln!(out, "\nCoaching sessions by month; each of them with --all:\n")?;
    }
    for month in months.iter().filter_map(|month| month["text"].as_str()) {
        writeln!(out, "  {month}")?;
    }
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
        return Ok(Naming::new(&*node.journal, &node.keys).subject(&subject, system::today()).await?);
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

fn from_server(client: &Client, arguments: &cli::Timeline) -> anyhow::Result<Value> {
    let path = match subject_in(&arguments.reference) {
        Some(subject) => format!("/v1/timelines/{}", subject.split('/').map(escaped).collect::<Vec<_>>().join("/")),
        None => format!("/v1/internships/{}/timeline", escaped(&arguments.reference)),
    };
    let since = arguments.since.map(|since| format!("&since={since}")).unwrap_or_default();
    let kind = arguments.kind.as_deref().map(|kind| format!("&kind={}", escaped(kind))).unwrap_or_default();
    let mut told = client.get(&format!("{path}?all={}{since}{kind}", arguments.all))?.body;
    while let Some(next) = told["next"].take().as_str() {
        let mut page = client.get(next)?.body;
        if let (Some(lines), Some(more)) = (told["lines"].as_array_mut(), page["lines"].as_array_mut()) {
            lines.append(more);
        }
        told["next"] = page["next"].take();
    }
    Ok(told)
}

fn row(line: &Value) -> Option<Vec<String>> {
    let day: Date = line["happened"].as_str()?.parse().ok()?;
    let text = line["text"].as_str()?;
    let text = if line["inError"] == true { format!("(entered in error) {text}") } else { text.to_owned() };
    Some(vec![prose::day(day), text, line["position"].to_string(), line["actor"].as_str()?.to_owned()])
}
