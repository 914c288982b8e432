//! What can be asked of a service.

use std::collections::BTreeSet;

use events::{FieldForm, Subject, SubjectKind};
use schemars::Schema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Rule, Unreadable};

/// Where a command belongs among those of the same day: what begins before what ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Makes somebody or something known: a provider, an employer, a coach.
    Register,
    /// Begins something that others build on: a referral, an award, an offer.
    Begin,
    /// Begins something that rests on a beginning of the same day: an acceptance, a job.
    Follow,
    /// Happens in the course of things.
    During,
    /// Settles what happened: a claim, an answer to it.
    Settle,
    /// Ends something.
    End,
}

/// One kind of command, as HTTP, the import and the documentation know it.
#[derive(Clone, Copy, Debug)]
pub struct CommandType {
    /// The context it belongs to: `coaching`.
    pub context: &'static str,
    /// Its name, imperative: `log-hours`.
    pub name: &'static str,
    /// The event it becomes when accepted: `hours-logged`.
    pub event: &'static str,
    /// What it can be about.
    pub subjects: &'static [SubjectKind],
    /// Where it belongs among those of the same day.
    pub rank: Rank,
    /// The hard rules it can break.
    pub rules: &'static [Rule],
    /// What it asks for, in a sentence.
    pub summary: &'static str,
    /// The JSON Schema of its fields.
    pub schema: fn() -> Schema,
    /// An example of its event, where it has the event's fields.
    pub example: Option<&'static str>,
}

impl CommandType {
    /// The name with its context: `coaching.log-hours`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.context, self.name)
    }

    /// Its fields, in the order of their names.
    #[must_use]
    pub fn fields(&self) -> Vec<FieldForm> {
        FieldForm::all(&(self.schema)())
    }

    /// The kind of thing it is about; `None` where there are several.
    #[must_use]
    pub fn kind(&self) -> Option<SubjectKind> {
        match self.subjects {
            [kind] => Some(*kind),
            _ => None,
        }
    }

    /// The field that says what it is about: called by the subject's kind, or `subject` where there
    /// are several kinds.
    #[must_use]
    pub fn subject_field(&self) -> &'static str {
        self.kind().map_or("subject", SubjectKind::as_str)
    }

    /// What it can be about, in words: `internship`, `internship or programme`.
    #[must_use]
    pub fn about(&self) -> String {
        SubjectKind::any_of(self.subjects)
    }
}

/// What every context's command enum can do.
pub trait Command: Serialize + Clone + Send + Sync + 'static {
    /// The context.
    const CONTEXT: &'static str;

    /// Every kind of command of the context. The last one takes an event back: see [`Asked`](crate::Asked).
    const TYPES: &'static [CommandType];

    /// Reads a command by its name from its fields.
    ///
    /// # Errors
    /// When there is no such command, or the fields are not of its form.
    fn read(name: &str, fields: Value) -> Result<Self, Unreadable>;

    /// Its kind.
    fn command_type(&self) -> &'static CommandType;

    /// What it is about: whose history decides, and takes the event.
    fn subject(&self) -> Subject;

    /// Other subjects whose history the rules need to see.
    fn also_reads(&self) -> BTreeSet<Subject>;
}

/// One command's own part of [`Command`], written by its context.
pub trait Ask: Serialize + DeserializeOwned + schemars::JsonSchema {
    /// See [`Command::subject`].
    fn subject(&self) -> Subject;

    /// See [`Command::also_reads`].
    fn also_reads(&self) -> BTreeSet<Subject> {
        BTreeSet::new()
    }
}

/// Implements [`Ask`] for commands whose fields say it all: whose history it is `of`, and whose it
/// `reads` besides (or `may read`, if the field is given).
#[macro_export]
macro_rules! asks {
    ($($command:ty: of $of:ident $(, reads $reads:ident)* $(, may read $given:ident)*;)*) => {$(
        impl $crate::Ask for $command {
            fn subject(&self) -> $crate::events::Subject {
                self.$of.subject()
            }

            fn also_reads(&self) -> std::collections::BTreeSet<$crate::events::Subject> {
                let always: Vec<$crate::events::Subject> = vec![$(self.$reads.subject()),*];
                always.into_iter()$(.chain(self.$given.iter().map(|also| also.subject())))*.collect()
            }
        }
    )*};
}

/// Lists a context's commands: the enum, the names, reading and writing. Each is a struct that
/// implements [`Ask`]; one `with fields of` an event is the [`About`](crate::About) of that event.
/// First come the hard rules that taking back an event can break.
#[macro_export]
macro_rules! commands {
    (@asked $variant:ident) => {
        impl From<$variant> for $crate::Asked<Command> {
            fn from(command: $variant) -> Self {
                Self::Own(command.into())
            }
        }
    };
    // `Asked` itself knows every `About`.
    (@asked $variant:ident with fields of $event:ident) => {};
    ($context:literal, taking back can break [$($taking_back:ident),*]:
        $($variant:ident $(with fields of $fields:ident)? = $name:literal, becomes $event:literal on $subject:ident, $rank:ident,
        rules [$($rule:ident),*]: $summary:literal;)*) => {
        $($(
            #[doc = $summary]
            pub type $variant = $crate::About<$fields>;
        )?)*

        /// Everything that can be asked of this service.
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum Command {
            $(#[doc = $summary] $variant($variant),)*
        }

        $(
            impl From<$variant> for Command {
                fn from(command: $variant) -> Self {
                    Self::$variant(command)
                }
            }

            $crate::commands!(@asked $variant $(with fields of $fields)?);
        )*

        impl From<Command> for $crate::Asked<Command> {
            fn from(command: Command) -> Self {
                Self::Own(command)
            }
        }

        impl Command {
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
        }

        impl $crate::Command for Command {
            const CONTEXT: &'static str = $context;

            const TYPES: &'static [$crate::CommandType] = &[
                $($crate::CommandType {
                    context: $context,
                    name: $name,
                    event: $event,
                    subjects: &[$crate::events::SubjectKind::$subject],
                    rank: $crate::Rank::$rank,
                    rules: &[$($crate::Rule::$rule),*],
                    summary: $summary,
                    schema: || $crate::schemars::schema_for!($variant),
                    example: {
                        const DECLARED: &[&str] = &[$(<$fields as $crate::events::Declaration>::EXAMPLE)?];
                        DECLARED.first().copied()
                    },
                },)*
                $crate::CommandType {
                    context: $context,
                    name: $crate::TAKE_BACK,
                    event: "entered-in-error",
                    subjects: &$crate::events::SubjectKind::ALL,
                    rank: $crate::Rank::End,
                    rules: &[$($crate::Rule::$taking_back),*],
                    summary: "Take back an event of this context that should not be believed.",
                    schema: || $crate::schemars::schema_for!($crate::EnterInError),
                    example: None,
                },
            ];

            fn read(name: &str, fields: $crate::serde_json::Value) -> Result<Self, $crate::Unreadable> {
                match name {
                    $($name => Ok(Self::$variant($crate::read_fields(fields)?)),)*
                    _ => Err($crate::Unreadable::NoSuchCommand {
                        context: $context,
                        name: name.chars().take(60).collect(),
                        known: [$($name,)* $crate::TAKE_BACK].join(", "),
                    }),
                }
            }

            fn command_type(&self) -> &'static $crate::CommandType {
                &Self::TYPES[self.kind()]
            }

            fn subject(&self) -> $crate::events::Subject {
                match self {
                    $(Self::$variant(command) => $crate::Ask::subject(command),)*
                }
            }

            fn also_reads(&self) -> std::collections::BTreeSet<$crate::events::Subject> {
                match self {
                    $(Self::$variant(command) => $crate::Ask::also_reads(command),)*
                }
            }
        }
    };
}

#[cfg(test)]
mod tests;
