//! Patterns for the names of files.

/// A file name in which `*` stands for any letters and `?` for one. Case does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glob(String);

impl Glob {
    pub(crate) fn new(pattern: &str) -> Self {
        Self(pattern.trim().to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
        matches(&letters(&self.0), &letters(name))
    }
}

/// Goes on from the last `*` whenever the rest does not fit: linear but for one factor.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match (pattern.get(p), name.get(n)) {
            (Some('*'), _) => {
                star = Some((p, n));
                p += 1;
            }
            (Some(wanted), Some(letter)) if *wanted == '?' || wanted == letter => {
                p += 1;
                n += 1;
            }
            _ => match &mut star {
                Some((at, taken)) => {
                    *taken += 1;
                    (p, n) = (*at + 1, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters_and_case_does_not_matter() {
        assert!(Glob::new("Learners*.csv").matches("learners 2024-25.CSV"));
        assert!(Glob::new("*claims*").matches("AtW claims.csv"));
        assert!(Glob::new("a?c").matches("abc"));
        assert!(Glob::new("*").matches(""));
        assert!(!Glob::new("Learners*.csv").matches("Old learners.csv"));
        assert!(!Glob::new("a?c").matches("ac"));
        assert!(!Glob::new(&"*a".repeat(50)).matches(&"b".repeat(255)));
    }
}
