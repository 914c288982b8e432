//! Whether JSON is in canonical form as far as order and white space go.

use memchr::memchr;

/// How deep objects and lists may stand in each other; events nest three deep.
const DEEPEST: usize = 16;

/// Whether JSON has no white space between its tokens, and each object its members in ascending order,
/// none twice. What is not JSON may be anything here: it fails where it is read.
pub(super) fn is(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The last member's name of each object around the place that is read, at its depth.
    let mut names: [Option<&[u8]>; DEEPEST] = [None; DEEPEST];
    let (mut objects, mut depth) = (0_u32, 0_usize);
    let (mut at, mut name_follows) = (0, false);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let begin = at;
                loop {
                    match bytes.get(at) {
                        Some(b'"') => break,
                        Some(b'\\') => at += 2,
                        Some(_) => at += 1,
                        None => return false,
                    }
                }
                if name_follows {
                    let (name, Some(last)) = (bytes.get(begin..at), names.get_mut(depth)) else { return false };
                    if *last >= name {
                        return false;
                    }
                    *last = name;
                    name_follows = false;
                }
                at += 1;
            }
            b'{' | b'[' => {
                depth += 1;
                let Some(last) = names.get_mut(depth) else { return false };
                *last = None;
                name_follows = *byte == b'{';
                objects = objects << 1 | u32::from(name_follows);
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                objects >>= 1;
                name_follows = false;
            }
            b',' => name_follows = objects & 1 == 1,
            b' ' | b'\t' | b'\n' | b'\r' => return false,
            _ => {}
        }
    }
    true
}

/// Where the string that begins here ends: at the first quote that is not escaped.
pub(super) fn end(bytes: &[u8], begin: usize) -> Option<usize> {
    let mut from = begin;
    loop {
        let quote = from + memchr(b'"', bytes.get(from..)?)?;
        if quote == begin || bytes.get(quote - 1) != Some(&b'\\') {
            return Some(quote);
        }
        let escapes = bytes.get(begin..quote)?.iter().rev().take_while(|byte| **byte == b'\\').count();
        if escapes.is_multiple_of(2) {
            return Some(quote);
        }
        from = quote + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_ascend_and_nothing_stands_between_them() {
        for text in [r#"{"a":1,"b":[{"b":1},{"a":[]}],"c":{}}"#, r#"{"a":" \" , ","b":"\\"}"#, r#"["b","a"]"#, "{}"] {
            assert!(is(text), "{text}");
        }
        for text in [
            r#"{"b":1,"a":2}"#,
            r#"{"a":1,"a":2}"#,
            r#"{"a":{"b":1,"a":2}}"#,
            r#"{"a":[{"b":1,"a":2}]}"#,
            r#"{"a":[1, 2]}"#,
            "{\"a\":1\n}",
            r#"{"c":[],"a":1}"#,
            r#"{"[":1,"A":1}"#,
            r#"{"":1,"":1}"#,
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
