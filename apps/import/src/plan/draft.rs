//! A plan while things are still called by their names.

use std::collections::HashSet;
use std::sync::Arc;

use events::{EventId, InternshipId, ProviderId};
use jiff::civil::Date;
use serde_json::Value;
use service_kit::CommandType;

use super::episodes::Episodes;
use super::originals::Original;
use super::planned::Silent;
use super::unnamed::Unnamed;
use super::{Plan, settle};
use crate::compare::LogEvent;
use crate::naming::{Names, Naming};

/// What was read from the sheets, while things are still called by their names.
#[derive(Clone, Debug, Default)]
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

impl Unnamed {
    /// Says of every internship in it which of the person's it is.
    fn say_which(&mut self, episodes: &Episodes) {
        for (field, _) in self.kinds.iter().filter(|(_, kind)| kind == InternshipId::KIND) {
            let Some(value) = self.fields.get_mut(field) else { continue };
            let items =
                if let Value::Array(items) = value { items.as_mut_slice() } else { std::slice::from_mut(value) };
            for item in items {
                let which = item.as_str().and_then(|name| episodes.name(name, &self.planned));
                which.map(Value::String).into_iter().for_each(|which| *item = which);
            }
        }
    }
}

impl Draft {
    /// Without holding the numbers of these rows, which a service refused, against others.
    #[must_use]
    pub fn without(mut self, refused: &HashSet<EventId>) -> Self {
        self.plan.refused.extend(refused);
        self
    }

    /// The commands that it asks for.
    pub fn commands(&self) -> impl Iterator<Item = &CommandType> {
        self.commands.iter().map(|unnamed| &unnamed.planned.command)
    }

    /// Derives the ids, and plans what to send. The log is asked for every event of
    /// [`types_for_all`](crate::types_for_all): it says who has had an internship before.
    ///
    /// # Errors
    /// When ids cannot be derived.
    pub async fn named<N: Naming>(mut self, known: &[LogEvent], naming: &N) -> Result<Plan, N::Error> {
        let episodes = Episodes::of(&self.commands, &self.silent, known, naming).await?;
        self.plan.earlier = episodes.earlier();
        self.commands.iter_mut().for_each(|unnamed| unnamed.say_which(&episodes));
        for (name, silent) in &mut self.silent {
            let is_internship = silent.planned.subject.kind.as_str() == InternshipId::KIND;
            if let Some(which) = episodes.name(name, &silent.planned).filter(|_| is_internship) {
                *name = which;
            }
        }
        let Self { mut plan, commands, silent, ukprn, today, covered, .. } = self;
        let mut names = Names::default();
        names.note(ProviderId::KIND, &ukprn.clone().into());
        for Unnamed { fields, kinds, .. } in &commands {
            let named = kinds.iter().filter_map(|(field, kind)| Some((kind, fields.get(field)?)));
            named.for_each(|(kind, value)| names.note(kind, value));
        }
        for (name, silent) in &silent {
            names.note(silent.planned.subject.kind.as_str(), &name.clone().into());
        }
        let ids = names.ask(naming).await?;
        plan.provider = ids.of(ProviderId::KIND, &ukprn).map(ProviderId);

        for Unnamed { mut planned, mut fields, kinds, called } in commands {
            ids.put(&mut fields, &kinds);
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
            let subject = &mut silent.planned.subject;
            if let Some(id) = ids.of(subject.kind.as_str(), &name) {
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
