//! A command while things are still called by their names.

use events::{InternshipId, Name};
use serde_json::{Map, Value};

use super::planned::Planned;
use crate::naming::texts;
use crate::wording::comparable;

/// A command whose ids are not known yet.
#[derive(Clone, Debug)]
pub(crate) struct Unnamed {
    /// With a nil subject and event.
    pub(super) planned: Planned,
    pub(super) fields: Map<String, Value>,
    /// The fields that hold ids, and of what.
    pub(super) kinds: Vec<(String, String)>,
    /// Fields that name something, and what the sheet's cells call it.
    pub(super) called: Vec<(String, String)>,
}

impl Unnamed {
    /// The references of internships that it names without saying which of a person's it is.
    pub(super) fn internships(&self) -> impl Iterator<Item = String> {
        let fields = self.kinds.iter().filter(|(_, kind)| kind == InternshipId::KIND);
        let mut names = Vec::new();
        fields
            .filter_map(|(field, _)| self.fields.get(field))
            .for_each(|value| texts(value, &mut |text| names.extend(plain(text))));
        names.into_iter()
    }
}

/// A reference of an internship as it is compared, if it does not say which of a person's it is.
pub(super) fn plain(name: &str) -> Option<String> {
    let says_no_episode =
        !name.contains('#') || Name::read(InternshipId::KIND, name).is_ok_and(|name| name.episode().is_none());
    says_no_episode.then(|| comparable(name))
}
