//! What a cell becomes: the value of a command's field, by the form the field wants.

pub(crate) mod damage;
pub(crate) mod dates;
pub(crate) mod durations;
pub(crate) mod money;

use std::collections::BTreeMap;
use std::sync::Arc;

use events::{Form, Name, ProviderId};
use jiff::civil::{Date, Time};
use serde_json::Value;

use crate::wording::{comparable, excerpt, nearest, quoted};
use dates::Dates;
use durations::Durations;
use money::Money;

/// The longest text a cell of a spreadsheet can hold. More is a damaged file.
pub(crate) const CELL_LIMIT: usize = 32_767;

/// How a sheet writes its dates, durations and so on.
#[derive(Clone, Debug)]
pub(crate) struct Readings {
    pub(crate) dates: Dates,
    pub(crate) times: Dates,
    pub(crate) durations: Durations,
    pub(crate) money: Money,
    pub(crate) yes: Vec<String>,
    pub(crate) no: Vec<String>,
    /// What else stands for an empty cell.
    pub(crate) empty: Vec<String>,
}

impl Readings {
    /// Whether nothing is said.
    pub(crate) fn is_empty(&self, cell: &str) -> bool {
        let cell = cell.trim();
        cell.is_empty() || (!self.empty.is_empty() && self.empty.contains(&comparable(cell)))
    }

    fn yes_or_no(&self, cell: &str) -> Result<bool, String> {
        let word = comparable(cell);
        match (self.yes.contains(&word), self.no.contains(&word)) {
            (true, _) => Ok(true),
            (_, true) => Ok(false),
            _ => Err(format!(
                "is neither yes ({}) nor no ({}): correct the cell, or add the word to the mapping",
                self.yes.join(", "),
                self.no.join(", ")
            )),
        }
    }
}

/// Reads the cells for one field.
#[derive(Clone, Debug)]
pub(crate) struct CellReader {
    pub(crate) form: Form,
    pub(crate) readings: Arc<Readings>,
    /// The sheet's own words, by their comparable form.
    pub(crate) values: BTreeMap<String, Meaning>,
}

/// A word of the sheets, and what it means.
#[derive(Clone, Debug)]
pub(crate) struct Meaning {
    /// As the mapping writes it.
    pub(crate) word: String,
    /// Nothing for what stands for an empty cell.
    pub(crate) value: String,
}

impl CellReader {
    /// The value of a cell; nothing for an empty one.
    ///
    /// # Errors
    /// What is wrong with the cell and what to do, as the end of a sentence that begins with it.
    pub(crate) fn read(&self, cell: &str, provider: &str) -> Result<Option<Value>, String> {
        let cell = sound(cell)?;
        if self.readings.is_empty(cell) {
            return Ok(None);
        }
        if self.values.is_empty() {
            return self.value(&self.form, cell, provider).map(Some);
        }
        match self.values.get(&comparable(cell)).map(|meaning| meaning.value.as_str()) {
            Some("") => Ok(None),
            Some(meaning) => self.value(&self.form, meaning, provider).map(Some),
            None => {
                let value = self.value(&self.form, cell, provider);
                value.map(Some).map_err(|reason| format!("{reason}{}", self.own_words(cell)))
            }
        }
    }

    /// For a cell that cannot be read: the words that the mapping translates, and the nearest. A sentence after
    /// another; nothing where there are none, or where the reason lists them.
    pub(crate) fn own_words(&self, cell: &str) -> String {
        if self.values.is_empty() || matches!(self.form, Form::Word(_)) {
            return String::new();
        }
        let words = || self.values.values().map(|meaning| meaning.word.as_str());
        let near = nearest(cell, words()).map(|near| format!(" The nearest is \"{near}\".")).unwrap_or_default();
        format!(". The mapping has these words for it: {}.{near}", quoted(words()))
    }

    fn value(&self, form: &Form, cell: &str, provider: &str) -> Result<Value, String> {
        Ok(match form {
            Form::Id(kind) => Value::String(name(kind, cell, provider)?),
            Form::Date => Value::String(self.readings.dates.date(cell)?.to_string()),
            Form::Time => Value::String(self.readings.times.time(cell)?.to_string()),
            Form::Minutes => self.readings.durations.minutes(cell)?.into(),
            Form::Pence => self.readings.money.pence(cell)?.into(),
            Form::YesNo => self.readings.yes_or_no(cell)?.into(),
            Form::Whole { least, most } => whole(cell, *least, *most)?.into(),
            Form::Word(words) => Value::String(word(cell, words, &self.values)?),
            Form::Text { limit, .. } => Value::String(text(cell, limit.unwrap_or(CELL_LIMIT))?),
            Form::List(item) => Value::Array(
                cell.split(';')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(|part| self.value(item, part, provider))
                    .collect::<Result<_, _>>()?,
            ),
            Form::Object(_) | Form::Other => {
                return Err("stands for something a cell cannot hold: leave the field to HTTP".to_owned());
            }
        })
    }

    /// Whether the mapping itself says what such a cell means.
    pub(crate) fn expects(&self, cell: &str) -> bool {
        self.readings.is_empty(cell) || self.values.contains_key(&comparable(cell))
    }

    /// A value of the field as the sheets write it.
    pub(crate) fn written(&self, value: &str) -> String {
        let Readings { dates, times, durations, money, yes, no, .. } = &*self.readings;
        let day = Date::constant(2000, 1, 1);
        let written = match &self.form {
            Form::Date => value.parse().ok().and_then(|day: Date| dates.written(day.into())),
            Form::Time => value.parse().ok().and_then(|time: Time| times.written(day.to_datetime(time))),
            Form::Minutes => value.parse().ok().and_then(|minutes| durations.written(minutes)),
            Form::Pence => value.parse().ok().map(|pence| money.written(pence)),
            Form::YesNo => if value == "true" { yes } else { no }.first().cloned(),
            Form::Word(_) => {
                self.values.values().find(|meaning| meaning.value == value).map(|meaning| meaning.word.clone())
            }
            Form::Id(_) | Form::Whole { .. } | Form::Text { .. } | Form::List(_) | Form::Object(_) | Form::Other => {
                None
            }
        };
        written.unwrap_or_else(|| value.to_owned())
    }

    /// The cell in a form that stays the same however a spreadsheet program shows it; for keys.
    pub(crate) fn settled(&self, cell: &str, provider: &str) -> Option<String> {
        match self.read(cell, provider).ok()?? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// Whether a cell can hold it.
pub(crate) fn fits(form: &Form) -> bool {
    match form {
        Form::Object(_) | Form::Other => false,
        Form::List(item) => !matches!(**item, Form::List(_)) && fits(item),
        Form::Id(_)
        | Form::Date
        | Form::Time
        | Form::Minutes
        | Form::Pence
        | Form::YesNo
        | Form::Whole { .. }
        | Form::Word(_)
        | Form::Text { .. } => true,
    }
}

/// Whether the same value can be written in several ways, so that a key holds what it means.
pub(crate) fn settles(form: &Form) -> bool {
    match form {
        Form::Date | Form::Time | Form::Minutes | Form::Pence | Form::YesNo | Form::Whole { .. } => true,
        Form::Id(_) | Form::Word(_) | Form::Text { .. } | Form::List(_) | Form::Object(_) | Form::Other => false,
    }
}

/// What the cell calls a thing, with the provider's UKPRN before it: so an id can never be meant.
fn name(kind: &str, cell: &str, provider: &str) -> Result<String, String> {
    if kind == ProviderId::KIND {
        return Ok(provider.to_owned());
    }
    let name = format!("{provider}/{cell}");
    Name::read(kind, &name)
        .map_err(|_| format!("is no reference of a {kind}: write what you call it, such as NF-002"))?;
    Ok(name)
}

/// The trimmed cell, unless it has what no cell should have.
pub(crate) fn sound(cell: &str) -> Result<&str, String> {
    if cell.len() > CELL_LIMIT && cell.chars().nth(CELL_LIMIT).is_some() {
        return Err(format!(
            "has {} characters, more than the {CELL_LIMIT} of a spreadsheet's cell: look for a quotation mark that is \
             never closed, and shorten it",
            cell.chars().count()
        ));
    }
    match cell.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Some(control) => Err(format!(
            "has a character that is no text (U+{:04X}): type the cell again, or save the sheet as \"CSV UTF-8\"",
            u32::from(control)
        )),
        None => Ok(cell.trim()),
    }
}

fn whole(cell: &str, least: i64, most: i64) -> Result<i64, String> {
    let digits =
        cell.split_once('.').map_or(cell, |(whole, rest)| if rest.bytes().all(|b| b == b'0') { whole } else { cell });
    let number: i64 = digits.parse().map_err(|_| "is no whole number: write digits only".to_owned())?;
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(format!("is not between {least} and {most}: correct the number"))
}

/// One of the command's words. One that a person may have meant is told as the sheets write it.
fn word(cell: &str, words: &[String], own: &BTreeMap<String, Meaning>) -> Result<String, String> {
    let asked = comparable(cell).replace([' ', '_'], "-");
    words.iter().find(|word| word.eq_ignore_ascii_case(&asked)).cloned().ok_or_else(|| {
        let own: Vec<&str> = own.values().map(|meaning| meaning.word.as_str()).collect();
        let is_new = |word: &&str| !own.iter().any(|own| comparable(own) == comparable(word));
        let known = own.iter().copied().chain(words.iter().map(String::as_str).filter(is_new));
        let part = known.clone().find(|word| asked.len() > 2 && word.to_lowercase().contains(&asked));
        let near = nearest(cell, own.iter().copied()).or_else(|| nearest(&asked, known.clone())).or(part);
        let near = near.map(|near| format!(" The nearest is \"{near}\".")).unwrap_or_default();
        format!(
            "is not one of: {}.{near} Correct the cell, or say in the mapping, under values, what the word means",
            known.map(excerpt).collect::<Vec<_>>().join(", ")
        )
    })
}

fn text(cell: &str, limit: usize) -> Result<String, String> {
    let found = cell.chars().count();
    if found > limit {
        return Err(format!("has {found} characters, more than the {limit} there is room for: shorten it"));
    }
    Ok(cell.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_carry_the_decimals_a_spreadsheet_adds() {
        assert_eq!(whole("4", 0, 10), Ok(4));
        assert_eq!(whole("4.00", 0, 10), Ok(4));
        assert!(whole("4.5", 0, 10).is_err());
        assert!(whole("11", 0, 10).unwrap_err().contains("between 0 and 10"));
        assert!(whole("four", 0, 10).is_err());
    }

    #[test]
    fn an_id_in_a_cell_is_a_reference_like_any_other() {
        let id = "0b9f6e9c-0c3e-8f0a-9a53-0f8f3a4f4c11";
        assert_eq!(name("claim", id, "10000001"), Ok(format!("10000001/{id}")));
        assert!(name("internship", "NF-002#0", "10000001").unwrap_err().contains("such as NF-002"));
        assert!(name("event", id, "10000001").is_err());
    }

    #[test]
    fn a_word_is_found_whatever_its_case_and_with_spaces_for_hyphens() {
        let words = ["in-work".to_owned(), "EMP1".to_owned()];
        assert_eq!(word("In Work", &words, &BTreeMap::new()), Ok("in-work".to_owned()));
        assert_eq!(word("emp1", &words, &BTreeMap::new()), Ok("EMP1".to_owned()));
        assert!(word("no contact", &words, &BTreeMap::new()).unwrap_err().contains("in-work, EMP1. Correct"));
        for near in ["In wrok", "work"] {
            assert!(
                word(near, &words, &BTreeMap::new()).unwrap_err().contains("EMP1. The nearest is \"in-work\". Correct"),
                "{near}"
            );
        }
    }

    #[test]
    fn a_cell_of_ten_megabytes_or_with_a_nul_is_no_cell() {
        assert!(sound(&"x".repeat(10_000_000)).unwrap_err().contains("10000000 characters"));
        assert!(sound("a\0b").unwrap_err().contains("U+0000"));
        assert_eq!(sound(" a\nb "), Ok("a\nb"));
    }
}
