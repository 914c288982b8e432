//! The document as the file that is kept of it: what fits on a line stands on one, so that a change
//! of the interface is a change of a few lines.

use serde_json::Value;

/// The longest line that several values may share.
const WIDTH: usize = 320;

/// The document as text.
#[must_use]
pub fn pinned(document: &Value) -> String {
    let mut text = String::new();
    write(document, 0, 0, &mut text);
    text.push('\n');
    text
}

/// Writes a value on a line that begins at `indent` and has `before` characters already.
fn write(value: &Value, indent: usize, before: usize, text: &mut String) {
    let line = value.to_string();
    if indent + before + line.chars().count() <= WIDTH {
        text.push_str(&line);
        return;
    }
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (format!("{}: ", Value::from(name.as_str())), value));
            lines('{', members, '}', indent, text);
        }
        Value::Array(values) => lines('[', values.iter().map(|value| (String::new(), value)), ']', indent, text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => text.push_str(&line),
    }
}

fn lines<'v>(
    open: char,
    values: impl Iterator<Item = (String, &'v Value)>,
    close: char,
    indent: usize,
    text: &mut String,
) {
    let pad = |text: &mut String, indent| text.extend(std::iter::repeat_n(' ', indent));
    text.push(open);
    for (n, (name, value)) in values.enumerate() {
        text.push_str(if n == 0 { "\n" } else { ",\n" });
        pad(text, indent + 1);
        text.push_str(&name);
        write(value, indent + 1, name.chars().count(), text);
    }
    text.push('\n');
    pad(text, indent);
    text.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fits_stands_on_one_line_and_what_does_not_on_several() {
        let long = "x".repeat(WIDTH);
        let document = json!({ "a": { "b": [1, 2] }, "c": [long] });
        let text = pinned(&document);
        assert_eq!(text, format!("{{\n \"a\": {{\"b\":[1,2]}},\n \"c\": [\n  \"{long}\"\n ]\n}}\n"));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document);
    }
}
