//! A plan while things are still called by their names.

use std::sync::Arc;

use events::ProviderId;
use jiff::civil::Date;
use serde_json::{Map, Value};
use service_kit::CommandType;

use super::originals::Original;
use super::planned::{Planned, Silent};
use super::{Plan, settle};
use crate::naming::{Names, Naming};

/// What was read from the sheets, while things are still called by their names.
#[derive(Debug, Default)]
pub struct Draft {
    pub(super) plan: Plan,
    pub(super) commands: Vec<Unnamed>,
    pub(super) silent: Vec<(String, Silent)>,
    pub(super) ukprn: String,
    pub(super) today: Date,
    /// The days that the sheets cover by the mapping's word, by command.
    pub(super) covered: Vec<(Arc<str>, Date)>,
    pub(super) originals: Vec<Original>,
}

/// A command whose ids are not known yet.
#[derive(Debug)]
pub(crate) struct Unnamed {
    /// With a nil subject and event.
    pub(super) planned: Planned,
    pub(super) fields: Map<String, Value>,
    /// The fields that hold ids, and of what.
    pub(super) kinds: Vec<(String, String)>,
    /// Fields that name something, and what the sheet's cells call it.
    pub(super) called: Vec<(String, String)>,
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
        let Self { mut plan, commands, silent, ukprn, today, covered, .. } = self;
        let mut names = Names::default();
        names.note(ProviderId::KIND, &ukprn.clone().into(), None);
        for Unnamed { planned, fields, kinds, .. } in &commands {
            let named = kinds.iter().filter_map(|(field, kind)| Some((kind, fields.get(field)?)));
            named.for_each(|(kind, value)| names.note(kind, value, planned.day));
        }
        for (name, silent) in &silent {
            names.note(silent.planned.subject.kind.as_str(), &name.clone().into(), silent.planned.day);
        }
        let ids = names.ask(naming).await?;
        plan.provider = ids.of(ProviderId::KIND, &ukprn, None).map(ProviderId);

        for Unnamed { mut planned, mut fields, kinds, called } in commands {
            ids.put(&mut fields, &kinds, planned.day);
            let text = |field: &str| fields.get(field).and_then(Value::as_str);
            for (field, name) in called {
                if let Some(id) = text(&field).filter(|id| !plan.names.contains_key(*id)) {
                    plan.names.insert(id.to_owned(), name);
                }
            }
            if let Some(id) = text(planned.subject_field()).and_then(|id| id.parse().ok()) {
                planned.subject.id = id;
            }
            planned.json = Value::Object(fields).to_string();
            plan.commands.push(planned);
        }
        for (name, mut silent) in silent {
            let Planned { subject, day, .. } = &mut silent.planned;
            if let Some(id) = ids.of(subject.kind.as_str(), &name, *day) {
                subject.id = id;
                plan.silent.push(silent);
            }
        }
        let all = || plan.commands.iter().chain(plan.silent.iter().map(|silent| &silent.planned));
        let keys: Vec<_> = all().map(|planned| (planned.subject, planned.key.clone())).collect();
        let events = naming.events(&keys).await?;
        let all = plan.commands.iter_mut().chain(plan.silent.iter_mut().map(|silent| &mut silent.planned));
        all.zip(events).for_each(|(planned, event)| planned.event = event);

        settle::once(&mut plan);
        settle::twice(&mut plan);
        settle::order(&mut plan);
        settle::spans(&covered, today, &mut plan);
        Ok(plan)
    }
}
