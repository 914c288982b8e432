//! Names become ids, where the deployment's secret is: before a command is parsed, and for questions.

use event_journal::{Feed, Stored};
use event_keys::Keystore;
use events::history;
use events::referrals::Event as Referral;
use events::{EventId, Fact, FieldForm, Form, InternshipId, Name, NotAName, Recorded, Subject, SubjectKind};
use jiff::civil::Date;
use serde_json::Value;
use service_kit::Unreadable;
use uuid::Uuid;

use crate::{Ask, Failure};

/// What derives ids from names: the secret, and the histories that say which internship is the latest.
#[derive(Clone, Copy)]
pub struct Naming<'a> {
    feed: &'a dyn Feed,
    keys: &'a Keystore,
}

/// Why a name does not become an id.
#[derive(Debug, thiserror::Error)]
pub enum NotNamed {
    /// It is not of its form.
    #[error(transparent)]
    Form(#[from] NotAName),
    /// No subject begins like this.
    #[error(
        "\"{0}\" is no subject: write a kind and an id or a name, such as internship/10000001/NF-002, coach/10000001/Dean Prescott or provider/10000001"
    )]
    NoKind(String),
    /// The histories could not be read.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl<'a> Naming<'a> {
    /// Over these histories, under the secret of this keystore.
    #[must_use]
    pub fn new(feed: &'a dyn Feed, keys: &'a Keystore) -> Self {
        Self { feed, keys }
    }

    /// The id of a thing of this kind, given as an id or as a name. An internship without an episode is
    /// the latest that was referred on or before this day; the first, where none was.
    ///
    /// # Errors
    /// As [`NotNamed`] says.
    pub async fn id(&self, kind: &str, text: &str, day: Date) -> Result<Uuid, NotNamed> {
        self.find(kind, text, day, None).await
    }

    /// The subject that a text names: `internship/10000001/NF-002`, or with an id.
    ///
    /// # Errors
    /// As [`NotNamed`] says.
    pub async fn subject(&self, text: &str, day: Date) -> Result<Subject, NotNamed> {
        let no_kind = || NotNamed::NoKind(text.chars().take(80).collect());
        let (kind, name) = text.split_once('/').ok_or_else(no_kind)?;
        let kind = SubjectKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or_else(no_kind)?;
        Ok(Subject { kind, id: self.id(kind.as_str(), name, day).await? })
    }

    /// A name as it stands in a command once it is an id: of a whole subject, its kind and id.
    async fn spelled(&self, kind: &str, text: &str, day: Date, key: Option<&str>) -> Result<String, NotNamed> {
        if kind == Subject::KIND {
            return Ok(self.subject(text, day).await?.to_string());
        }
        Ok(self.find(kind, text, day, key).await?.to_string())
    }

    async fn find(&self, kind: &str, text: &str, day: Date, key: Option<&str>) -> Result<Uuid, NotNamed> {
        if let Ok(id) = Uuid::try_parse(text) {
            return Ok(id);
        }
        let name = Name::read(kind, text)?;
        let secret = self.keys.secret();
        if kind != InternshipId::KIND || name.episode().is_some() {
            return Ok(secret.id_of(&name));
        }
        Ok(secret.id_of(&name.of_episode(self.episode(&name, day, key).await?)))
    }

    /// The latest episode referred on or before a day. A command that was taken under this key before
    /// stays with the episode it went to, whatever was referred since.
    async fn episode(&self, name: &Name, day: Date, key: Option<&str>) -> Result<u16, Failure> {
        let secret = self.keys.secret();
        let (mut latest, mut episode) = (1, 1);
        let mut history = Vec::new();
        loop {
            let following = InternshipId(secret.id_of(&name.of_episode(episode + 1))).subject();
            let next = self.feed.history(following, events::Position::START).await?;
            if next.is_empty() && episode == 1 {
                return Ok(1);
            }
            if episode == 1 {
                let first = InternshipId(secret.id_of(&name.of_episode(1))).subject();
                history = self.feed.history(first, events::Position::START).await?;
            }
            let this = InternshipId(secret.id_of(&name.of_episode(episode))).subject();
            let event = key.map(|key| secret.event(this, key));
            let told = read(&history, event)?;
            if told.has_event {
                return Ok(episode);
            }
            if told.referred.is_some_and(|referred| referred <= day) {
                latest = episode;
            }
            if next.is_empty() || episode == u16::MAX - 1 {
                return Ok(latest);
            }
            (history, episode) = (next, episode + 1);
        }
    }
}

struct Told {
    /// The day of the referral that stands.
    referred: Option<Date>,
    has_event: bool,
}

fn read(stored: &[Stored], event: Option<EventId>) -> Result<Told, Failure> {
    let mut events = Vec::with_capacity(stored.len());
    for stored in stored {
        events.push(Recorded::decode(stored.position, &stored.leaf)?.event);
    }
    let referrals = history::effective(&events).filter_map(|event| match &event.fact {
        Fact::Referrals(Referral::Referred(referred)) => Some(referred.date),
        Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => None,
    });
    let referred = referrals.last();
    Ok(Told { referred, has_event: event.is_some_and(|id| events.iter().any(|it| it.id == id)) })
}

/// Why a command by name could not be read.
pub(crate) enum NotRead {
    /// Its fields are not of its form, or one of them holds neither an id nor a name.
    Unreadable(String),
    Failed(Failure),
}

impl From<Unreadable> for NotRead {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<Failure> for NotRead {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Puts an id in the place of each name in these fields of a command. Other mistakes are left to its
/// reader.
pub(crate) async fn replace(
    command: &mut Value,
    fields: &[FieldForm],
    naming: Naming<'_>,
    ask: &Ask,
) -> Result<(), NotRead> {
    let mut names = Vec::new();
    names_in_object(fields, command, "", &mut names);
    if names.is_empty() {
        return Ok(());
    }
    let day = command.get("date").and_then(Value::as_str).and_then(|day| day.parse().ok()).unwrap_or(ask.today);
    for (pointer, kind, text) in names {
        let key = Some(ask.key.as_str());
        let id = naming.spelled(kind, &text, day, key).await.map_err(|error| match error {
            NotNamed::Failed(failure) => NotRead::Failed(failure),
            NotNamed::Form(_) | NotNamed::NoKind(_) => {
                NotRead::Unreadable(format!("{}: {error}", pointer.trim_start_matches('/').replace('/', ".")))
            }
        })?;
        if let Some(place) = command.pointer_mut(&pointer) {
            *place = Value::String(id);
        }
    }
    Ok(())
}

/// Adds the names that stand where ids belong: where, the kind of thing, and the name.
fn names_in_object<'f>(
    fields: &'f [FieldForm],
    object: &Value,
    pointer: &str,
    into: &mut Vec<(String, &'f str, String)>,
) {
    for field in fields {
        if let Some(value) = object.get(&field.name) {
            names_in(&field.form, value, format!("{pointer}/{}", field.name), into);
        }
    }
}

fn names_in<'f>(form: &'f Form, value: &Value, pointer: String, into: &mut Vec<(String, &'f str, String)>) {
    match (form, value) {
        (Form::Id(kind), Value::String(text)) if Uuid::try_parse(text).is_err() => {
            into.push((pointer, kind, text.clone()));
        }
        (Form::Object(fields), value) => names_in_object(fields, value, &pointer, into),
        (Form::List(item), Value::Array(values)) => {
            for (place, value) in values.iter().enumerate() {
                names_in(item, value, format!("{pointer}/{place}"), into);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use service_kit::schemars::json_schema;

    use super::*;

    #[test]
    fn names_are_found_in_options_lists_and_objects() {
        let schema = json_schema!({
            "$defs": { "Line": { "type": "object", "properties": { "sessions": {
                "type": "array", "items": { "type": "string", "x-waymark-id": "event" } } } } },
            "properties": {
                "internship": { "type": "string", "x-waymark-id": "internship" },
                "coach": { "anyOf": [{ "type": "string", "x-waymark-id": "coach" }, { "type": "null" }] },
                "lines": { "type": "array", "items": { "$ref": "#/$defs/Line" } },
                "note": { "type": "string" },
            },
        });
        let id = Uuid::from_u128(7).to_string();
        let command = json!({
            "internship": "10000001/NF-002", "coach": id, "note": "10000001/x", "lines": [{}, { "sessions": [id, "s"] }],
        });
        let (fields, mut names) = (FieldForm::all(&schema), Vec::new());
        names_in_object(&fields, &command, "", &mut names);
        assert_eq!(
            names,
            [
                ("/internship".to_owned(), "internship", "10000001/NF-002".to_owned()),
                ("/lines/1/sessions/1".to_owned(), "event", "s".to_owned()),
            ]
        );
    }
}
