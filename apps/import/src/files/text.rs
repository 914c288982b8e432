//! The bytes of a file as text: UTF-8, UTF-16 with its mark, or Windows-1252 where the mapping says so.

use super::error::FileError;
use crate::mapping::Encoding;
use crate::wording::excerpt;

/// What the bytes 0x80 to 0x9F mean in Windows-1252 (WHATWG Encoding Standard).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file, without its mark.
pub(super) fn decode(file: &str, bytes: Vec<u8>, encoding: Encoding) -> Result<String, FileError> {
    let not_text = || FileError::NotText { file: file.to_owned() };
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(FileError::Workbook { file: file.to_owned() });
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return wide(rest, u16::from_le_bytes).ok_or_else(not_text);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return wide(rest, u16::from_be_bytes).ok_or_else(not_text);
    }
    // a NUL among the column names is no slip of the pen: a picture, a database, UTF-16 without its mark
    if bytes.iter().take_while(|byte| **byte != b'\n').any(|byte| *byte == 0) {
        return Err(not_text());
    }
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    match (String::from_utf8(bytes), encoding) {
        (Ok(text), _) => Ok(if marked { text.chars().skip(1).collect() } else { text }),
        (Err(error), Encoding::Windows1252) => Ok(error.as_bytes().iter().map(|byte| windows(*byte)).collect()),
        (Err(error), Encoding::Unicode) => Err(broken(file, error.as_bytes(), error.utf8_error().valid_up_to())),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let mut pairs = bytes.chunks_exact(2);
    let units: Vec<u16> = pairs
        .by_ref()
        .map(|pair| unit([pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0)]))
        .collect();
    if pairs.remainder().is_empty() { String::from_utf16(&units).ok() } else { None }
}

fn windows(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|place| WINDOWS_1252.get(usize::from(place)));
    special.copied().unwrap_or(char::from(byte))
}

/// What a text was before it was saved twice: UTF-8, taken for Windows-1252 and saved as UTF-8 again
/// (`JosÃ©`). Nothing if it does not look so.
pub(crate) fn before_saved_twice(text: &str) -> Option<String> {
    let mut found = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_twice = false;
    while !rest.is_empty() {
        let plain = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        let (ascii, strange) = rest.split_at_checked(plain)?;
        let end = strange.find(|c: char| c.is_ascii()).unwrap_or(strange.len());
        let (strange, after) = strange.split_at_checked(end)?;
        let bytes: Option<Vec<u8>> = strange.chars().map(narrow).collect();
        let before = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|before| {
            // two letters that could stand beside each other are taken for two only where they are common ones
            !before.is_empty() && before.chars().all(|c| c <= '\u{17f}' || c > '\u{7ff}')
        });
        is_twice = is_twice || before.is_some();
        found.push_str(ascii);
        found.push_str(before.as_deref().unwrap_or(strange));
        rest = after;
    }
    is_twice.then_some(found)
}

/// The byte that a character is in Windows-1252.
fn narrow(c: char) -> Option<u8> {
    let special = WINDOWS_1252.iter().position(|special| *special == c).and_then(|place| u8::try_from(place).ok());
    special.map(|place| 0x80 + place).or_else(|| u8::try_from(u32::from(c)).ok())
}

fn broken(file: &str, bytes: &[u8], valid: usize) -> FileError {
    let good = bytes.get(..valid).unwrap_or_default();
    let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let before = String::from_utf8_lossy(good.get(start..).unwrap_or_default());
    let skipped = before.chars().count().saturating_sub(30);
    let before = excerpt(&before.chars().skip(skipped).collect::<String>());
    FileError::Encoding { file: file.to_owned(), line, before }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_and_wide_text_is_read() {
        let read = |bytes: &[u8]| decode("a.csv", bytes.to_vec(), Encoding::Unicode).unwrap();
        assert_eq!(read(b"\xef\xbb\xbfRef,Caf\xc3\xa9\n"), "Ref,Café\n");
        assert_eq!(read(b"\xff\xfeR\0\xe9\0"), "Ré");
        assert_eq!(read(b"\xfe\xff\0R\0\xe9"), "Ré");
        assert_eq!(read(b""), "");
    }

    #[test]
    fn what_is_no_utf8_is_named_by_its_line_and_never_guessed() {
        let error = decode("a.csv", b"Ref\nx,Corner Caf\xe9\n".to_vec(), Encoding::Unicode).unwrap_err().to_string();
        assert!(error.contains("line 2, after \"x,Corner Caf\"") && error.contains("windows-1252"), "{error}");
        let text = decode("a.csv", b"Caf\xe9 \x80 \x96".to_vec(), Encoding::Windows1252).unwrap();
        assert_eq!(text, "Café € –");
    }

    #[test]
    fn a_text_that_was_saved_twice_is_recognised() {
        for (twice, once) in [
            ("JosÃ© Dell", "José Dell"),
            ("CafÃ\u{a9}", "Café"),
            ("Aâ€™s cafÃ© Â£5", "A’s café £5"),
            ("MarÃ\u{ad}a", "María"),
            ("NguyÃªn Łódź", "Nguyên Łódź"),
        ] {
            assert_eq!(before_saved_twice(twice).as_deref(), Some(once), "{twice}");
        }
        for sound in ["José Dell", "£5 – “now”", "Łódź", "Zoë’s ÀÉÎ", "«CAFÉ»", "plain", "", "日本"]
        {
            assert_eq!(before_saved_twice(sound), None, "{sound}");
        }
    }

    #[test]
    fn what_is_no_text_is_called_so() {
        let error = |bytes: &[u8]| decode("a.csv", bytes.to_vec(), Encoding::Unicode).unwrap_err().to_string();
        assert!(error(b"PK\x03\x04rest").contains("workbook"));
        assert!(error(b"\x89PNG\0\0").contains("no text"));
        assert!(error(b"R\0e\0f\0").contains("no text"));
        assert!(error(b"\xff\xfeR").contains("no text"));
    }
}
