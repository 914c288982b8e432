//! Cells in quotation marks, and marks that do not add up.

use std::borrow::Cow;

use csv::StringRecord;
use memchr::{memchr, memchr2, memchr3};

use crate::cell::CELL_LIMIT;
use crate::files::lines::line_break;

/// The most bytes of a character in UTF-8.
const WIDEST: usize = 4;

/// Quotation marks that make a row doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The cells that they stand in.
    pub(crate) places: Vec<usize>,
    /// What is wrong, and what to do.
    pub(crate) reason: &'static str,
    /// How far the doubt reaches.
    pub(crate) reach: Reach,
}

/// How far quotation marks that do not add up throw doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Over a mark in these cells.
    Mark,
    /// Over where these cells end.
    Cells,
    /// Over how many rows these lines are.
    Lines,
}

const NEVER_CLOSED: &str =
    "begins with a quotation mark that is never closed in its row: delete the mark, or put one at the cell's end";
const TEXT_AFTER: &str =
    "has text after its closing quotation mark: delete the marks, or double those inside the cell (\"\")";
const NAKED: &str = "has a quotation mark inside it, and none around it: delete the mark, or put the whole cell in marks and \
                     double that one (\"\")";

/// Reads the row at the start of the text into the record, and says how long it is, and whether there
/// is a mark where none belongs. Nothing if a quotation mark is not closed, or text follows a closed cell.
pub(super) fn strict(
    text: &str,
    delimiter: u8,
    width: usize,
    record: &mut StringRecord,
) -> Option<(usize, Option<Fault>)> {
    let bytes = text.as_bytes();
    let (mut at, mut lines, mut naked) = (0, false, Vec::new());
    loop {
        let after = if bytes.get(at) == Some(&b'"') {
            let (cell, after) = quoted(text, at)?;
            lines = lines || memchr2(b'\n', b'\r', cell.as_bytes()).is_some();
            record.push_field(&cell);
            after
        } else {
            let rest = bytes.get(at..)?;
            let after = at + memchr3(delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
            let cell = text.get(at..after)?;
            if memchr(b'"', cell.as_bytes()).is_some() {
                naked.push(record.len());
            }
            record.push_field(cell);
            after
        };
        let is_too_wide = width > 0 && record.iter().skip(width).any(|cell| !cell.trim().is_empty());
        if lines && is_too_wide {
            return None;
        }
        match bytes.get(after) {
            Some(byte) if *byte == delimiter => at = after + 1,
            None | Some(b'\r' | b'\n') => {
                let is_too_narrow = lines && record.len() < width;
                let fault = (!naked.is_empty()).then_some(Fault { places: naked, reason: NAKED, reach: Reach::Mark });
                return (!is_too_narrow).then(|| (after + line_break(bytes, after), fault));
            }
            Some(_) => return None,
        }
    }
}

/// The cell whose opening quotation mark stands here, and where it ends.
fn quoted(text: &str, at: usize) -> Option<(Cow<'_, str>, usize)> {
    let begin = at + 1;
    // no further than a cell can reach, however many rows look for the mark that closes theirs
    let bytes = text.as_bytes();
    let bytes = bytes.get(..begin + CELL_LIMIT * WIDEST).unwrap_or(bytes);
    let (mut end, mut doubled) = (begin, false);
    loop {
        end += memchr(b'"', bytes.get(end..)?)?;
        if bytes.get(end + 1) != Some(&b'"') {
            break;
        }
        (end, doubled) = (end + 2, true);
    }
    let cell = text.get(begin..end)?;
    let cell = if doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
    Some((cell, end + 1))
}

/// Reads a line for itself. A cell whose quotation marks do not add up is what stands between the
/// delimiters, marks and all.
pub(super) fn lenient(line: &str, delimiter: u8, record: &mut StringRecord) -> Fault {
    let bytes = line.as_bytes();
    let mut fault = Fault { places: Vec::new(), reason: TEXT_AFTER, reach: Reach::Cells };
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let plain = at + memchr(delimiter, rest).unwrap_or(rest.len());
        let cell = if bytes.get(at) == Some(&b'"') { quoted(line, at) } else { None };
        let whole = cell.as_ref().filter(|(_, after)| bytes.get(*after).is_none_or(|byte| *byte == delimiter));
        let after = match whole {
            Some((cell, after)) => {
                record.push_field(cell);
                *after
            }
            None => {
                if rest.first() == Some(&b'"') {
                    fault.places.push(record.len());
                    if cell.is_none() {
                        fault.reason = NEVER_CLOSED;
                    }
                }
                record.push_field(line.get(at..plain).unwrap_or_default());
                plain
            }
        };
        if after >= bytes.len() {
            return fault;
        }
        at = after + 1;
    }
}
