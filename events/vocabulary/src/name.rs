//! Names as people write them: `10000001` is a provider by its UKPRN, `10000001/NF-002` a thing of
//! that provider, `10000001/NF-002#2` a person's second internship.

use uuid::Uuid;

use crate::comparable::comparable;
use crate::{DeploymentSecret, EventId, InternshipId, PersonId, ProviderId, Ukprn};

/// The longest name, in characters.
const LIMIT: usize = 250;

/// What people call a thing, read. Its id follows by [`DeploymentSecret::id_of`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    kind: String,
    provider: Ukprn,
    /// Comparable; empty for the provider itself.
    reference: String,
    episode: Option<u16>,
}

/// A text that is no name of this kind of thing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAName {
    /// Events have no names.
    #[error("\"{0}\" is no id: an event has no name, write its id as the timeline and receipts show it")]
    OfEvent(String),
    /// Not of the form.
    #[error("\"{text}\" is neither an id nor a name of a {kind}: write {}", example(kind))]
    Form {
        /// The kind of thing.
        kind: String,
        /// What was written, cut short.
        text: String,
    },
}

fn example(kind: &str) -> &'static str {
    match kind {
        ProviderId::KIND => "its UKPRN, such as 10000001",
        InternshipId::KIND => {
            "the provider's UKPRN and its reference, such as 10000001/NF-002, or 10000001/NF-002#2 for the second \
             internship of that person"
        }
        _ => "the provider's UKPRN and its reference, such as 10000001/NF-002",
    }
}

impl Name {
    /// Reads the name of a thing of this kind: `provider`, `internship`, `person`, `coach` and so on.
    ///
    /// # Errors
    /// When the text has another form, with an example of the right one.
    pub fn read(kind: &str, text: &str) -> Result<Self, NotAName> {
        let shown = || text.chars().take(80).collect::<String>();
        if kind == EventId::KIND {
            return Err(NotAName::OfEvent(shown()));
        }
        Self::parse(kind, text.trim()).ok_or_else(|| NotAName::Form { kind: kind.to_owned(), text: shown() })
    }

    fn parse(kind: &str, text: &str) -> Option<Self> {
        if text.chars().count() > LIMIT {
            return None;
        }
        let (provider, reference) = match (kind, text.split_once('/')) {
            (ProviderId::KIND, None) => (text, ""),
            (ProviderId::KIND, Some(_)) | (_, None) => return None,
            (_, Some(parts)) => parts,
        };
        let (reference, episode) = match kind {
            InternshipId::KIND => with_episode(reference)?,
            // A person is the same in every episode.
            PersonId::KIND => (with_episode(reference)?.0, None),
            _ => (reference, None),
        };
        let reference = comparable(reference);
        if reference.is_empty() && kind != ProviderId::KIND {
            return None;
        }
        Some(Self { kind: kind.to_owned(), provider: Ukprn::new(provider).ok()?, reference, episode })
    }

    /// The kind of thing.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Which internship of the person, from 1, where the name says so.
    #[must_use]
    pub fn episode(&self) -> Option<u16> {
        self.episode
    }

    /// The same person's n-th internship.
    #[must_use]
    pub fn of_episode(&self, episode: u16) -> Self {
        Self { episode: Some(episode), ..self.clone() }
    }
}

/// `NF-002#2` as its parts. Nothing for an episode that is no number from 1 to 65,535.
fn with_episode(reference: &str) -> Option<(&str, Option<u16>)> {
    match reference.rsplit_once('#') {
        Some((reference, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            let episode = digits.parse().ok().filter(|episode| *episode > 0)?;
            Some((reference, Some(episode)))
        }
        _ => Some((reference, None)),
    }
}

impl DeploymentSecret {
    /// The id of what the name names; of an internship without an episode, the first.
    #[must_use]
    pub fn id_of(&self, name: &Name) -> Uuid {
        let provider = self.provider(&name.provider);
        match name.kind.as_str() {
            ProviderId::KIND => provider.0,
            InternshipId::KIND => self.internship(provider, &name.reference, name.episode.unwrap_or(1)).0,
            kind => self.named(provider, kind, &name.reference),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: DeploymentSecret = DeploymentSecret::PUBLISHED;

    fn id(kind: &str, text: &str) -> Uuid {
        SECRET.id_of(&Name::read(kind, text).unwrap_or_else(|error| panic!("{error}")))
    }

    #[test]
    fn a_name_is_the_ukprn_and_the_providers_own_reference() {
        let college = SECRET.provider(&Ukprn::new("10000001").unwrap());
        assert_eq!(id("provider", " 10000001 "), college.0);
        assert_eq!(id("coach", "10000001/Dean  Prescott"), SECRET.named(college, "coach", "dean prescott"));
        assert_eq!(id("claim", "10000001/NF-001/2409#3"), SECRET.named(college, "claim", "NF-001/2409#3"));
        assert_eq!(id("internship", "10000001/NF-002"), SECRET.internship(college, "NF-002", 1).0);
    }

    #[test]
    fn an_internship_may_name_its_episode_and_a_person_has_none() {
        let second = Name::read("internship", "10000001/NF-002#2").unwrap();
        assert_eq!(second.episode(), Some(2));
        assert_eq!(Name::read("internship", "10000001/NF-002").unwrap().of_episode(2), second);
        assert_eq!(id("person", "10000001/NF-002#2"), id("person", "10000001/NF-002"));
        assert_eq!(id("internship", "10000001/NF#A"), id("internship", "10000001/nf#a"));
    }

    #[test]
    fn what_is_no_name_is_told_with_an_example() {
        let wrong = [
            ("provider", "northfield"),
            ("provider", "20000001"),
            ("provider", "10000001/NF-002"),
            ("coach", "10000001"),
            ("coach", "10000001/ \u{200b}"),
            ("internship", "NF-002"),
            ("internship", "10000001/NF-002#0"),
            ("internship", "10000001/NF-002#65536"),
            ("person", "10000001/NF-002#0"),
        ];
        for (kind, text) in wrong {
            let error = Name::read(kind, text).unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("such as 10000001"), "{error}");
        }
        assert!(Name::read("coach", &format!("10000001/{}", "x".repeat(250))).is_err());
    }

    #[test]
    fn an_event_has_no_name() {
        assert!(Name::read("event", "10000001/session 3").unwrap_err().to_string().contains("has no name"));
    }
}
