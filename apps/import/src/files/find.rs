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
        pattern: sheet.file.as_str().to_owned(),
        hint: did_you_mean(sheet.file.as_str(), strange.iter().map(|name| name.as_str())),
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
