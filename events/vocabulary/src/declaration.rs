//! What an event type declares, in its own file; and the macro that lists a context's events.

use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::telling::Names;
use crate::{EventId, FieldForm, Subject, SubjectKind};

/// One event type: its struct carries the fields, this says everything else. From it follow the
/// JSON Schema, the golden file, the timeline and what may be taken back.
pub trait Declaration: Serialize + DeserializeOwned + JsonSchema {
    /// Its name, past tense: `hours-logged`.
    const NAME: &'static str;
    /// The version of its form that is written today. Older ones are read through [`upcast`](Self::upcast).
    const VERSION: u16 = 1;
    /// What it can be about, and so whose stream it belongs to.
    const SUBJECTS: &'static [SubjectKind];
    /// An example: its data as JSON, with what is sealed beside them under the field's name. The
    /// people in it are invented.
    const EXAMPLE: &'static str;

    /// What later events of the same subject can depend on once this has happened, as event `id`.
    fn establishes(&self, id: EventId) -> Option<Established>;

    /// What this could not have happened without.
    fn depends_on(&self) -> Vec<Established>;

    /// What happened, in a sentence or a few for a person who reads a timeline.
    fn tell(&self, names: &dyn Names) -> String;

    /// The fields of the next version, made from those of an older one. `None` when there was never
    /// such a version. What is sealed has no versions: its form changes by optional fields only.
    fn upcast(version: u16, data: Value) -> Option<Value> {
        let _ = (version, data);
        None
    }
}

/// An event whose command has the same fields.
pub trait SameFields: Declaration {
    /// The day it happened.
    fn day(&self) -> Date;

    /// Other subjects whose history the rules need to see.
    fn also_reads(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// Something that an event establishes and later events of the same subject can depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Established {
    /// The subject itself: a referral or a registration.
    Subject,
    /// The intern's place on the programme.
    Place,
    /// A placement.
    Placement(crate::PlacementId),
    /// The latest interruption of a placement.
    Pause(crate::PlacementId),
    /// A role that an employer has open.
    Role(crate::RoleId),
    /// A question that an employer asked.
    Question(crate::QuestionId),
    /// How a coach's session stands, by the event that logged it. A correction establishes it again.
    Session(EventId),
    /// An application to Access to Work.
    Application(crate::ApplicationId),
    /// An Access to Work award, by its reference.
    Award(crate::Line),
    /// The latest change of an award, by the award's reference.
    AwardChange(crate::Line),
    /// A claim, prepared or submitted.
    Claim(crate::ClaimId),
    /// The latest question about a claim.
    ClaimQuery(crate::ClaimId),
    /// An offer of a job.
    Offer(crate::JobId),
    /// An offer that was accepted.
    AcceptedOffer(crate::JobId),
    /// A concern that was raised.
    Concern(crate::ConcernId),
    /// A job that started.
    Job(crate::JobId),
}

/// One type of event, as the schemas, the import and the documentation know it.
#[derive(Clone, Copy, Debug)]
pub struct EventType {
    /// The context whose service emits it: `coaching`.
    pub context: &'static str,
    /// Its name, past tense: `hours-logged`.
    pub name: &'static str,
    /// The version of its form.
    pub version: u16,
    /// What it can be about, and so whose stream it belongs to.
    pub subjects: &'static [SubjectKind],
    /// The field whose content is sealed, where it has one.
    pub sealed: Option<&'static str>,
    /// See [`Declaration::EXAMPLE`].
    pub example: &'static str,
    /// The JSON Schema of its fields, but for what is sealed.
    pub schema: fn() -> Schema,
}

impl EventType {
    /// What `E` declares, as an event of this context.
    pub(crate) const fn of<E: Declaration + Payload>(context: &'static str) -> Self {
        Self {
            context,
            name: E::NAME,
            version: E::VERSION,
            subjects: E::SUBJECTS,
            sealed: E::SEALED,
            example: E::EXAMPLE,
            schema: data_schema::<E>,
        }
    }

    /// The type as it stands in an event: `waymark.coaching.hours-logged.v1`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("waymark.{}.{}.v{}", self.context, self.name, self.version)
    }

    /// Its fields, in the order of their names.
    #[must_use]
    pub fn fields(&self) -> Vec<FieldForm> {
        FieldForm::all(&(self.schema)())
    }

    /// What happened, in a sentence: the first line of the struct's documentation.
    #[must_use]
    pub fn summary(&self) -> String {
        let schema = (self.schema)();
        let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        about.split("\n\n").next().unwrap_or_default().replace('\n', " ")
    }
}

impl PartialEq for EventType {
    fn eq(&self, other: &Self) -> bool {
        (self.context, self.name, self.version) == (other.context, other.name, other.version)
    }
}

impl Eq for EventType {}

/// Reads an event's fields, in whichever version they were written. `None`: no such version.
pub(crate) fn read<E: Declaration + Payload>(version: u16, data: &str) -> Result<Option<E>, serde_json::Error> {
    let event: Option<E> = read_version(version, data)?;
    match event {
        Some(event) if event.sealed().is_some() => Err(serde::de::Error::custom("it has in the clear what is sealed")),
        event => Ok(event),
    }
}

fn read_version<E: Declaration>(version: u16, data: &str) -> Result<Option<E>, serde_json::Error> {
    if version > E::VERSION {
        return Ok(None);
    }
    if version == E::VERSION {
        return serde_json::from_str(data).map(Some);
    }
    let mut fields: Value = serde_json::from_str(data)?;
    for older in version..E::VERSION {
        match E::upcast(older, fields) {
            Some(newer) => fields = newer,
            None => return Ok(None),
        }
    }
    serde_json::from_value(fields).map(Some)
}

/// An event's fields as JSON, without what is sealed.
pub(crate) fn data<E: Declaration + Payload>(event: &E) -> Result<Value, serde_json::Error> {
    let mut data = serde_json::to_value(event)?;
    if let (Some(sealed), Some(fields)) = (E::SEALED, data.as_object_mut()) {
        fields.remove(sealed);
    }
    Ok(data)
}

fn data_schema<E: Declaration + Payload>() -> Schema {
    let mut schema = schemars::schema_for!(E);
    if let (Some(sealed), Some(fields)) = (E::SEALED, schema.get_mut("properties").and_then(Value::as_object_mut)) {
        fields.remove(sealed);
    }
    schema
}

/// What of an event is sealed: the content of one of its fields, beside its data.
pub(crate) trait Payload {
    /// The field.
    const SEALED: Option<&'static str>;
    /// The content, opened, as JSON.
    fn sealed(&self) -> Option<Value>;
    /// Puts opened content back.
    fn open(&mut self, content: Value) -> Result<(), serde_json::Error>;
}

/// Implements [`Payload`] for an event and the field that it seals, if it seals one.
macro_rules! payload {
    ($event:ty) => {
        impl $crate::declaration::Payload for $event {
            const SEALED: Option<&'static str> = None;

            fn sealed(&self) -> Option<serde_json::Value> {
                None
            }

            fn open(&mut self, _: serde_json::Value) -> Result<(), serde_json::Error> {
                Ok(())
            }
        }
    };
    ($event:ty, $field:ident) => {
        impl $crate::declaration::Payload for $event {
            const SEALED: Option<&'static str> = Some(stringify!($field));

            fn sealed(&self) -> Option<serde_json::Value> {
                self.$field.as_ref().and_then(|content| serde_json::to_value(content).ok())
            }

            fn open(&mut self, content: serde_json::Value) -> Result<(), serde_json::Error> {
                self.$field = Some(serde_json::from_value(content)?);
                Ok(())
            }
        }
    };
}

pub(crate) use payload;

/// Lists a context's events, each declared in a file of its own. Every context can also take back
/// its events.
macro_rules! events {
    ($context:literal: $($variant:ident $(seals $field:ident)?,)*) => {
        /// Everything that can happen in this context.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = concat!("See [`", stringify!($variant), "`].")] $variant($variant),)*
            /// See [`EnteredInError`].
            EnteredInError(EnteredInError),
        }

        $(
            impl From<$variant> for Event {
                fn from(event: $variant) -> Self {
                    Self::$variant(event)
                }
            }

            impl From<$variant> for $crate::Fact {
                fn from(event: $variant) -> Self {
                    Event::$variant(event).into()
                }
            }

            impl $crate::FromFact for $variant {
                const TYPE: $crate::EventType = $crate::EventType::of::<$variant>($context);

                fn from_fact(fact: &$crate::Fact) -> Option<&Self> {
                    if let Some(Event::$variant(event)) = Event::of(fact) { Some(event) } else { None }
                }
            }

            $crate::declaration::payload!($variant $(, $field)?);
        )*

        impl From<EnteredInError> for Event {
            fn from(event: EnteredInError) -> Self {
                Self::EnteredInError(event)
            }
        }

        /// The type by which this context takes back its events.
        pub const ENTERED_IN_ERROR: $crate::EventType = $crate::EventType::of::<EnteredInError>($context);

        /// The types of events of this context.
        pub const TYPES: &[$crate::EventType] = &[
            $(<$variant as $crate::FromFact>::TYPE,)*
            ENTERED_IN_ERROR,
        ];

        impl Event {
            /// The index of this event's type in [`TYPES`].
            fn kind(&self) -> usize {
                let mut index = 0;
                $(
                    if matches!(self, Self::$variant(_)) {
                        return index;
                    }
                    index += 1;
                )*
                index
            }

            /// This event's type.
            #[must_use]
            pub fn event_type(&self) -> &'static $crate::EventType {
                &TYPES[self.kind()]
            }

            pub(crate) fn decode(name: &str, version: u16, data: &str) -> Result<Option<Self>, serde_json::Error> {
                use $crate::declaration::{Declaration, read};
                $(
                    if name == <$variant as Declaration>::NAME {
                        return Ok(read(version, data)?.map(Self::$variant));
                    }
                )*
                if name == <EnteredInError as Declaration>::NAME {
                    return Ok(read(version, data)?.map(Self::EnteredInError));
                }
                Ok(None)
            }

            pub(crate) fn data(&self) -> Result<serde_json::Value, serde_json::Error> {
                match self {
                    $(Self::$variant(event) => $crate::declaration::data(event),)*
                    Self::EnteredInError(event) => $crate::declaration::data(event),
                }
            }

            /// See [`Declaration::establishes`](crate::Declaration::establishes).
            pub(crate) fn establishes(&self, id: $crate::EventId) -> Option<$crate::Established> {
                match self {
                    $(Self::$variant(event) => $crate::Declaration::establishes(event, id),)*
                    Self::EnteredInError(event) => $crate::Declaration::establishes(event, id),
                }
            }

            /// See [`Declaration::depends_on`](crate::Declaration::depends_on).
            pub(crate) fn depends_on(&self) -> Vec<$crate::Established> {
                match self {
                    $(Self::$variant(event) => $crate::Declaration::depends_on(event),)*
                    Self::EnteredInError(event) => $crate::Declaration::depends_on(event),
                }
            }

            /// See [`Declaration::tell`](crate::Declaration::tell).
            pub(crate) fn tell(&self, names: &dyn $crate::telling::Names) -> String {
                match self {
                    $(Self::$variant(event) => $crate::Declaration::tell(event, names),)*
                    Self::EnteredInError(event) => $crate::Declaration::tell(event, names),
                }
            }

            pub(crate) fn sealed(&self) -> Option<serde_json::Value> {
                match self {
                    $(Self::$variant(event) => $crate::declaration::Payload::sealed(event),)*
                    Self::EnteredInError(event) => $crate::declaration::Payload::sealed(event),
                }
            }

            pub(crate) fn open(&mut self, content: serde_json::Value) -> Result<(), serde_json::Error> {
                match self {
                    $(Self::$variant(event) => $crate::declaration::Payload::open(event, content),)*
                    Self::EnteredInError(event) => $crate::declaration::Payload::open(event, content),
                }
            }
        }
    };
}

pub(crate) use events;
