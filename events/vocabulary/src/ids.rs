//! The names of things: subjects, events, people, employers. Every id is a UUID in a type of its own.
//!
//! What a provider names itself (a learner reference, a coach, an employer) has an id that follows
//! from the provider and that name, so that the same spreadsheet means the same internship on
//! every machine.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A place in the one order of all events: 1, 2, 3, without gaps. 0 stands before the first event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// Before the first event.
    pub const START: Position = Position(0);

    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Position {
        Position(self.0.saturating_add(1))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What an event can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// One young person's supported internship.
    Internship,
    /// An employer, as one provider knows it.
    Employer,
    /// A job coach.
    Coach,
    /// A college, school, charity or council service that runs the programme.
    Provider,
    /// One group of interns at one provider in one academic year.
    Programme,
    /// A person, across internships.
    Person,
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [SubjectKind; 6] =
        [Self::Internship, Self::Employer, Self::Coach, Self::Provider, Self::Programme, Self::Person];

    /// The kind as it stands in a subject: `internship`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internship => "internship",
            Self::Employer => "employer",
            Self::Coach => "coach",
            Self::Provider => "provider",
            Self::Programme => "programme",
            Self::Person => "person",
        }
    }
}

impl SubjectKind {
    /// Any of these, in words: `internship`, `internship or programme`.
    #[must_use]
    pub fn any_of(kinds: &[Self]) -> String {
        match kinds {
            [before @ .., last] if !before.is_empty() => {
                let before: Vec<&str> = before.iter().map(|kind| kind.as_str()).collect();
                format!("{} or {last}", before.join(", "))
            }
            kinds => kinds.first().map(|kind| kind.to_string()).unwrap_or_default(),
        }
    }
}

impl fmt::Display for SubjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an event is about, and the stream it belongs to: `internship/<uuid>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Which one.
    pub id: Uuid,
}

impl Subject {
    /// What the JSON Schemas call a text that holds a kind and an id.
    pub const KIND: &'static str = "subject";
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

/// A text that does not name a subject.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no subject: write a kind and an id, such as internship/0b9f6e9c-0c3e-5f0a-9a53-0f8f3a4f4c11")]
pub struct NotASubject(pub String);

impl FromStr for Subject {
    type Err = NotASubject;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotASubject(text.chars().take(80).collect());
        let (kind, id) = text.split_once('/').ok_or_else(wrong)?;
        let kind = SubjectKind::ALL.into_iter().find(|k| k.as_str() == kind).ok_or_else(wrong)?;
        let id = Uuid::try_parse(id).map_err(|_| wrong())?;
        Ok(Subject { kind, id })
    }
}

impl Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text(deserializer, str::parse)
    }
}

/// The id of this text, in the one form in which ids are written: 36 characters, lower case.
pub(crate) fn uuid(text: &str) -> Option<Uuid> {
    let lower = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    lower.then(|| Uuid::try_parse(text).ok()).flatten()
}

impl schemars::JsonSchema for Subject {
    fn schema_name() -> Cow<'static, str> {
        "Subject".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "x-waymark-id": Self::KIND })
    }
}
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The kind of thing this id names, as the schemas and the import know it.
            pub const KIND: &'static str = $kind;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": "uuid", "x-waymark-id": $kind })
            }
        }
    )*};
}

ids! {
    /// One young person's supported internship.
    InternshipId = "internship";
    /// An employer, as one provider knows it.
    EmployerId = "employer";
    /// A job coach.
    CoachId = "coach";
    /// A provider: follows from its UKPRN.
    ProviderId = "provider";
    /// One group of interns at one provider in one academic year.
    ProgrammeId = "programme";
    /// A person whose content is sealed under a key of their own.
    PersonId = "person";
    /// An intern's placement at an employer.
    PlacementId = "placement";
    /// A role that an employer has open for interns.
    RoleId = "role";
    /// A question that an employer asked.
    QuestionId = "question";
    /// A paid job, offered or started.
    JobId = "job";
    /// A session that one coach gave to several interns together.
    GroupId = "group";
    /// A concern about how it goes at work.
    ConcernId = "concern";
    /// An application to Access to Work.
    ApplicationId = "application";
    /// A claim against an Access to Work award.
    ClaimId = "claim";
    /// Who recorded something, or for whom: follows from the name of their key.
    ActorId = "actor";
    /// An event: follows from its subject and the command's idempotency key.
    EventId = "event";
}

macro_rules! subjects {
    ($($id:ident => $kind:ident),*) => {$(
        impl $id {
            /// The stream of events about this.
            #[must_use]
            pub fn subject(self) -> Subject {
                Subject { kind: SubjectKind::$kind, id: self.0 }
            }
        }
    )*};
}

subjects! { InternshipId => Internship, EmployerId => Employer, CoachId => Coach, ProviderId => Provider, ProgrammeId => Programme, PersonId => Person }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_reads_back_what_it_writes() {
        let subject = InternshipId(Uuid::from_u128(7)).subject();
        assert_eq!(subject.to_string().parse(), Ok(subject));
        assert!("internship".parse::<Subject>().is_err());
        assert!("volunteer/00000000-0000-0000-0000-000000000007".parse::<Subject>().is_err());
    }
}
