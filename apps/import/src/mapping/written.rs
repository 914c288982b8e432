//! The mapping file as it is written, before it is held against the commands.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

/// Stands where something could not be read, or is missing, and has been told.
pub(crate) const BROKEN: &str = "\u{fffd}";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Written {
    pub(crate) provider: Provider,
    #[serde(default)]
    pub(crate) formats: Formats,
    /// Files that belong to no sheet and are left alone.
    #[serde(default)]
    pub(crate) ignore_files: Vec<String>,
    #[serde(default, rename = "sheet")]
    pub(crate) sheets: Vec<Sheet>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Provider {
    pub(crate) ukprn: String,
    pub(crate) name: String,
    pub(crate) local_authority: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) date: Option<Constant>,
}

/// How things are written; what is not said stays as it is said further out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Formats {
    pub(crate) dates: Option<Vec<String>>,
    pub(crate) times: Option<Vec<String>>,
    pub(crate) durations: Option<Vec<String>>,
    pub(crate) money: Option<String>,
    pub(crate) yes: Option<Vec<String>>,
    pub(crate) no: Option<Vec<String>>,
    pub(crate) empty: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) file: String,
    #[serde(default)]
    pub(crate) optional: bool,
    #[serde(default)]
    pub(crate) encoding: Encoding,
    #[serde(default)]
    pub(crate) delimiter: Option<char>,
    /// The row that holds the names of the columns; the first that is not blank, if it is not said.
    #[serde(default)]
    pub(crate) header_row: Option<u64>,
    #[serde(default)]
    pub(crate) ignore: Vec<String>,
    #[serde(default)]
    pub(crate) formats: Formats,
    #[serde(default)]
    pub(crate) covers: Covers,
    #[serde(default, rename = "command")]
    pub(crate) commands: Vec<Command>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Encoding {
    /// UTF-8, or UTF-16 with its mark.
    #[default]
    Unicode,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// The days a sheet answers for, beyond those it mentions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Covers {
    pub(crate) from: Option<Constant>,
    pub(crate) until: Option<Constant>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Command {
    #[serde(rename = "do")]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) when: Conditions,
    #[serde(default)]
    pub(crate) key: Vec<String>,
    #[serde(default)]
    pub(crate) once: bool,
    #[serde(default)]
    pub(crate) fields: BTreeMap<String, Source>,
}

/// One condition or several, which must all hold.
#[derive(Debug, Default)]
pub(crate) struct Conditions(pub(crate) Vec<Condition>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    pub(crate) column: String,
    pub(crate) is: Is,
    /// Values that are known and mean no.
    #[serde(default)]
    pub(crate) isnt: Vec<String>,
}

#[derive(Debug)]
pub(crate) enum Is {
    Word(String),
    OneOf(Vec<String>),
}

/// Where a field's value comes from.
#[derive(Debug)]
pub(crate) enum Source {
    Column(String),
    Table(Box<Table>),
}

impl Source {
    /// Whether it could not be read, and has been told.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self, Self::Column(column) if column == BROKEN)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Table {
    pub(crate) column: Option<String>,
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) join: Option<String>,
    pub(crate) value: Option<Constant>,
    pub(crate) from: Option<String>,
    pub(crate) on: Option<On>,
    pub(crate) default: Option<Constant>,
    #[serde(default)]
    pub(crate) values: BTreeMap<String, Constant>,
    pub(crate) dates: Option<Vec<String>>,
    pub(crate) times: Option<Vec<String>>,
    pub(crate) durations: Option<Vec<String>>,
    pub(crate) money: Option<String>,
    pub(crate) yes: Option<Vec<String>>,
    pub(crate) no: Option<Vec<String>>,
}

/// Which columns of this sheet meet which of the other.
#[derive(Debug)]
pub(crate) struct On(pub(crate) Vec<(String, String)>);

/// A fixed value, kept as its text: `"ehc-plan"`, `true`, `3`, `2024-09-30`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Constant(pub(crate) String);

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Ok(Self(text)),
            toml::Value::Integer(number) => Ok(Self(number.to_string())),
            toml::Value::Boolean(yes) => Ok(Self(yes.to_string())),
            toml::Value::Datetime(day) => Ok(Self(day.to_string())),
            toml::Value::Float(_) | toml::Value::Array(_) | toml::Value::Table(_) => Err(de::Error::custom(
                "a fixed value is a text in quotation marks, a whole number, true, false or a date",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Conditions;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a condition such as { column = \"Left on\", is = \"filled\" }, or a list of them")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Conditions, A::Error> {
                Condition::deserialize(MapAccessDeserializer::new(map)).map(|one| Conditions(vec![one]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Conditions, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Conditions)
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

impl<'de> Deserialize<'de> for Is {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordOrList;
        impl<'de> Visitor<'de> for WordOrList {
            type Value = Is;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"filled\", \"empty\", \"past\", or a list of the column's values")
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Is, E> {
                Ok(Is::Word(word.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Is, A::Error> {
                let values = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(Is::OneOf(values.into_iter().map(|Constant(value)| value).collect()))
            }
        }
        deserializer.deserialize_any(WordOrList)
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ColumnOrTable;
        impl<'de> Visitor<'de> for ColumnOrTable {
            type Value = Source;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column's name in quotation marks, or { column = … }, { value = … }, { columns = … } or { from = … }")
            }
            fn visit_str<E: de::Error>(self, column: &str) -> Result<Source, E> {
                Ok(Source::Column(column.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
                Table::deserialize(MapAccessDeserializer::new(map)).map(|table| Source::Table(Box::new(table)))
            }
        }
        deserializer.deserialize_any(ColumnOrTable)
    }
}

impl<'de> Deserialize<'de> for On {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = On;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column that both sheets have, a list of such, or { \"column here\" = \"column there\" }")
            }
            fn visit_str<E: de::Error>(self, column: &str) -> Result<On, E> {
                Ok(On(vec![(column.to_owned(), column.to_owned())]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<On, A::Error> {
                let columns = Vec::<String>::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(On(columns.into_iter().map(|column| (column.clone(), column)).collect()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<On, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = map.next_entry::<String, String>()? {
                    all.push(pair);
                }
                Ok(On(all))
            }
        }
        deserializer.deserialize_any(Pairs)
    }
}
