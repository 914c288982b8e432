//! Holding what is written against the commands there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use events::{Act, FieldForm, Form, ProviderId};
use service_kit::CommandType;

use super::error::{CommandProblem, MappingError, MappingErrors};
use super::formats::{day, ordinary, readings};
use super::glob::Glob;
use super::sources::{FieldWriter, Lookups};
use super::written::{self, BROKEN, Conditions, Constant, Formats};
use super::{Columns, Is, KeyPart, Mapping, Recipe, Sheet, When, provider, reading};
use crate::cell::settles;
use crate::wording::{comparable, did_you_mean, quoted};

impl Mapping {
    /// Reads a mapping file, and holds it against the commands there are.
    ///
    /// # Errors
    /// Everything that is wrong with it, where, and what to do.
    pub fn read(text: &str, commands: &[CommandType]) -> Result<Self, MappingErrors> {
        let (written, mut errors) = reading::read(text);
        let Some(written) = written else { return Err(MappingErrors(errors)) };
        if written.sheets.is_empty() {
            errors.push(MappingError::NoSheets);
        }
        let formats = written.formats.or(&ordinary());
        let formats = match readings(&formats) {
            Ok(_) => formats,
            Err(problem) => {
                errors.push(MappingError::Formats(problem));
                ordinary()
            }
        };
        let (provider, problems) = provider::bind(&written.provider, &formats, commands);
        errors.extend(problems.into_iter().map(MappingError::Provider));
        let mut binding = Binding {
            provider: provider.ukprn.clone(),
            commands,
            lookups: Lookups::new(&written.sheets),
            columns: written.sheets.iter().map(|_| Columns::default()).collect(),
            errors,
        };
        let mut sheets = Vec::new();
        for (index, sheet) in written.sheets.iter().enumerate() {
            if written.sheets.iter().take(index).any(|other| comparable(&other.name) == comparable(&sheet.name)) {
                binding.errors.push(at(sheet, "there are two sheets of this name: give each its own".to_owned()));
            }
            sheets.push(binding.sheet(index, sheet, &formats));
        }
        if !binding.errors.is_empty() {
            return Err(MappingErrors(binding.errors));
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

struct Binding<'w> {
    provider: String,
    commands: &'w [CommandType],
    lookups: Lookups<'w>,
    columns: Vec<Columns>,
    errors: Vec<MappingError>,
}

impl Binding<'_> {
    fn sheet(&mut self, index: usize, written: &written::Sheet, outer: &Formats) -> Sheet {
        let mut problems = Vec::new();
        let formats = written.formats.or(outer);
        let formats = match readings(&formats) {
            Ok(_) => formats,
            Err(problem) => {
                problems.push(format!("formats: {problem}"));
                outer.clone()
            }
        };
        let mut day = |day_written: &Option<Constant>| {
            let day = day_written.as_ref().map(|written| day(written, &formats)).transpose();
            day.unwrap_or_else(|problem| {
                problems.push(format!("covers: {problem}"));
                None
            })
        };
        let covers = (day(&written.covers.from), day(&written.covers.until));
        let delimiter = match written.delimiter {
            Some(delimiter @ (',' | ';' | '\t' | '|')) => u8::try_from(delimiter).unwrap_or(b','),
            None => b',',
            Some(other) => {
                problems.push(format!("delimiter \"{other}\" is not one of \",\", \";\", \"\\t\" and \"|\""));
                b','
            }
        };
        self.errors.extend(problems.into_iter().map(|problem| at(written, problem)));
        let mut recipes = Vec::new();
        for command in written.commands.iter().filter(|command| command.name != BROKEN) {
            match self.recipe(index, command, &formats) {
                Ok(recipe) => recipes.push(recipe),
                Err(problems) => self.errors.extend(problems.into_iter().map(|problem| MappingError::Command {
                    sheet: written.name.clone(),
                    command: command.name.clone(),
                    problem,
                })),
            }
        }
        Sheet {
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
        }
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
    ) -> Result<Recipe, Vec<CommandProblem>> {
        let command = self.command(&written.name).map_err(|problem| vec![problem])?;
        let forms = command.fields();
        let takes = |name: &&String| forms.iter().any(|field| field.name == **name && !is_provider(&field.form));
        let strange = written.fields.keys().filter(|name| !takes(name));
        let mut problems: Vec<CommandProblem> = strange.map(|name| no_such_field(name, &forms)).collect();
        let missing = |field: &&FieldForm| {
            field.required && !is_provider(&field.form) && !written.fields.contains_key(&field.name)
        };
        let missing: Vec<&str> = forms.iter().filter(missing).map(|field| field.name.as_str()).collect();
        if !missing.is_empty() {
            problems.push(CommandProblem::FieldsMissing { fields: quoted(missing) });
        }
        let mut fields = Vec::new();
        for field in forms.iter().filter(|field| is_provider(&field.form)) {
            fields.extend(FieldWriter::filled_in(field, &self.provider, formats));
        }
        if let Some(act) = forms.iter().find(|field| is_act(field) && !written.fields.contains_key(&field.name)) {
            fields.extend(FieldWriter::filled_in(act, Act::Recorded.as_str(), formats));
        }
        for (name, source) in written.fields.iter().filter(|(_, source)| !source.is_broken()) {
            let Some(form) = forms.iter().find(|field| field.name == *name && !is_provider(&field.form)) else {
                continue;
            };
            let mut writer = FieldWriter {
                provider: &self.provider,
                sheet: index,
                formats,
                columns: &mut self.columns,
                lookups: &mut self.lookups,
            };
            match writer.field(form, source) {
                Ok(field) => fields.push(field),
                Err(problem) => problems.push(CommandProblem::Field { field: name.clone(), problem }),
            }
        }
        let when = self.when(index, &written.when, formats);
        let key = self.key(index, &written.key, &fields);
        match (when, key) {
            (Ok(when), Ok(key)) if problems.is_empty() => {
                Ok(Recipe { command, name: Arc::from(command.full_name()), once: written.once, when, key, fields })
            }
            (when, key) => {
                problems.extend(when.err());
                problems.extend(key.err());
                Err(problems)
            }
        }
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

/// A sheet says what happened: unless the mapping says otherwise, it is recorded and not done now.
fn is_act(field: &FieldForm) -> bool {
    field.name == "act"
        && matches!(&field.form, Form::Word(words) if words.iter().any(|word| word == Act::Recorded.as_str()))
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
