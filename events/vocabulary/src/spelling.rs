//! How far one word is from another, to guess what was meant.

use crate::comparable;

/// How many letters have to be put in, left out or changed to make one word of the other.
#[must_use]
pub fn edit_distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, a) in one.chars().enumerate() {
        let (mut diagonal, mut left) = (i, i + 1);
        for (place, b) in row.iter_mut().zip(std::iter::once(None).chain(other.chars().map(Some))) {
            let Some(b) = b else {
                *place = left;
                continue;
            };
            let here = (diagonal + usize::from(a != b)).min(*place + 1).min(left + 1);
            (diagonal, left) = (*place, here);
            *place = here;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The name closest to what was asked for, if one is close at all.
#[must_use]
pub fn nearest<'n>(asked: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let short = |text: &str| comparable(text).chars().take(80).collect::<String>();
    let asked = short(asked);
    let limit = (asked.chars().count() / 3).max(2);
    names
        .into_iter()
        .map(|name| (edit_distance(&asked, &short(name)), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// ` Did you mean "…"?`, when one of the names is close to what was asked for.
#[must_use]
pub fn did_you_mean<'n>(asked: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let quoted = |name: &str| format!(" Did you mean \"{}\"?", name.chars().take(60).collect::<String>());
    nearest(asked, names).map(quoted).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_a_stranger_is_not() {
        assert_eq!(nearest("Lerner Ref", ["Learner Ref", "Start"]), Some("Learner Ref"));
        assert_eq!(nearest("duration (h)", ["Duration", "Date"]), Some("Duration"));
        assert_eq!(nearest("Colour", ["Learner Ref", "Start"]), None);
        assert_eq!(did_you_mean("journey", ["journeys", "jobs"]), " Did you mean \"journeys\"?");
        assert_eq!(did_you_mean("salaries", ["journeys", "jobs"]), "");
    }

    #[test]
    fn letters_put_in_left_out_and_changed_are_counted() {
        let cases = [("", "", 0), ("", "ab", 2), ("ab", "", 2), ("ab", "b", 1), ("hours", "houses", 2), ("é", "e", 1)];
        for (one, other, letters) in cases {
            assert_eq!(edit_distance(one, other), letters, "{one} {other}");
        }
    }
}
