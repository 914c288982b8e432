//! Days and times in the one form in which the canonical form writes them. Whatever looks otherwise is
//! `None`: it is not canonical.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

/// A day of four, two and two digits. Reading every form that a day may have takes ten times as long.
pub(super) fn date(text: &str) -> Option<Date> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
    Date::new(number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?).ok()
}

/// A time in UTC, to the microsecond: always six digits.
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    let (day, time) = text.strip_suffix('Z')?.split_at_checked(10)?;
    let (&[b'T', a, b, b':', c, d, b':', e, f], fraction) = time.as_bytes().split_first_chunk::<9>()? else {
        return None;
    };
    let [b'.', digits @ ..] = fraction else { return None };
    let digits: &[u8; 6] = digits.try_into().ok()?;
    let nanoseconds = number::<i32>(digits)? * 1000;
    let time = Time::new(number(&[a, b])?, number(&[c, d])?, number(&[e, f])?, nanoseconds).ok()?;
    jiff::tz::Offset::UTC.to_timestamp(date(day)?.to_datetime(time)).ok()
}

/// The number that these digits are.
fn number<N: TryFrom<i32>>(digits: &[u8]) -> Option<N> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    let value = digits.iter().try_fold(0, |value, byte| Some(value * 10 + digit(byte)?))?;
    N::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_jiff_reads() {
        for text in ["2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(date(text), text.parse().ok(), "{text}");
            for time in ["00:00:00.000000", "23:59:59.999999", "12:30:05.000001"] {
                let text = format!("{text}T{time}Z");
                let (found, expected) = (timestamp(&text), text.parse().ok());
                assert!(expected.is_none() || found == expected, "{text}: {found:?}");
            }
        }
        assert_eq!(timestamp("2025-09-01T08:30:00.123456Z"), "2025-09-01T08:30:00.123456Z".parse().ok());
    }

    #[test]
    fn no_other_form_is_read() {
        for text in
            ["2023-02-29", "2024-13-01", "2024-1-01", "20240101", "+02024-01-01", "2024-01-0x", "\u{663}024-01-01"]
        {
            assert_eq!(date(text), None, "{text}");
        }
        for time in [
            "T08:30:00+00:00",
            " 08:30:00Z",
            "T08:30Z",
            "T08:30:60Z",
            "T24:00:00Z",
            "T08:30:00.Z",
            "T08:30:00,123456Z",
            "T08:30:00Z",
            "T08:30:00.12345Z",
        ] {
            assert_eq!(timestamp(&format!("2024-01-01{time}")), None, "{time}");
        }
        assert_eq!(timestamp("2024-01-01T08:30:00.1234567Z"), None);
    }
}
