//! What is said once, however often it is tried again.

/// The last words about something that does not go on by itself, until it does.
#[derive(Debug, Default)]
pub(super) struct Told(Option<String>);

impl Told {
    /// Whether this has not just been said. It counts as said from now on.
    pub(super) fn is_news(&mut self, what: &str) -> bool {
        let news = self.0.as_deref() != Some(what);
        if news {
            self.0 = Some(what.to_owned());
        }
        news
    }

    /// It is over: the same words are news again.
    pub(super) fn over(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_said_once_until_it_is_over() {
        let mut told = Told::default();
        assert!(told.is_news("no server answers"));
        assert!(!told.is_news("no server answers"));
        assert!(told.is_news("no leader"), "something else is the matter");
        told.over();
        assert!(told.is_news("no leader"));
    }
}
