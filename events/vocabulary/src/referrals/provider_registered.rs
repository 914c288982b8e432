//! A provider of supported internships joins.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, Line, LocalAuthority, SubjectKind, Ukprn, words};

words! {
    /// What kind of organisation a provider is.
    ProviderKind { FeCollege = "fe-college", SpecialPost16 = "special-post-16", School = "school", TrainingProvider = "training-provider", Charity = "charity", Council = "council" }
}

/// A provider of supported internships joins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderRegistered {
    /// The day it joined.
    pub date: Date,
    /// UK provider reference number.
    pub ukprn: Ukprn,
    /// What it is called.
    pub name: Line,
    /// The local authority it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// What kind of organisation it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ProviderKind>,
}

impl Declaration for ProviderRegistered {
    const NAME: &'static str = "provider-registered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Provider];
    const EXAMPLE: &'static str = r#"{
        "date": "2023-09-01", "ukprn": "10000001", "name": "Northfield College",
        "localAuthority": "E08000006", "kind": "fe-college"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Subject)
    }

    fn depends_on(&self) -> Vec<Established> {
        Vec::new()
    }

    fn tell(&self, _: &dyn Names) -> String {
        let Self { name, ukprn, kind, .. } = self;
        let kind = kind.map(|kind| format!(", {},", described(kind))).unwrap_or_default();
        format!("{name}{kind} joined as a provider of supported internships (UKPRN {ukprn}).")
    }
}

fn described(kind: ProviderKind) -> &'static str {
    match kind {
        ProviderKind::FeCollege => "a further education college",
        ProviderKind::SpecialPost16 => "a specialist college",
        ProviderKind::School => "a school",
        ProviderKind::TrainingProvider => "a training provider",
        ProviderKind::Charity => "a charity",
        ProviderKind::Council => "a council",
    }
}
