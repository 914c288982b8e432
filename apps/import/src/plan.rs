//! What an import would send: every command of every row, in the order in which they go in.

mod lookup;
mod misfit;
mod row;
mod settle;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use events::{EventId, ProviderId, Subject};
use jiff::civil::Date;
use service_kit::CommandType;

use crate::compare::{Origin, Standing};
use crate::files::{FileError, gather};
use crate::mapping::{Mapping, Recipe, Slot, Source};
use crate::naming::{Names, Naming};
use crate::report::{Line, Order};
use lookup::Tables;
use row::RowReader;

/// One command of one row, ready to be sent.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The sheet, as the mapping calls it.
    pub sheet: Arc<str>,
    /// The file.
    pub file: Arc<str>,
    /// The row, as a spreadsheet numbers it; none for what the mapping file itself says.
    pub row: Option<u64>,
    /// What is asked.
    pub command: CommandType,
    /// Its full name: `coaching.log-hours`.
    pub name: Arc<str>,
    /// Whose history takes the event.
    pub subject: Subject,
    /// The day it is about.
    pub day: Option<Date>,
    /// The idempotency key.
    pub key: String,
    /// The id that the event has or will have.
    pub event: EventId,
    /// The command's fields.
    pub json: String,
    /// An implied fact: the first mention counts, later ones say nothing new.
    pub once: bool,
    pub(crate) order: Order,
    /// Its place in [`Plan::recipes`].
    pub(crate) recipe: usize,
}

/// What an import would send, and what it cannot.
#[derive(Debug, Default)]
pub struct Plan {
    /// The commands, in the order in which they go in: those that make things known; then by day,
    /// and within a day beginnings before what follows and ends last. Ends of one day go in
    /// backwards through the sheets of the mapping, so that what began first ends last.
    pub commands: Vec<Planned>,
    /// What cannot be sent, or needs no sending.
    pub(crate) lines: Vec<Line>,
    /// What was read.
    pub read: Read,
    pub(crate) recipes: Vec<RecipeNote>,
    /// The days for which the sheets answer, by command.
    pub(crate) spans: BTreeMap<Arc<str>, (Date, Date)>,
    /// Every command there is, for corrections.
    pub(crate) known_commands: Vec<CommandType>,
    /// What stands in the log under the ids of these commands, as far as it was told.
    pub(crate) standing: HashMap<EventId, Standing>,
    /// Whose sheets these are.
    pub(crate) provider: Option<ProviderId>,
    /// Rows of a key that another row has, with other content.
    pub(crate) rivals: Vec<Planned>,
    /// What rows that are there do not say, or not so that it can be read.
    pub(crate) silent: Vec<Silent>,
    /// The rows that imply a fact.
    pub(crate) implied: HashMap<EventId, Vec<Place>>,
    /// What the sheets call the things that ids stand for.
    pub(crate) names: HashMap<String, String>,
}

/// Where a row stands: its sheet's, its file's and its own number.
pub(crate) type Place = (usize, usize, u64);

/// A command that a row would mean if its cells said so.
#[derive(Debug)]
pub(crate) struct Silent {
    pub(crate) subject: Subject,
    pub(crate) day: Option<Date>,
    pub(crate) key: String,
    pub(crate) event: EventId,
    pub(crate) file: Arc<str>,
    pub(crate) order: Order,
    /// Its place in [`Plan::recipes`].
    pub(crate) recipe: usize,
    /// The column that does not say so; nothing where a cell cannot be read.
    pub(crate) column: Option<String>,
    /// What stands there.
    pub(crate) value: String,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Files.
    pub files: usize,
    /// Rows with anything in them, without headings.
    pub rows: u64,
    /// Rows without anything.
    pub blank: u64,
}

/// What the report needs to know of a recipe.
#[derive(Clone, Debug)]
pub(crate) struct RecipeNote {
    /// The command's full name.
    pub(crate) name: Arc<str>,
    pub(crate) command: CommandType,
    pub(crate) once: bool,
    /// The sheet's number among the mapping's, from 1.
    pub(crate) sheet: usize,
    pub(crate) sheet_name: Arc<str>,
    /// The fields that the mapping gives, and the column each is read from.
    pub(crate) columns: BTreeMap<String, String>,
    /// The fields that change together when a cell of one column is edited: a day can be a field of
    /// its own and part of an id.
    pub(crate) together: BTreeSet<BTreeSet<String>>,
}

/// Why an import cannot be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Something about the files.
    #[error(transparent)]
    Files(#[from] FileError),
}

/// What was read from the sheets, while things are still called by their names.
#[derive(Debug, Default)]
pub struct Draft {
    plan: Plan,
    commands: Vec<Unnamed>,
    silent: Vec<(String, Silent)>,
    ukprn: String,
    today: Date,
    /// The days that the sheets cover by the mapping's word, by command.
    covered: Vec<(Arc<str>, Date)>,
}

/// A command whose ids are not known yet.
#[derive(Debug)]
pub(crate) struct Unnamed {
    /// With a nil subject and event.
    planned: Planned,
    fields: serde_json::Map<String, serde_json::Value>,
    /// The fields that hold ids, and of what.
    kinds: Vec<(String, String)>,
    /// Fields that name something, and what the sheet's cells call it.
    called: Vec<(String, String)>,
}

impl Draft {
    /// The commands that it asks for.
    pub fn commands(&self) -> impl Iterator<Item = &CommandType> {
        self.commands.iter().map(|unnamed| &unnamed.planned.command)
    }

    /// Derives the ids, and plans what to send.
    ///
    /// # Errors
    /// When ids cannot be derived.
    pub async fn named<N: Naming>(self, naming: &N) -> Result<Plan, N::Error> {
        let Self { mut plan, commands, silent, ukprn, today, covered } = self;
        let mut names = Names::default();
        names.note(ProviderId::KIND, &ukprn.clone().into(), None);
        for Unnamed { planned, fields, kinds, .. } in &commands {
            let named = kinds.iter().filter_map(|(field, kind)| Some((kind, fields.get(field)?)));
            named.for_each(|(kind, value)| names.note(kind, value, planned.day));
        }
        for (name, silent) in &silent {
            names.note(silent.subject.kind.as_str(), &name.clone().into(), silent.day);
        }
        let ids = names.ask(naming).await?;
        plan.provider = ids.of(ProviderId::KIND, &ukprn, None).map(ProviderId);

        for Unnamed { mut planned, mut fields, kinds, called } in commands {
            ids.put(&mut fields, &kinds, planned.day);
            let text = |field: &str| fields.get(field).and_then(serde_json::Value::as_str);
            for (field, name) in called {
                if let Some(id) = text(&field).filter(|id| !plan.names.contains_key(*id)) {
                    plan.names.insert(id.to_owned(), name);
                }
            }
            if let Some(id) = text(planned.subject_field()).and_then(|id| id.parse().ok()) {
                planned.subject.id = id;
            }
            planned.json = serde_json::Value::Object(fields).to_string();
            plan.commands.push(planned);
        }
        for (name, mut silent) in silent {
            if let Some(id) = ids.of(silent.subject.kind.as_str(), &name, silent.day) {
                silent.subject.id = id;
                plan.silent.push(silent);
            }
        }
        let keys = plan.commands.iter().map(|planned| (planned.subject, planned.key.clone()));
        let keys: Vec<_> = keys.chain(plan.silent.iter().map(|silent| (silent.subject, silent.key.clone()))).collect();
        let events = naming.events(&keys).await?;
        let places = plan.commands.iter_mut().map(|planned| &mut planned.event);
        let places = places.chain(plan.silent.iter_mut().map(|silent| &mut silent.event));
        places.zip(events).for_each(|(place, event)| *place = event);

        settle::once(&mut plan);
        settle::twice(&mut plan);
        settle::order(&mut plan);
        settle::spans(&covered, today, &mut plan);
        Ok(plan)
    }
}

impl Mapping {
    /// Reads the files of a directory and plans what to send. Only the mapping and the files
    /// count: the same files give the same plan on every day but for `is = "past"`.
    ///
    /// # Errors
    /// When the files are not what the mapping says. A row that cannot be read is no error: it
    /// stands in the report.
    pub fn plan(&self, directory: &Path, today: Date) -> Result<Draft, PlanError> {
        let files = gather(self, directory)?;
        let tables = Tables::read(self, &files)?;
        let plan = Plan { known_commands: self.commands.clone(), ..Plan::default() };
        let mut draft = Draft { plan, ukprn: self.provider.ukprn.clone(), today, ..Draft::default() };
        settle::provider(self, &mut draft);
        for (index, (sheet, files)) in self.sheets.iter().zip(&files).enumerate() {
            let recipes = draft.plan.recipes.len();
            draft.plan.recipes.extend(sheet.recipes.iter().map(|recipe| self.note(index, recipe)));
            for (number, file) in files.iter().enumerate() {
                draft.plan.read.files += 1;
                let reader =
                    RowReader { mapping: self, sheet, file, tables: &tables, today, at: (index, number), recipes };
                let mut rows = file.rows(sheet)?;
                while let Some(row) = rows.read(&file.name)? {
                    if rows.is_blank() {
                        draft.plan.read.blank += 1;
                        continue;
                    }
                    draft.plan.read.rows += 1;
                    reader.row(row, rows.record(), &mut draft);
                }
            }
        }
        draft.covered = settle::covered(self, &files);
        Ok(draft)
    }

    fn note(&self, sheet: usize, recipe: &Recipe) -> RecipeNote {
        let columns = recipe.fields.iter().map(|field| (field.name.clone(), self.column(sheet, &field.source)));
        let mut fed: BTreeMap<Slot, BTreeSet<String>> = BTreeMap::new();
        for field in &recipe.fields {
            for slot in field.source.slots() {
                fed.entry(*slot).or_default().insert(field.name.clone());
            }
        }
        RecipeNote {
            name: recipe.name.clone(),
            command: recipe.command,
            once: recipe.once,
            sheet: sheet + 1,
            sheet_name: self.sheets.get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default(),
            columns: columns.collect(),
            together: fed.into_values().filter(|fields| fields.len() > 1).collect(),
        }
    }

    /// What a person would call the place a value comes from.
    pub(crate) fn column(&self, sheet: usize, source: &Source) -> String {
        let name = |sheet: usize, slot: usize| self.sheets.get(sheet).map_or("", |sheet| sheet.columns.name(slot));
        match source {
            Source::Constant(_) => String::new(),
            Source::Cell(slot) => name(sheet, *slot).to_owned(),
            Source::Joined { slots, .. } => slots.iter().map(|slot| name(sheet, *slot)).collect::<Vec<_>>().join(" + "),
            Source::Lookup { lookup, .. } => self.lookups.get(*lookup).map_or_else(String::new, |lookup| {
                let other = self.sheets.get(lookup.sheet).map_or("", |sheet| &sheet.name);
                format!("{} (sheet {other})", name(lookup.sheet, lookup.column))
            }),
        }
    }
}

impl Planned {
    /// Where it came from, for the event's `origin`: by it the next import knows its own.
    #[must_use]
    pub fn origin(&self) -> String {
        Origin::written(&self.sheet, self.row)
    }
}

impl Plan {
    /// Whose histories [`Plan::compare`](Plan::compare) wants to see.
    #[must_use]
    pub fn subjects(&self) -> BTreeSet<Subject> {
        self.commands.iter().map(|planned| planned.subject).collect()
    }
}
