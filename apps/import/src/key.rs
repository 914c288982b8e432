//! The idempotency key of a row's command, and so the id of its event.
//!
//! The form is stable for ever, since a changed key makes every row a new event:
//!
//! ```text
//! import/<context>.<command>/<cell>/<cell>/…[~n]
//! ```
//!
//! The cells are those of the key's columns, in the order of the mapping file. A column that the
//! command reads as a date, a time, a duration, an amount, a number or yes/no stands there as what
//! was read (`2024-09-30`, `09:00:00`, `90`), so that another way of writing it is the same key.
//! Any other cell stands there as names are compared: composed (NFC), without invisible characters,
//! trimmed, with single spaces, in lower case. Whatever is not a letter
//! or digit of ASCII, a space or one of `.-_:` is written as `%XX`, byte by byte, so that cells
//! cannot run into each other and the key can travel in an HTTP header. A key of more than 140
//! characters is cut there and ended with `#` and a UUID of version 5 of all of it.
//!
//! `~2`, `~3` … is added when the event of the plain key was entered in error and the row, edited,
//! is sent again.

use std::fmt::Write as _;

use uuid::Uuid;

/// The longest key in plain; an `Idempotency-Key` has room for 200.
const PLAIN: usize = 140;

/// The key of a command with these cells.
pub(crate) fn key(command: &str, cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut key = format!("import/{command}");
    for cell in cells {
        key.push('/');
        escape(&mut key, cell.as_ref());
    }
    if key.len() <= PLAIN {
        return key;
    }
    let rest = Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes());
    key.truncate(PLAIN); // escaped: every character is one byte
    key.push('#');
    let _ = write!(key, "{rest}");
    key
}

/// The same row's key, the n-th time it is sent.
pub(crate) fn again(key: &str, n: u32) -> String {
    format!("{key}~{n}")
}

fn escape(key: &mut String, cell: &str) {
    for byte in cell.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'.' | b'-' | b'_' | b':' => key.push(char::from(byte)),
            _ => {
                let _ = write!(key, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_key_is_frozen() {
        let key = key("coaching.log-hours", ["2024-09-30", "dean prescott", "nf-002", "09:00:00", "café/1"]);
        assert_eq!(key, "import/coaching.log-hours/2024-09-30/dean prescott/nf-002/09:00:00/caf%C3%A9%2F1");
        assert_eq!(again(&key, 2), format!("{key}~2"));
    }

    #[test]
    fn cells_cannot_run_into_each_other_and_long_ones_stay_apart() {
        assert_ne!(key("c", ["a/b"]), key("c", ["a", "b"]));
        assert_ne!(key("c", ["a~2"]), again(&key("c", ["a"]), 2));
        let long = |end: &str| key("c", ["x".repeat(500) + end]);
        assert_ne!(long("a"), long("b"));
        assert!(long("a").len() <= 190);
    }
}
