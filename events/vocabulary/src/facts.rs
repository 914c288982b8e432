//! What every context's events have in common, and the macro that lists them.

use schemars::Schema;
use serde_json::Value;

use crate::{PersonId, SubjectKind};

/// Content about a person, opened: whose it is, and what it says. In the log it stands sealed,
/// beside the event, never in the event's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal<T> {
    /// Whose key seals it.
    pub person: PersonId,
    /// What it says.
    pub content: T,
}

/// One kind of event, as the schemas, the import and the documentation know it.
#[derive(Clone, Copy, Debug)]
pub struct EventType {
    /// The context whose service emits it: `coaching`.
    pub context: &'static str,
    /// Its name, past tense: `hours-logged`.
    pub name: &'static str,
    /// The version of its form.
    pub version: u16,
    /// What it is about, and so whose stream it belongs to.
    pub subject: SubjectKind,
    /// The name of its sealed content, where it has any.
    pub sealed: Option<&'static str>,
    /// What happened, in a sentence.
    pub summary: &'static str,
    /// Its fields.
    pub schema: fn() -> Schema,
}

impl EventType {
    /// The type as it stands in an event: `waymark.coaching.hours-logged.v1`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("waymark.{}.{}.v{}", self.context, self.name, self.version)
    }
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

/// Lists a context's events: the enum, the names, reading and writing.
macro_rules! events {
    ($context:literal: $($(#[$doc:meta])* $variant:ident = $name:literal v $version:literal on $subject:ident
        $(, seals $field:literal)?: $summary:literal;)*) => {
        /// Everything that can happen in this context.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = $summary] $variant($variant),)*
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
                const TYPE: $crate::EventType = $crate::EventType {
                    context: $context,
                    name: $name,
                    version: $version,
                    subject: $crate::SubjectKind::$subject,
                    sealed: $crate::facts::only(&[$($field)?]),
                    summary: $summary,
                    schema: || schemars::schema_for!($variant),
                };

                fn from_fact(fact: &$crate::Fact) -> Option<&Self> {
                    if let Some(Event::$variant(event)) = Event::of(fact) { Some(event) } else { None }
                }
            }

            impl $crate::facts::Payload for $variant {
                fn personal(&self) -> Option<$crate::Personal<serde_json::Value>> {
                    $(
                        if let Some(personal) = &self.personal {
                            let _ = $field;
                            let content = serde_json::to_value(&personal.content).ok()?;
                            return Some($crate::Personal { person: personal.person, content });
                        }
                    )?
                    None
                }

                fn open(&mut self, personal: $crate::Personal<serde_json::Value>) -> Result<(), serde_json::Error> {
                    $(
                        let _ = $field;
                        let content = serde_json::from_value(personal.content.clone())?;
                        self.personal = Some($crate::Personal { person: personal.person, content });
                    )?
                    let _ = personal;
                    Ok(())
                }
            }
        )*

        /// The kinds of events of this context.
        pub const TYPES: &[$crate::EventType] = &[
            $(<$variant as $crate::FromFact>::TYPE,)*
        ];

        impl Event {
            /// The index of this event's kind in [`TYPES`].
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

            /// This event's kind.
            #[must_use]
            pub fn event_type(&self) -> &'static $crate::EventType {
                &TYPES[self.kind()]
            }

            pub(crate) fn decode(name: &str, data: &str) -> Result<Option<Self>, serde_json::Error> {
                match name {
                    $(concat!($name, ".v", $version) => serde_json::from_str(data).map(|event| Some(Self::$variant(event))),)*
                    _ => Ok(None),
                }
            }

            pub(crate) fn data(&self) -> Result<serde_json::Value, serde_json::Error> {
                match self {
                    $(Self::$variant(event) => serde_json::to_value(event),)*
                }
            }

            pub(crate) fn payload(&self) -> &dyn $crate::facts::Payload {
                match self {
                    $(Self::$variant(event) => event,)*
                }
            }

            pub(crate) fn payload_mut(&mut self) -> &mut dyn $crate::facts::Payload {
                match self {
                    $(Self::$variant(event) => event,)*
                }
            }
        }
    };
}

/// The event that takes back an earlier one of the same context; each context has its own.
macro_rules! entered_in_error {
    () => {
        /// An earlier event of this context should not be believed: wrong person, wrong day.
        /// It stays in the log; folds leave it out.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct EnteredInError {
            /// The event that should not be believed.
            pub event: $crate::EventId,
            /// The day this was found out.
            pub date: Date,
            /// Why.
            pub reason: Line,
        }
    };
}

/// Lists words with a fixed spelling: an enum, its texts and its schema.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word as it stands in events.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::NotAWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err($crate::NotAWord::new(text, &[$($text),*])),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::text(deserializer, str::parse)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($text),*] })
            }
        }
    )*};
}

/// A text that is none of the words it could be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is none of: {expected}")]
pub struct NotAWord {
    /// What was found, cut short.
    pub found: String,
    /// What it could have been.
    pub expected: String,
}

impl NotAWord {
    #[doc(hidden)]
    #[must_use]
    pub fn new(found: &str, expected: &[&str]) -> Self {
        Self { found: found.chars().take(40).collect(), expected: expected.join(", ") }
    }
}

pub(crate) use {entered_in_error, events, words};
