//! What an event type declares, in its own file; and the macro that lists a context's events.

use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::telling::Names;
use crate::{EventId, PersonId, SubjectKind};

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
}

/// Something that an event establishes and later events of the same subject can depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Established {
    /// The subject itself: a referral or a registration.
    Subject,
    /// The intern's place on the programme.
    Place,
    /// A placement, by its rotation.
    Placement(u8),
    /// How a coach's session stands, by the event that logged it. A correction establishes it again.
    Session(EventId),
    /// An application to Access to Work.
    Application,
    /// An Access to Work award, by its reference.
    Award(crate::Line),
    /// The latest extension of an award, by the award's reference.
    Extension(crate::Line),
    /// A claim.
    Claim(crate::ClaimId),
    /// An offer of a job.
    Offer(crate::OfferId),
    /// An offer that was accepted.
    AcceptedOffer(crate::OfferId),
    /// A job that started, by its offer.
    Job(crate::OfferId),
}

/// Content about a person, opened: whose it is, and what it says. In the log it stands sealed,
/// beside the event, never in the event's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal<T> {
    /// Whose key seals it.
    pub person: PersonId,
    /// What it says.
    pub content: T,
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
    /// The name of its sealed content, where it has any.
    pub sealed: Option<&'static str>,
    /// See [`Declaration::EXAMPLE`].
    pub example: &'static str,
    /// Its fields.
    pub schema: fn() -> Schema,
}

impl EventType {
    /// What `E` declares, as an event of this context.
    pub(crate) const fn of<E: Declaration>(context: &'static str, sealed: Option<&'static str>) -> Self {
        Self {
            context,
            name: E::NAME,
            version: E::VERSION,
            subjects: E::SUBJECTS,
            sealed,
            example: E::EXAMPLE,
            schema: || schemars::schema_for!(E),
        }
    }

    /// The type as it stands in an event: `waymark.coaching.hours-logged.v1`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("waymark.{}.{}.v{}", self.context, self.name, self.version)
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
pub(crate) fn read<E: Declaration>(version: u16, data: &str) -> Result<Option<E>, serde_json::Error> {
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
    if version > E::VERSION { Ok(None) } else { serde_json::from_value(fields).map(Some) }
}

/// The form of the sealed content of an event's payload.
pub(crate) trait Payload {
    /// The sealed content, opened: whose, and as JSON.
    fn personal(&self) -> Option<Personal<Value>>;
    /// Puts opened content back.
    fn open(&mut self, personal: Personal<Value>) -> Result<(), serde_json::Error>;
}

/// The only one there is, if there is one.
pub(crate) const fn only(fields: &[&'static str]) -> Option<&'static str> {
    match fields {
        [field, ..] => Some(*field),
        [] => None,
    }
}

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
                const TYPE: $crate::EventType =
                    $crate::EventType::of::<$variant>($context, $crate::declaration::only(&[$(stringify!($field))?]));

                fn from_fact(fact: &$crate::Fact) -> Option<&Self> {
                    if let Some(Event::$variant(event)) = Event::of(fact) { Some(event) } else { None }
                }
            }

            impl $crate::declaration::Payload for $variant {
                fn personal(&self) -> Option<$crate::Personal<serde_json::Value>> {
                    $(
                        if let Some(personal) = &self.$field {
                            let content = serde_json::to_value(&personal.content).ok()?;
                            return Some($crate::Personal { person: personal.person, content });
                        }
                    )?
                    None
                }

                fn open(&mut self, personal: $crate::Personal<serde_json::Value>) -> Result<(), serde_json::Error> {
                    $(
                        let content = serde_json::from_value(personal.content.clone())?;
                        self.$field = Some($crate::Personal { person: personal.person, content });
                    )?
                    let _ = personal;
                    Ok(())
                }
            }
        )*

        impl From<EnteredInError> for Event {
            fn from(event: EnteredInError) -> Self {
                Self::EnteredInError(event)
            }
        }

        /// The type by which this context takes back its events.
        pub const ENTERED_IN_ERROR: $crate::EventType = $crate::EventType::of::<EnteredInError>($context, None);

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
                    $(Self::$variant(event) => serde_json::to_value(event),)*
                    Self::EnteredInError(event) => serde_json::to_value(event),
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

            pub(crate) fn payload(&self) -> &dyn $crate::declaration::Payload {
                match self {
                    $(Self::$variant(event) => event,)*
                    Self::EnteredInError(event) => event,
                }
            }

            pub(crate) fn payload_mut(&mut self) -> &mut dyn $crate::declaration::Payload {
                match self {
                    $(Self::$variant(event) => event,)*
                    Self::EnteredInError(event) => event,
                }
            }
        }
    };
}

pub(crate) use events;
