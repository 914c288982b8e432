//! A provider of supported internships joins.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DeliveryModel;
use crate::telling::Names;
use crate::{Declaration, Established, EventId, Line, LocalAuthority, SubjectKind, Ukprn};

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
    /// How the programme is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<DeliveryModel>,
}

impl Declaration for ProviderRegistered {
    const NAME: &'static str = "provider-registered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Provider];
    const EXAMPLE: &'static str = r#"{
        "date": "2023-09-01", "ukprn": "10000001", "name": "Northfield College",
        "localAuthority": "E08000006", "model": "college"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Subject)
    }

    fn depends_on(&self) -> Vec<Established> {
        Vec::new()
    }

    fn tell(&self, _: &dyn Names) -> String {
        let model = self.model.map(|model| format!(", {}", model.set_up())).unwrap_or_default();
        format!("{} joined as a provider of supported internships{model} (UKPRN {}).", self.name, self.ukprn)
    }
}
