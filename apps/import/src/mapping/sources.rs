//! Where each field's value comes from.

use std::sync::Arc;

use events::{EventId, FieldForm, Form};
use serde_json::Value;

use super::error::CommandProblem;
use super::formats::readings;
use super::written::{self, Constant, Formats, On, Table};
use super::{Columns, Field, Lookup, Slot, Source};
use crate::cell::{CellReader, Meaning, fits};
use crate::wording::{comparable, did_you_mean, quoted};

/// The lookups that fields ask for, gathered over all sheets.
pub(super) struct Lookups<'w> {
    sheets: &'w [written::Sheet],
    pub(super) found: Vec<Lookup>,
}

impl<'w> Lookups<'w> {
    pub(super) fn new(sheets: &'w [written::Sheet]) -> Self {
        Self { sheets, found: Vec::new() }
    }

    fn sheet(&self, name: &str) -> Result<usize, String> {
        let found = self.sheets.iter().position(|sheet| comparable(&sheet.name) == comparable(name));
        found.ok_or_else(|| {
            let known: Vec<&str> = self.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            let hint = did_you_mean(name, known.iter().copied());
            format!("there is no sheet \"{name}\" to look it up in.{hint} The sheets are: {}", quoted(known))
        })
    }

    fn place(&mut self, lookup: Lookup) -> usize {
        if let Some(found) = self.found.iter().position(|known| *known == lookup) {
            return found;
        }
        self.found.push(lookup);
        self.found.len() - 1
    }
}

/// Binds the fields of one command.
pub(super) struct FieldWriter<'b, 'w> {
    pub(super) provider: &'b str,
    pub(super) sheet: usize,
    pub(super) formats: &'b Formats,
    pub(super) columns: &'b mut Vec<Columns>,
    pub(super) lookups: &'b mut Lookups<'w>,
}

impl FieldWriter<'_, '_> {
    /// A field that the import fills in, the same in every row.
    pub(super) fn filled_in(form: &FieldForm, text: &str, formats: &Formats) -> Result<Field, CommandProblem> {
        let problem = |problem| CommandProblem::Field { field: form.name.clone(), problem };
        Ok(Field {
            name: form.name.clone(),
            required: form.required,
            reader: reader(&form.form, formats, &Table::default()).map_err(problem)?,
            source: Source::Constant(Value::String(text.to_owned())),
            default: None,
        })
    }

    pub(super) fn field(&mut self, form: &FieldForm, written: &written::Source) -> Result<Field, String> {
        if !fits(&form.form) {
            return Err("holds more than a cell can say: leave it out of the mapping".to_owned());
        }
        if form.form.id_of() == Some(EventId::KIND) {
            return Err("is the id of an event, and no sheet has a name for one: leave it to HTTP".to_owned());
        }
        let plain;
        let table = match written {
            written::Source::Table(table) => table.as_ref(),
            written::Source::Column(column) => {
                plain = Table { column: Some(column.clone()), ..Table::default() };
                &plain
            }
        };
        let reader = reader(&form.form, self.formats, table)?;
        let default = table.default.as_ref().map(|text| constant(&reader, &text.0, self.provider)).transpose()?;
        let source = self.source(table, &reader)?;
        Ok(Field { name: form.name.clone(), required: form.required, reader, source, default })
    }

    fn source(&mut self, table: &Table, reader: &CellReader) -> Result<Source, String> {
        if table.join.is_some() && table.columns.is_none() || table.on.is_some() != table.from.is_some() {
            return Err(
                "join goes with columns, and from with on: { columns = [\"Forename\", \"Surname\"], join = \" \" }, \
                        { from = \"Learners\", on = \"Learner Ref\", column = \"Surname\" }"
                    .to_owned(),
            );
        }
        match (&table.column, &table.columns, &table.value, &table.from) {
            (None, None, Some(value), None) => Ok(Source::Constant(constant(reader, &value.0, self.provider)?)),
            (Some(column), None, None, None) => Ok(Source::Cell(self.slot(self.sheet, column))),
            (None, Some(columns), None, None) if !columns.is_empty() => Ok(Source::Joined {
                slots: columns.iter().map(|column| self.slot(self.sheet, column)).collect(),
                join: table.join.clone().unwrap_or_else(|| " ".to_owned()),
            }),
            (Some(column), None, None, Some(from)) => self.lookup(from, table.on.as_ref(), column),
            _ => Err("say one of column, columns, value, or from with on and column".to_owned()),
        }
    }

    fn lookup(&mut self, from: &str, on: Option<&On>, column: &str) -> Result<Source, String> {
        let sheet = self.lookups.sheet(from)?;
        let pairs = on.map(|on| on.0.as_slice()).unwrap_or_default();
        if pairs.is_empty() {
            return Err("on names no column: say which column both sheets have, on = \"Learner Ref\"".to_owned());
        }
        let here = pairs.iter().map(|(here, _)| self.slot(self.sheet, here)).collect();
        let there = pairs.iter().map(|(_, there)| self.slot(sheet, there)).collect();
        let column = self.slot(sheet, column);
        Ok(Source::Lookup { lookup: self.lookups.place(Lookup { sheet, on: there, column }), here })
    }

    fn slot(&mut self, sheet: usize, column: &str) -> Slot {
        self.columns.get_mut(sheet).map_or(0, |columns| columns.slot(column))
    }
}

fn reader(form: &Form, formats: &Formats, table: &Table) -> Result<CellReader, String> {
    let own = Formats {
        dates: table.dates.clone(),
        times: table.times.clone(),
        durations: table.durations.clone(),
        money: table.money.clone(),
        yes: table.yes.clone(),
        no: table.no.clone(),
        empty: None,
    };
    let meaning = |(word, value): (&String, &Constant)| {
        (comparable(word), Meaning { word: word.trim().to_owned(), value: value.0.clone() })
    };
    let values = table.values.iter().map(meaning).collect();
    let reader = CellReader { form: form.clone(), readings: Arc::new(readings(&own.or(formats))?), values };
    if let Form::Word(words) = form {
        let strange =
            reader.values.values().map(|meaning| &meaning.value).find(|word| !word.is_empty() && !words.contains(word));
        if let Some(strange) = strange {
            let hint = did_you_mean(strange, words.iter().map(String::as_str));
            return Err(format!("values gives \"{strange}\", which is not one of: {}.{hint}", words.join(", ")));
        }
    }
    Ok(reader)
}

/// A fixed value: as commands write it, or as the sheets do.
fn constant(reader: &CellReader, text: &str, provider: &str) -> Result<Value, String> {
    let plain = match reader.form {
        Form::Date => text.parse::<jiff::civil::Date>().ok().map(|date| date.to_string().into()),
        Form::Minutes | Form::Pence => text.parse::<u32>().ok().map(Value::from),
        Form::YesNo => text.parse::<bool>().ok().map(Value::from),
        Form::Id(_)
        | Form::Time
        | Form::Whole { .. }
        | Form::Word(_)
        | Form::Text { .. }
        | Form::List(_)
        | Form::Object(_)
        | Form::Other => None,
    };
    if let Some(value) = plain {
        return Ok(value);
    }
    match reader.read(text, provider) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err("the fixed value is empty: leave the field out instead".to_owned()),
        Err(reason) => Err(format!("the fixed value \"{text}\" {reason}")),
    }
}
