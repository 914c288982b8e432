//! Holding what is written against the commands there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use events::{FieldForm, Form, ProviderId, Ukprn};
use service_kit::CommandType;

use super::error::{CommandProblem, MappingError};
use super::formats::{day, ordinary, readings};
use super::glob::Glob;
use super::sources::{FieldWriter, Lookups};
use super::written::{self, Conditions, Constant, Formats, Written};
use super::{Columns, Is, KeyPart, Mapping, Provider, Recipe, Sheet, When};
use crate::cell::settles;
use crate::wording::{comparable, did_you_mean, quoted};

impl Mapping {
    /// Reads a mapping file, and holds it against the commands there are.
    ///
    /// # Errors
    /// What is wrong with it, where, and what to do.
    pub fn read(text: &str, commands: &[CommandType]) -> Result<Self, MappingError> {
        let written: Written = toml::from_str(text).map_err(|error| MappingError::Form(error.to_string()))?;
        if written.sheets.is_empty() {
            return Err(MappingError::NoSheets);
        }
        let formats = written.formats.or(&ordinary());
        readings(&formats).map_err(MappingError::Formats)?;
        let provider = provider(&written.provider, &formats, commands)?;
        let mut binding = Binding {
            provider: provider.ukprn.clone(),
            commands,
            lookups: Lookups::new(&written.sheets),
            columns: written.sheets.iter().map(|_| Columns::default()).collect(),
        };
        let mut sheets = Vec::new();
        for (index, sheet) in written.sheets.iter().enumerate() {
            if written.sheets.iter().take(index).any(|other| comparable(&other.name) == comparable(&sheet.name)) {
                return Err(at(sheet, "there are two sheets of this name: give each its own".to_owned()));
            }
            sheets.push(binding.sheet(index, sheet, &sheet.formats.or(&formats))?);
        }
        for (sheet, columns) in sheets.iter_mut().zip(binding.columns) {
            sheet.columns = columns;
        }
        Ok(Self {
            provider,
            sheets,
            lookups: binding.lookups.found,
            ignore_files: written.ignore_files.iter().map(|pattern| Glob::new(pattern)).collect(),
            commands: commands.to_vec(),
        })
    }
}

fn at(sheet: &written::Sheet, problem: String) -> MappingError {
    MappingError::Sheet { sheet: sheet.name.clone(), problem }
}

fn provider(
    written: &written::Provider,
    formats: &Formats,
    commands: &[CommandType],
) -> Result<Provider, MappingError> {
    let ukprn = Ukprn::new(&written.ukprn)
        .map_err(|error| MappingError::Provider(format!("ukprn \"{}\": {error}", written.ukprn)))?;
    let mut fields = serde_json::Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value.into());
        }
    };
    put("provider", Some(&ukprn.to_string()));
    put("ukprn", Some(&ukprn.to_string()));
    put("name", Some(written.name.trim()));
    put("localAuthority", written.local_authority.as_deref());
    put("model", written.model.as_deref());
    let date = written.date.as_ref().map(|date| day(date, formats)).transpose().map_err(MappingError::Provider)?;
    put("date", date.map(|date| date.to_string()).as_deref());
    let register =
        commands.iter().find(|command| command.context == "referrals" && command.name == "register-provider");
    if let Some(command) = register {
        let known: Vec<String> = command.fields().into_iter().map(|field| field.name).collect();
        fields.retain(|name, _| known.contains(name));
    }
    Ok(Provider { ukprn: ukprn.to_string(), register: register.map(|command| (*command, fields)) })
}

struct Binding<'w> {
    provider: String,
    commands: &'w [CommandType],
    lookups: Lookups<'w>,
    columns: Vec<Columns>,
}

impl Binding<'_> {
    fn sheet(&mut self, index: usize, written: &written::Sheet, formats: &Formats) -> Result<Sheet, MappingError> {
        readings(formats).map_err(|problem| at(written, format!("formats: {problem}")))?;
        let day = |day_written: &Option<Constant>| {
            let day = day_written.as_ref().map(|written| day(written, formats)).transpose();
            day.map_err(|problem| at(written, format!("covers: {problem}")))
        };
        let covers = (day(&written.covers.from)?, day(&written.covers.until)?);
        let delimiter = match written.delimiter {
            None => b',',
            Some(delimiter @ (',' | ';' | '\t' | '|')) => u8::try_from(delimiter).unwrap_or(b','),
            Some(other) => {
                return Err(at(
                    written,
                    format!("delimiter \"{other}\" is not one of \",\", \";\", \"\\t\" and \"|\""),
                ));
            }
        };
        let mut recipes = Vec::new();
        for command in &written.commands {
            let recipe = self.recipe(index, command, formats).map_err(|problem| MappingError::Command {
                sheet: written.name.clone(),
                command: command.name.clone(),
                problem,
            })?;
            recipes.push(recipe);
        }
        Ok(Sheet {
            name: Arc::from(written.name.trim()),
            file: Glob::new(&written.file),
            optional: written.optional,
            encoding: written.encoding,
            delimiter,
            header_row: written.header_row,
            ignore: written.ignore.iter().map(|column| comparable(column)).collect(),
            covers,
            columns: Columns::default(),
            deciding: self.deciding(index, written),
            recipes,
        })
    }

    /// Every value that a sheet's commands know of a column that decides between them.
    fn deciding(&mut self, index: usize, written: &written::Sheet) -> Vec<(usize, BTreeSet<String>)> {
        let mut deciding: Vec<(usize, BTreeSet<String>)> = Vec::new();
        for condition in written.commands.iter().flat_map(|command| &command.when.0) {
            let written::Is::OneOf(values) = &condition.is else { continue };
            let Some(columns) = self.columns.get_mut(index) else { continue };
            let slot = columns.slot(&condition.column);
            let values = values.iter().chain(&condition.isnt).map(|value| comparable(value));
            match deciding.iter_mut().find(|(other, _)| *other == slot) {
                Some((_, known)) => known.extend(values),
                None => deciding.push((slot, values.collect())),
            }
        }
        deciding
    }

    fn recipe(
        &mut self,
        index: usize,
        written: &written::Command,
        formats: &Formats,
    ) -> Result<Recipe, CommandProblem> {
        let command = self.command(&written.name)?;
        let forms = command.fields();
        let takes = |name: &String| forms.iter().any(|field| field.name == *name && !is_provider(&field.form));
        if let Some(strange) = written.fields.keys().find(|name| !takes(name)) {
            return Err(no_such_field(strange, &forms));
        }
        let missing = |field: &&FieldForm| {
            field.required && !is_provider(&field.form) && !written.fields.contains_key(&field.name)
        };
        let missing: Vec<&str> = forms.iter().filter(missing).map(|field| field.name.as_str()).collect();
        if !missing.is_empty() {
            return Err(CommandProblem::FieldsMissing { fields: quoted(missing) });
        }
        let mut fields = Vec::new();
        for field in forms.iter().filter(|field| is_provider(&field.form)) {
            fields.push(FieldWriter::provider(field, &self.provider, formats)?);
        }
        for (name, source) in &written.fields {
            let Some(form) = forms.iter().find(|field| field.name == *name) else { continue };
            let mut writer = FieldWriter {
                provider: &self.provider,
                sheet: index,
                formats,
                columns: &mut self.columns,
                lookups: &mut self.lookups,
            };
            let field = writer.field(form, source);
            fields.push(field.map_err(|problem| CommandProblem::Field { field: name.clone(), problem })?);
        }
        let when = self.when(index, &written.when, formats)?;
        let key = self.key(index, &written.key, &fields)?;
        Ok(Recipe { command, name: Arc::from(command.full_name()), once: written.once, when, key, fields })
    }

    fn command(&self, name: &str) -> Result<CommandType, CommandProblem> {
        self.commands.iter().find(|command| command.full_name() == name).copied().ok_or_else(|| {
            let known: Vec<String> = self.commands.iter().map(CommandType::full_name).collect();
            CommandProblem::NoSuchCommand {
                hint: did_you_mean(name, known.iter().map(String::as_str)),
                known: known.join(", "),
            }
        })
    }

    fn when(&mut self, index: usize, written: &Conditions, formats: &Formats) -> Result<Vec<When>, CommandProblem> {
        let mut when = Vec::new();
        for condition in &written.0 {
            let is = match &condition.is {
                written::Is::OneOf(values) => Is::OneOf(values.iter().map(|value| comparable(value)).collect()),
                written::Is::Word(word) => match word.as_str() {
                    "filled" => Is::Filled,
                    "empty" => Is::Empty,
                    "past" => Is::Past(readings(formats).map_err(CommandProblem::When)?.dates),
                    _ => {
                        return Err(CommandProblem::When(format!(
                            "\"{word}\" is not one of \"filled\", \"empty\" and \"past\"; for a value of the column write a \
                             list: is = [\"{word}\"]"
                        )));
                    }
                },
            };
            if let Some(columns) = self.columns.get_mut(index) {
                when.push(When { slot: columns.slot(&condition.column), is });
            }
        }
        Ok(when)
    }

    fn key(
        &mut self,
        index: usize,
        written: &[String],
        fields: &[super::Field],
    ) -> Result<Vec<KeyPart>, CommandProblem> {
        if written.is_empty() {
            return Err(CommandProblem::NoKey);
        }
        let mut key: Vec<KeyPart> = Vec::new();
        for column in written {
            let Some(columns) = self.columns.get_mut(index) else { continue };
            let slot = columns.slot(column);
            if key.iter().any(|part| part.slot == slot) {
                return Err(CommandProblem::KeyTwice { column: column.clone() });
            }
            let settled = |field: &&super::Field| matches!(field.source, super::Source::Cell(cell) if cell == slot);
            let reader = fields.iter().filter(settled).map(|field| &field.reader).find(|reader| settles(&reader.form));
            key.push(KeyPart { slot, reader: reader.cloned() });
        }
        Ok(key)
    }
}

fn is_provider(form: &Form) -> bool {
    matches!(form, Form::Id(kind) if kind == ProviderId::KIND)
}

fn no_such_field(name: &str, forms: &[FieldForm]) -> CommandProblem {
    if forms.iter().any(|field| field.name == name) {
        let problem = "is filled in from [provider]: leave it out".to_owned();
        return CommandProblem::Field { field: name.to_owned(), problem };
    }
    let known: Vec<&str> = forms.iter().filter(|field| !is_provider(&field.form)).map(|f| f.name.as_str()).collect();
    CommandProblem::NoSuchField {
        field: name.to_owned(),
        hint: did_you_mean(name, known.iter().copied()),
        known: known.join(", "),
    }
}
