//! The lines of a text, whichever way they end.

use memchr::memchr2;

/// The first line without its break, and its length with it.
pub(super) fn first_line(text: &str) -> (&str, usize) {
    let bytes = text.as_bytes();
    let end = memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
    (text.get(..end).unwrap_or_default(), end + line_break(bytes, end))
}

/// How long the line break is that stands here; 0 if there is none.
pub(super) fn line_break(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\r' | b'\n'), _) => 1,
        _ => 0,
    }
}

/// How many lines a row takes.
pub(super) fn count_lines(row: &str) -> u64 {
    let mut rest = row;
    let mut lines = 0;
    while !rest.is_empty() {
        rest = rest.get(first_line(rest).1..).unwrap_or_default();
        lines += 1;
    }
    lines
}

/// The cells of a line without quotation marks.
pub(super) fn split(line: &str, delimiter: u8) -> impl Iterator<Item = &str> {
    line.split(char::from(delimiter))
}
