//! All contexts' events together.

use serde_json::Value;

use crate::facts::{EventType, NotAWord, Payload, Personal};
use crate::{EventId, coaching, funding, outcomes, placements, referrals};

/// Anything that can have happened, by the context whose service decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// From the first conversation to the end of the programme.
    Referrals(referrals::Event),
    /// Employers, interviews and the work itself.
    Placements(placements::Event),
    /// Job coaches and the hours they give.
    Coaching(coaching::Event),
    /// Access to Work, claims and costs.
    Funding(funding::Event),
    /// Jobs, and the years after.
    Outcomes(outcomes::Event),
}

macro_rules! contexts {
    ($($variant:ident = $module:ident),*) => {
        $(
            impl From<$module::Event> for Fact {
                fn from(event: $module::Event) -> Self {
                    Self::$variant(event)
                }
            }
        )*

        impl Fact {
            /// This event's kind.
            #[must_use]
            pub fn event_type(&self) -> &'static EventType {
                match self {
                    $(Self::$variant(event) => event.event_type(),)*
                }
            }

            /// The earlier event that this one takes back, if it takes one back.
            #[must_use]
            pub fn takes_back(&self) -> Option<EventId> {
                match self {
                    $(
                        Self::$variant($module::Event::EnteredInError(error)) => Some(error.event),
                        Self::$variant(_) => None,
                    )*
                }
            }

            /// Whose content is sealed with this event, and what it says, if it is open.
            #[must_use]
            pub fn personal(&self) -> Option<Personal<Value>> {
                self.payload().personal()
            }

            /// Puts opened content back into the event.
            ///
            /// # Errors
            /// When the content has another form than this event's.
            pub fn open(&mut self, personal: Personal<Value>) -> Result<(), serde_json::Error> {
                match self {
                    $(Self::$variant(event) => event.payload_mut().open(personal),)*
                }
            }

            fn payload(&self) -> &dyn Payload {
                match self {
                    $(Self::$variant(event) => event.payload(),)*
                }
            }

            /// The event's own fields as JSON, without what is sealed.
            ///
            /// # Errors
            /// Never, for the types of this crate; the error is serde's.
            pub fn data(&self) -> Result<Value, serde_json::Error> {
                match self {
                    $(Self::$variant(event) => event.data(),)*
                }
            }

            /// Reads an event's fields by its full type, `waymark.coaching.hours-logged.v1`.
            /// `None`: no such type here.
            pub(crate) fn decode(full_name: &str, data: &str) -> Result<Option<Self>, serde_json::Error> {
                let Some((context, name)) = full_name.strip_prefix("waymark.").and_then(|name| name.split_once('.')) else {
                    return Ok(None);
                };
                match context {
                    $(stringify!($module) => Ok($module::Event::decode(name, data)?.map(Self::$variant)),)*
                    _ => Ok(None),
                }
            }
        }

        const TYPES: &[&[EventType]] = &[$($module::TYPES),*];
    };
}

contexts! { Referrals = referrals, Placements = placements, Coaching = coaching, Funding = funding, Outcomes = outcomes }

/// Every kind of event, context by context.
pub fn types() -> impl Iterator<Item = &'static EventType> {
    TYPES.iter().copied().flatten()
}

/// Two kinds of events answer to the name, or none does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypeNotFound {
    /// No kind of event is called that.
    #[error("no event is called {0}")]
    None(NotAWord),
    /// More than one context has an event of that name.
    #[error("several events are called \"{name}\": write one of {}", full.join(", "))]
    Several {
        /// What was asked for.
        name: String,
        /// What it could mean.
        full: Vec<String>,
    },
}

/// The kind of event with this name, written in full or short: `waymark.coaching.hours-logged.v1`,
/// `coaching.hours-logged`, `hours-logged`.
///
/// # Errors
/// When no kind of event, or more than one, answers to the name.
pub fn find_type(name: &str) -> Result<&'static EventType, TypeNotFound> {
    let answers = |kind: &&EventType| {
        name == kind.name
            || name == kind.full_name()
            || name.split_once('.').is_some_and(|(context, rest)| context == kind.context && rest == kind.name)
    };
    let found: Vec<_> = types().filter(answers).collect();
    match found.as_slice() {
        [kind] => Ok(kind),
        [] => {
            let all: Vec<_> = types().map(|kind| kind.name).collect();
            Err(TypeNotFound::None(NotAWord::new(name, &all)))
        }
        several => Err(TypeNotFound::Several {
            name: name.to_owned(),
            full: several.iter().map(|kind| format!("{}.{}", kind.context, kind.name)).collect(),
        }),
    }
}
