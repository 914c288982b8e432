//! Which files of a directory belong to which sheet.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::error::FileError;
use super::{SheetFile, text};
use crate::mapping::{Mapping, Sheet};
use crate::wording::{did_you_mean, quoted};

/// All files of one import together.
const LIMIT_MB: u64 = 512;

/// A file name in which `*` stands for any letters and `?` for one. Case does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glob(String);

impl Glob {
    pub(crate) fn new(pattern: &str) -> Self {
        Self(pattern.trim().to_owned())
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
        matches(&letters(&self.0), &letters(name))
    }
}

/// Goes on from the last `*` whenever the rest does not fit: linear but for one factor.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match (pattern.get(p), name.get(n)) {
            (Some('*'), _) => {
                star = Some((p, n));
                p += 1;
            }
            (Some(wanted), Some(letter)) if *wanted == '?' || wanted == letter => {
                p += 1;
                n += 1;
            }
            _ => match &mut star {
                Some((at, taken)) => {
                    *taken += 1;
                    (p, n) = (*at + 1, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}

/// Reads the files of a directory, each for its sheet: one list a sheet, in the mapping's order.
pub(crate) fn gather(mapping: &Mapping, directory: &Path) -> Result<Vec<Vec<SheetFile>>, FileError> {
    let names = list(directory)?;
    let taken: Vec<(&String, Option<usize>)> = names
        .iter()
        .filter(|name| !mapping.ignore_files.iter().any(|pattern| pattern.matches(name)))
        .map(|name| Ok((name, sheet_of(name, &mapping.sheets)?)))
        .collect::<Result<_, FileError>>()?;
    if !names.iter().any(|name| is_sheet(name)) {
        return Err(FileError::NoFiles { directory: directory.display().to_string() });
    }
    let strange: Vec<&String> =
        taken.iter().filter(|(name, sheet)| sheet.is_none() && is_sheet(name)).map(|(name, _)| *name).collect();
    for (index, sheet) in mapping.sheets.iter().enumerate() {
        if !sheet.optional && !taken.iter().any(|(_, of)| *of == Some(index)) {
            return Err(no_match(sheet, &names, &strange));
        }
    }
    if let Some(workbook) = strange.iter().find(|name| is_workbook(name)) {
        return Err(FileError::Workbook { file: (*workbook).clone() });
    }
    if !strange.is_empty() {
        return Err(FileError::Unclaimed { files: quoted(strange) });
    }
    let mut budget = LIMIT_MB * 1024 * 1024;
    let mut files = Vec::new();
    for (index, sheet) in mapping.sheets.iter().enumerate() {
        let mut own = Vec::new();
        for (name, _) in taken.iter().filter(|(_, of)| *of == Some(index)) {
            own.push(read(directory, name, sheet, &mut budget)?);
        }
        files.push(own);
    }
    Ok(files)
}

fn list(directory: &Path) -> Result<Vec<String>, FileError> {
    let wrong = |error| FileError::Directory { directory: directory.display().to_string(), error };
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn sheet_of(name: &str, sheets: &[Sheet]) -> Result<Option<usize>, FileError> {
    let mut of = sheets.iter().enumerate().filter(|(_, sheet)| sheet.file.matches(name));
    match (of.next(), of.next()) {
        (Some((_, one)), Some((_, other))) => Err(FileError::TwoSheets {
            file: name.to_owned(),
            one: one.name.to_string(),
            other: other.name.to_string(),
        }),
        (first, _) => Ok(first.map(|(index, _)| index)),
    }
}

fn no_match(sheet: &Sheet, names: &[String], strange: &[&String]) -> FileError {
    FileError::NoMatch {
        sheet: sheet.name.to_string(),
        pattern: sheet.file.0.clone(),
        hint: did_you_mean(&sheet.file.0, strange.iter().map(|name| name.as_str())),
        found: quoted(names),
    }
}

fn ends(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

fn is_workbook(name: &str) -> bool {
    ends(name, &["xlsx", "xls", "xlsm", "xlsb", "ods", "numbers"])
}

/// Whether a file looks as if somebody expected it to be imported.
fn is_sheet(name: &str) -> bool {
    is_workbook(name) || ends(name, &["csv", "tsv", "txt"])
}

fn read(directory: &Path, name: &str, sheet: &Sheet, budget: &mut u64) -> Result<SheetFile, FileError> {
    let wrong = |error| FileError::Io { file: name.to_owned(), error };
    let path = directory.join(name);
    let size = fs::metadata(&path).map_err(wrong)?.len();
    let Some(left) = budget.checked_sub(size) else {
        return Err(FileError::TooLarge { file: name.to_owned(), limit: LIMIT_MB });
    };
    *budget = left;
    let text = text::decode(name, fs::read(&path).map_err(wrong)?, sheet.encoding)?;
    SheetFile::new(Arc::from(name), text, sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters_and_case_does_not_matter() {
        assert!(Glob::new("Learners*.csv").matches("learners 2024-25.CSV"));
        assert!(Glob::new("*claims*").matches("AtW claims.csv"));
        assert!(Glob::new("a?c").matches("abc"));
        assert!(Glob::new("*").matches(""));
        assert!(!Glob::new("Learners*.csv").matches("Old learners.csv"));
        assert!(!Glob::new("a?c").matches("ac"));
        assert!(!Glob::new(&"*a".repeat(50)).matches(&"b".repeat(255)));
    }
}
