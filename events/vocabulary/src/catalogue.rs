//! All contexts' events together.

use serde_json::Value;

use crate::declaration::EventType;
use crate::spelling::edit_distance;
use crate::telling::Names;
use crate::{EnteredInError, Established, EventId, PersonId, coaching, funding, outcomes, placements, referrals};

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

/// The struct of one event type: lets a reader of that type alone pick it out.
pub trait FromFact: Sized {
    /// The event type.
    const TYPE: EventType;

    /// The event, when the fact is of this type.
    fn from_fact(fact: &Fact) -> Option<&Self>;
}

macro_rules! contexts {
    ($($variant:ident = $module:ident),*) => {
        $(
            impl $module::Event {
                /// The event, when it is one of this context.
                pub(crate) fn of(fact: &Fact) -> Option<&Self> {
                    if let Fact::$variant(event) = fact { Some(event) } else { None }
                }
            }

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

            /// What it says of an earlier event that it takes back, if it takes one back.
            #[must_use]
            pub fn error(&self) -> Option<&EnteredInError> {
                match self {
                    $(
                        Self::$variant($module::Event::EnteredInError(error)) => Some(error),
                        Self::$variant(_) => None,
                    )*
                }
            }

            /// The earlier event that this one takes back, if it takes one back.
            #[must_use]
            pub fn takes_back(&self) -> Option<EventId> {
                self.error().map(|error| error.event)
            }

            /// What later events of the same subject can depend on once this has happened, as event `id`.
            #[must_use]
            pub fn establishes(&self, id: EventId) -> Option<Established> {
                match self {
                    $(Self::$variant(event) => event.establishes(id),)*
                }
            }

            /// What this could not have happened without.
            #[must_use]
            pub fn depends_on(&self) -> Vec<Established> {
                match self {
                    $(Self::$variant(event) => event.depends_on(),)*
                }
            }

            /// What happened, in a sentence or a few for a person.
            #[must_use]
            pub fn tell(&self, names: &dyn Names) -> String {
                match self {
                    $(Self::$variant(event) => event.tell(names),)*
                }
            }

            /// That an earlier event of this context should not be believed. `None`: no such context.
            #[must_use]
            pub fn entered_in_error(context: &str, error: EnteredInError) -> Option<Self> {
                match context {
                    $(stringify!($module) => Some(Self::$variant(error.into())),)*
                    _ => None,
                }
            }

            /// What is sealed with this event, as JSON, if it is open.
            #[must_use]
            pub fn sealed(&self) -> Option<Value> {
                match self {
                    $(Self::$variant(event) => event.sealed(),)*
                }
            }

            /// The field that is sealed with this event, as an object of its own, if it is open.
            #[must_use]
            pub fn sealed_fields(&self) -> Option<Value> {
                let field = self.event_type().sealed?;
                Some(serde_json::json!({ field: self.sealed()? }))
            }

            /// Puts opened content back into the event.
            ///
            /// # Errors
            /// When the content has another form than this event's.
            pub fn open(&mut self, content: Value) -> Result<(), serde_json::Error> {
                match self {
                    $(Self::$variant(event) => event.open(content),)*
                }
            }

            /// The person whom an internship is about, where this says so.
            #[must_use]
            pub fn person(&self) -> Option<PersonId> {
                referrals::Referred::from_fact(self).map(|referred| referred.person)
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
            /// # Errors
            /// When the fields are not of the type's form.
            pub fn decode(full_name: &str, data: &str) -> Result<Option<Self>, serde_json::Error> {
                let Some((context, name, version)) = parts(full_name) else { return Ok(None) };
                match context {
                    $(stringify!($module) => Ok($module::Event::decode(name, version, data)?.map(Self::$variant)),)*
                    _ => Ok(None),
                }
            }
        }

        const TYPES: &[&[EventType]] = &[$($module::TYPES),*];
    };
}

contexts! { Referrals = referrals, Placements = placements, Coaching = coaching, Funding = funding, Outcomes = outcomes }

impl EventType {
    /// Whether these canonical bytes are an event of this type, in whichever version. Only their end
    /// is looked at, where the type stands.
    #[must_use]
    pub fn is_of(&self, canonical: &[u8]) -> bool {
        full_name(canonical)
            .and_then(parts)
            .is_some_and(|(context, name, _)| (context, name) == (self.context, self.name))
    }
}

/// The type of an event, which is the last member of its canonical form.
fn full_name(canonical: &[u8]) -> Option<&str> {
    let before = canonical.strip_suffix(b"\"}")?;
    let start = before.iter().rposition(|byte| *byte == b'"')? + 1;
    let (rest, full_name) = before.split_at_checked(start)?;
    std::str::from_utf8(full_name).ok().filter(|_| rest.ends_with(b"\"type\":\""))
}

/// `coaching`, `hours-logged` and `1` of `waymark.coaching.hours-logged.v1`.
fn parts(full_name: &str) -> Option<(&str, &str, u16)> {
    let (context, name) = full_name.strip_prefix("waymark.")?.split_once('.')?;
    let (name, version) = name.rsplit_once(".v")?;
    let plain = !version.starts_with(['0', '+']) || version == "0";
    Some((context, name, version.parse().ok().filter(|_| plain)?))
}

/// Every kind of event, context by context.
pub fn types() -> impl Iterator<Item = &'static EventType> {
    TYPES.iter().copied().flatten()
}

/// Two kinds of events answer to the name, or none does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypeNotFound {
    /// No kind of event is called that.
    #[error("no event is called \"{name}\": {}", instead(near))]
    None {
        /// What was asked for, cut short.
        name: String,
        /// Those that are called something like it, with their context.
        near: Vec<String>,
    },
    /// More than one context has an event of that name.
    #[error("several events are called \"{name}\": write one of {}", full.join(", "))]
    Several {
        /// What was asked for.
        name: String,
        /// What it could mean.
        full: Vec<String>,
    },
}

/// What to write instead of a name that no event has.
fn instead(near: &[String]) -> String {
    if !near.is_empty() {
        return format!("there is {}", near.join(", "));
    }
    let of = |types: &&[EventType]| {
        let context = types.first().map_or("", |kind| kind.context);
        let own: Vec<_> = types.iter().map(|kind| kind.name).filter(|name| *name != TAKEN_BACK).collect();
        format!("{context}: {}", own.join(", "))
    };
    let contexts: Vec<_> = TYPES.iter().map(of).collect();
    format!("there are {}; and in every context {TAKEN_BACK}", contexts.join("; "))
}

/// The name of the one event that every context has.
const TAKEN_BACK: &str = "entered-in-error";

/// Events whose name is a slip away, or has a word of it.
fn near(name: &str) -> Vec<String> {
    let name = name.strip_prefix("waymark.").unwrap_or(name);
    let name = name.rsplit('.').find(|part| part.len() > 2).unwrap_or(name);
    let name: String = name.chars().take(60).collect();
    let alike = |kind: &&EventType| {
        edit_distance(&name, kind.name) <= 2
            || name
                .split('-')
                .any(|word| word.len() > 3 && kind.name.split('-').any(|other| edit_distance(word, other) <= 1))
    };
    types().filter(alike).map(|kind| format!("{}.{}", kind.context, kind.name)).collect()
}

/// The kind of event with this name, written in full or short: `waymark.coaching.hours-logged.v1`,
/// `coaching.hours-logged`, `hours-logged`. In full, an older version means the same kind.
///
/// # Errors
/// When no kind of event, or more than one, answers to the name.
pub fn find_type(name: &str) -> Result<&'static EventType, TypeNotFound> {
    let full = |kind: &EventType| {
        parts(name).is_some_and(|(context, name, version)| {
            (context, name) == (kind.context, kind.name) && version <= kind.version
        })
    };
    let answers = |kind: &&EventType| {
        name == kind.name
            || full(kind)
            || name.split_once('.').is_some_and(|(context, rest)| context == kind.context && rest == kind.name)
    };
    let found: Vec<_> = types().filter(answers).collect();
    match found.as_slice() {
        [kind] => Ok(kind),
        [] => Err(TypeNotFound::None { name: name.chars().take(60).collect(), near: near(name) }),
        several => Err(TypeNotFound::Several {
            name: name.to_owned(),
            full: several.iter().map(|kind| format!("{}.{}", kind.context, kind.name)).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_answered_with_what_was_meant() {
        let said = |name: &str| find_type(name).unwrap_err().to_string();
        assert_eq!(
            said("hours-loged"),
            "no event is called \"hours-loged\": there is referrals.life-skills-session-logged, coaching.hours-logged, \
             coaching.hours-corrected"
        );
        assert_eq!(
            said("waymark.coaching.hourslogged.v1"),
            "no event is called \"waymark.coaching.hourslogged.v1\": there is coaching.hours-logged"
        );
        assert!(said("entered-in-eror").contains("funding.entered-in-error"));
    }

    #[test]
    fn a_type_is_found_by_every_form_of_its_name_and_an_older_version() {
        let found = |name: &str| find_type(name).unwrap().full_name();
        for name in ["hours-logged", "coaching.hours-logged", "waymark.coaching.hours-logged.v1"] {
            assert_eq!(found(name), find_type("hours-logged").unwrap().full_name(), "{name}");
        }
        for name in ["funding.hours-logged", "waymark.coaching.hours-logged.v99", "waymark.coaching.hours-logged.v01"] {
            assert!(find_type(name).is_err(), "{name}");
        }
        let several = find_type("entered-in-error").unwrap_err().to_string();
        assert!(several.contains("write one of referrals.entered-in-error, placements.entered-in-error"), "{several}");
    }

    #[test]
    fn types_are_the_same_by_context_name_and_version() {
        let found = |name: &str| find_type(name).unwrap();
        assert_eq!(found("hours-logged"), found("coaching.hours-logged"));
        assert_ne!(found("hours-logged"), found("hours-corrected"));
        assert_ne!(found("coaching.entered-in-error"), found("funding.entered-in-error"));
        assert_ne!(*found("hours-logged"), EventType { version: 99, ..*found("hours-logged") });
        assert_eq!(found("hours-corrected").summary(), "A session that was logged wrongly is put right.");
    }

    #[test]
    fn a_name_like_no_other_is_answered_with_all_events_by_context() {
        let said = find_type("zzz").unwrap_err().to_string();
        for kind in types() {
            assert!(said.contains(kind.name), "{}", kind.name);
        }
        assert_eq!(said.matches("entered-in-error").count(), 1, "{said}");
    }
}
