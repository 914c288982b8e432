//! How far one word is from another, to guess what was meant.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_put_in_left_out_and_changed_are_counted() {
        let cases = [("", "", 0), ("", "ab", 2), ("ab", "", 2), ("ab", "b", 1), ("hours", "houses", 2), ("é", "e", 1)];
        for (one, other, letters) in cases {
            assert_eq!(edit_distance(one, other), letters, "{one} {other}");
        }
    }
}
