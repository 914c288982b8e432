//! What a program did to a cell, and that cannot be undone here for certain.

use crate::files::before_saved_twice;
use crate::wording::excerpt;

/// What spreadsheet programs write where a formula has no value, and what happened.
const ERRORS: [(&str, &str); 9] = [
    ("#N/A", "a formula found nothing"),
    ("#REF!", "a formula refers to cells that were deleted"),
    ("#VALUE!", "a formula was given the wrong kind of value"),
    ("#DIV/0!", "a formula divided by zero"),
    ("#NAME?", "a formula has a name in it that the program does not know"),
    ("#NUM!", "a formula cannot calculate the number"),
    ("#NULL!", "a formula refers to cells that do not meet"),
    ("#SPILL!", "a formula has no room for its results"),
    ("#CALC!", "a formula cannot be calculated"),
];

/// What happened to the cell and what to do, as the end of a sentence that begins with it; nothing if it is sound.
pub(crate) fn damage(cell: &str) -> Option<String> {
    if is_shortened(cell) {
        return Some(
            "is a number that the spreadsheet program shortened, so that its last digits are lost: format the column as \
             text, and enter the number again"
                .to_owned(),
        );
    }
    if cell.len() > 1 && cell.bytes().all(|byte| byte == b'#') {
        return Some(
            "is what the spreadsheet program shows where a column is too narrow for the value: widen the column, and save \
             the sheet again"
                .to_owned(),
        );
    }
    if let Some((_, happened)) = ERRORS.iter().find(|(error, _)| error.eq_ignore_ascii_case(cell)) {
        return Some(format!(
            "is an error of the spreadsheet and not a value ({happened}): correct the formula, or enter the value itself"
        ));
    }
    let before = if cell.is_ascii() { None } else { before_saved_twice(cell) };
    before.map(|before| {
        format!(
            "was saved twice in different encodings, and is probably \"{}\": save the sheet as \"CSV UTF-8\" where it came \
             from",
            excerpt(&before)
        )
    })
}

/// `1.23457E+12`, as programs write a number that does not fit its column. Without a sign it has a fraction:
/// `12E5` may be what somebody calls a thing.
fn is_shortened(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((number, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let number = number.strip_prefix(['+', '-']).unwrap_or(number);
    let fraction = number.split_once(['.', ',']);
    let (whole, decimals) = fraction.unwrap_or((number, "0"));
    let signed = exponent.strip_prefix(['+', '-']);
    let exponent = signed.unwrap_or(exponent);
    let is_written_so = signed.is_some() || fraction.is_some();
    is_written_so && digits(whole) && digits(decimals) && digits(exponent) && exponent.len() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_scientific_notation_is_one_that_was_shortened() {
        for cell in ["1.23457E+12", "1,23457E+12", "9e+15", "-1E-07", "1.2E+005", "1.23457E12", "1.23457e12", "1.0E12"]
        {
            assert!(is_shortened(cell), "{cell}");
        }
        for cell in ["1234567890123", "12E5", "1.5", "E+12", "NF-1E+12", "1.2.3E+4", "1E+", "1.2E", "1E+12 x"] {
            assert!(!is_shortened(cell), "{cell}");
        }
    }

    #[test]
    fn a_cell_that_only_looks_like_an_error_is_sound() {
        for cell in ["#", "#1", "#N/A yet", "N/A", "# # #", "##1", "#12345"] {
            assert_eq!(damage(cell), None, "{cell}");
        }
    }
}
