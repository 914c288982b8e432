//! Text that a spreadsheet program must not take for a formula.

use std::borrow::Cow;

use crate::comparable::is_format;

/// A cell as it may leave the program in a CSV or XLSX file: with an apostrophe before it where a
/// spreadsheet program would otherwise run it as a formula (OWASP, "CSV Injection"). A plain number
/// stays one. [`unguarded`] gives the text back.
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The text of a cell that was [`guarded`].
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text.trim_start_matches('\''))).unwrap_or(cell)
}

/// Whether it begins as a formula does, after spaces and characters that nobody sees.
fn is_formula(cell: &str) -> bool {
    if cell.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_format(c));
    seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '−', '﹢', '﹣', '﹦', '﹫']) && !is_number(cell)
}

/// Digits, with a minus before them or not and one point within.
fn is_number(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = cell.strip_prefix('-').unwrap_or(cell);
    digits(number) || number.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_a_formula_is_guarded_and_read_back_as_it_was() {
        for cell in [
            "=1+1",
            "+44 161 496 0000",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠A1",
            "  =1",
            "\u{feff}=1",
            "\u{200b}-x",
            "'=1",
            "''@x",
            "-",
            "-1-1",
            "+5",
            "-1e5",
            "-.5",
            "-5.",
            "\tplain",
        ] {
            assert_eq!(guarded(cell), format!("'{cell}"), "{cell:?}");
            assert_eq!(unguarded(&guarded(cell)), cell, "{cell:?}");
        }
    }

    #[test]
    fn numbers_days_and_plain_text_stay_as_they_are() {
        for cell in ["", "12", "-12", "-12.50", "0", "2026-03-10", "Ann-Marie", "a=b", "'tis", "O'Hara", "NF-001", "[]"]
        {
            assert_eq!(guarded(cell), cell, "{cell:?}");
            assert_eq!(unguarded(cell), cell, "{cell:?}");
        }
    }
}
