//! Names for the ids in tables, for those who may know them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use event_journal::Feed;
use event_keys::Keystore;
use events::{CoachId, Name, ProviderId, Subject};
use jiff::civil::Date;
use projection_kit::{ColumnDescription, Kind, Value};
use read_models::{Condition, Library, Question, Unanswered, chosen_columns};
use service_runtime::{Naming, NotNamed};
use timeline::TimelineError;
use uuid::Uuid;

/// The kinds of things that a column can hold the ids of.
const KINDS: [&str; 8] = ["internship", "employer", "coach", "provider", "person", "job", "application", "claim"];

/// How many ids are looked up at a time.
const AT_ONCE: usize = 500;
/// How many labels are kept for later rows: a download of every internship must not hold all of them.
const KEPT: usize = 10_000;

/// Where labels are looked up.
pub struct LabelSource {
    /// The registers.
    pub library: Arc<Library>,
    /// What happened: providers and coaches registered.
    pub feed: Arc<dyn Feed>,
    /// What opens a coach's name.
    pub keys: Arc<Keystore>,
    /// Logs every coach whose name is opened; without it, none is opened.
    pub opened: Option<NameOpened>,
}

/// Logs whose names are opened. May wait for the disk.
pub type NameOpened = Arc<dyn Fn(&[Subject]) -> io::Result<()> + Send + Sync>;

/// The labels found so far, by id.
#[derive(Clone, Debug, Default)]
pub struct Labels(HashMap<String, Option<String>>);

/// Why there are no labels.
#[derive(Debug, thiserror::Error)]
pub enum NoLabels {
    /// The registers do not answer.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// The log does not.
    #[error(transparent)]
    Log(#[from] TimelineError),
    /// The access log cannot be written, so no name is opened.
    #[error("cannot write the access log; no name is opened: {0}")]
    NotLogged(#[source] io::Error),
    /// The look-up broke off.
    #[error("looking up labels broke off: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

/// What a column holds the ids of, if it does.
fn kind_of(column: &ColumnDescription) -> Option<&'static str> {
    let named = |kind: &&str| column.name.split('_').any(|part| part == *kind);
    if column.kind == Kind::Id { KINDS.into_iter().find(named) } else { None }
}

/// The name of the column beside this one that has the label of its id, if there are labels for it.
#[must_use]
pub fn label_column(column: &ColumnDescription) -> Option<String> {
    let labelled = ["internship", "employer", "coach", "provider"];
    kind_of(column).filter(|kind| labelled.contains(kind)).map(|_| format!("{}_label", column.name))
}

/// Puts ids for the names in these conditions: of a column `employer_id`, an employer's.
///
/// # Errors
/// When a name is of another form, or cannot be looked up.
pub async fn identify(naming: &Naming<'_>, today: Date, conditions: &mut [Condition]) -> Result<(), NotNamed> {
    for condition in conditions {
        let Some(kind) = kind_of(condition.column) else { continue };
        for value in &mut condition.values {
            if Name::read(kind, value).is_ok() {
                *value = naming.id(kind, value, today).await?.to_string();
            }
        }
    }
    Ok(())
}

impl Labels {
    /// What is called by this id.
    #[must_use]
    pub fn of(&self, id: &Value) -> Option<&str> {
        match id {
            Value::Text(id) => self.0.get(id.as_ref())?.as_deref(),
            Value::Null | Value::Integer(_) | Value::Flag(_) => None,
        }
    }

    /// Looks up those that these rows need and that are not known yet.
    ///
    /// # Errors
    /// When a register or the log cannot be read, or the access log cannot be written.
    pub async fn look_up(
        &mut self,
        source: &LabelSource,
        columns: &[&'static ColumnDescription],
        rows: &[Vec<Value>],
    ) -> Result<(), NoLabels> {
        if self.0.len() > KEPT {
            self.0.clear();
        }
        let mut wanted: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (place, column) in columns.iter().enumerate() {
            let Some(kind) = label_column(column).and_then(|_| kind_of(column)) else { continue };
            let ids = rows.iter().filter_map(|row| row.get(place)).filter(|cell| **cell != Value::Null);
            let new = ids.map(ToString::to_string).filter(|id| !self.0.contains_key(id));
            wanted.entry(kind).or_default().extend(new);
        }
        for (kind, ids) in wanted {
            match kind {
                "internship" => self.registered(source, "journeys", "internship,reference", ids).await?,
                "employer" => self.registered(source, "employers", "employer,name", ids).await?,
                _ => self.recorded(source, kind, ids).await?,
            }
        }
        Ok(())
    }

    /// From a table with a row for each of them.
    async fn registered(
        &mut self,
        source: &LabelSource,
        table: &'static str,
        columns: &'static str,
        ids: BTreeSet<String>,
    ) -> Result<(), NoLabels> {
        let ids: Vec<String> = ids.into_iter().collect();
        for some in ids.chunks(AT_ONCE) {
            let (library, values) = (source.library.clone(), some.to_vec());
            let found = tokio::task::spawn_blocking(move || -> Result<_, Unanswered> {
                let table = Library::find(table)?;
                let chosen = chosen_columns(table, columns)?;
                let mut condition = Condition::is(table, columns.split(',').next().unwrap_or_default(), "")?;
                condition.values = values;
                library.rows(&Question { conditions: vec![condition], chosen, ..Question::all(table, AT_ONCE) })
            });
            let found = found.await??.rows;
            self.0.extend(some.iter().map(|id| (id.clone(), None)));
            self.0.extend(found.into_iter().filter_map(|row| {
                let [id, label] = row.try_into().ok()?;
                Some((id.to_string(), Some(label.to_string())))
            }));
        }
        Ok(())
    }

    /// From the log: what was recorded when they were registered.
    async fn recorded(&mut self, source: &LabelSource, kind: &str, ids: BTreeSet<String>) -> Result<(), NoLabels> {
        let subject = |id: Uuid| if kind == "provider" { ProviderId(id).subject() } else { CoachId(id).subject() };
        let subjects: Vec<Subject> = ids.iter().filter_map(|id| Uuid::try_parse(id).ok()).map(subject).collect();
        if kind == "coach" && !subjects.is_empty() {
            let Some(opened) = source.opened.clone() else { return Ok(()) };
            let coaches = subjects.clone();
            let logged = tokio::task::spawn_blocking(move || opened(&coaches));
            logged.await?.map_err(NoLabels::NotLogged)?;
        }
        for subject in subjects {
            let name = timeline::name(&*source.feed, &source.keys, subject).await?;
            self.0.insert(subject.id.to_string(), name);
        }
        Ok(())
    }
}
