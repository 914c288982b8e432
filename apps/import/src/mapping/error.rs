//! What can be wrong with a mapping file.

use std::fmt;

/// Why a mapping file cannot be used: every mistake in it. Nothing was read of the sheets, nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct MappingErrors(pub Vec<MappingError>);

impl fmt::Display for MappingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.0.as_slice() {
            return only.fmt(f);
        }
        write!(f, "{} mistakes:", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n  {error}"))
    }
}

/// A mistake in a mapping file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Not TOML, or a key that no mapping has.
    #[error("the mapping file cannot be read: {0}")]
    Form(String),
    /// Something about the provider.
    #[error("[provider]: {0}")]
    Provider(String),
    /// Something about the formats for all sheets.
    #[error("[formats]: {0}")]
    Formats(String),
    /// There is nothing to import.
    #[error("the mapping file describes no sheet: add a [[sheet]] with a name, a file and its commands")]
    NoSheets,
    /// Something about one sheet.
    #[error("sheet \"{sheet}\": {problem}")]
    Sheet {
        /// Its name.
        sheet: String,
        /// What is wrong.
        problem: String,
    },
    /// Something about one command of a sheet.
    #[error("sheet \"{sheet}\", {command}: {problem}")]
    Command {
        /// The sheet's name.
        sheet: String,
        /// The command, as the mapping names it.
        command: String,
        /// What is wrong.
        problem: CommandProblem,
    },
}

/// What can be wrong with one command of a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandProblem {
    /// There is no such command.
    #[error("there is no such command.{hint} There are: {known}")]
    NoSuchCommand {
        /// What was probably meant.
        hint: String,
        /// All there are.
        known: String,
    },
    /// The command has no such field.
    #[error("it has no field \"{field}\".{hint} Its fields are: {known}")]
    NoSuchField {
        /// What was asked for.
        field: String,
        /// What was probably meant.
        hint: String,
        /// All it has.
        known: String,
    },
    /// Fields that the command cannot do without.
    #[error("its required {fields} come from nowhere: add them under fields, each with a column or a fixed value")]
    FieldsMissing {
        /// Which.
        fields: String,
    },
    /// Nothing tells one row's command from another's.
    #[error(
        "it has no key: name the columns that together tell one row from another and are hardly ever edited, such as \
         key = [\"Learner Ref\", \"Date\"]"
    )]
    NoKey,
    /// A column is named twice in the key.
    #[error("column \"{column}\" stands in the key twice: name each column once")]
    KeyTwice {
        /// Which.
        column: String,
    },
    /// Something about one field.
    #[error("field \"{field}\": {problem}")]
    Field {
        /// Which.
        field: String,
        /// What is wrong.
        problem: String,
    },
    /// Something about a condition.
    #[error("when: {0}")]
    When(String),
}
