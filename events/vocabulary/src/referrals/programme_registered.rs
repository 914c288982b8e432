//! A provider sets up a programme: one group of interns in one academic year.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::placements::EmployerRef;
use crate::telling::Names;
use crate::telling::prose::{capital, count};
use crate::{AcademicYear, Declaration, Established, EventId, Line, ProviderId, SubjectKind, words};

words! {
    /// How a programme is set up: the whole group with one host employer, or each intern elsewhere.
    DeliveryModel { HostEmployerSite = "host-employer-site", DispersedPlacements = "dispersed-placements", Other = "other" }
}

/// A provider sets up a programme: one group of interns in one academic year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgrammeRegistered {
    /// The day.
    pub date: Date,
    /// Who runs it.
    pub provider: ProviderId,
    /// What it is called.
    pub name: Line,
    /// Its academic year, such as `2025/26`.
    pub year: AcademicYear,
    /// How it is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<DeliveryModel>,
    /// The employer that takes the group, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<EmployerRef>,
    /// How many interns it is planned for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_places: Option<u16>,
}

impl Declaration for ProgrammeRegistered {
    const NAME: &'static str = "programme-registered";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Programme];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-01-15", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15", "name": "Royal Infirmary 2024/25",
        "year": "2024/25", "model": "host-employer-site", "plannedPlaces": 12,
        "host": {"id": "c6a1f3d0-2b7e-5c8d-8f10-9d4a6e2b3c47", "name": "Royal Infirmary"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Subject)
    }

    fn depends_on(&self) -> Vec<Established> {
        Vec::new()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let Self { name, year, .. } = self;
        let provider = capital(names.provider_or(self.provider));
        let mut text = format!("{provider} set up the programme {name} for the year {year}.");
        if let Some(host) = &self.host {
            text += &format!(" Its host is {}.", host.name);
        }
        match self.model {
            Some(DeliveryModel::HostEmployerSite) => text += " The interns are together on the site of one employer.",
            Some(DeliveryModel::DispersedPlacements) => text += " The interns are placed with different employers.",
            Some(DeliveryModel::Other) | None => {}
        }
        if let Some(places) = self.planned_places {
            text += &format!(" It is planned for {}.", count(places.into(), "intern", "interns"));
        }
        text
    }
}
