//! What a job coach did in a session.

use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rule_table::{self, Figure};
use crate::telling::Names;
use crate::{GroupId, Minutes, PlacementId, words};

words! {
    /// What a job coach did.
    Activity { SystematicInstruction = "systematic-instruction", TravelTraining = "travel-training", EmployerLiaison = "employer-liaison", Review = "review", JobSearch = "job-search", ClassSupport = "class-support", Admin = "admin" }

    /// Where a job coach was.
    CoachingPlace { Placement = "placement", Class = "class", Route = "route", Elsewhere = "elsewhere" }
}

/// How long a session was, when and where, what was done, and whether Access to Work may be asked to
/// pay. What was not said stays absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Session {
    /// How long it was for this intern.
    pub minutes: Minutes,
    /// What was done.
    pub activity: Activity,
    /// Whether it may be claimed from Access to Work.
    pub claimable: bool,
    /// When it began, by the clock on the wall, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Time>,
    /// Where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<CoachingPlace>,
    /// Which placement, where it was at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// The group that it was given to, where it was for several interns together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// How long the coach worked with the whole group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_minutes: Option<Minutes>,
}

impl Session {
    /// A session of one intern, of which no more is said.
    #[must_use]
    pub fn of(minutes: Minutes, activity: Activity, claimable: bool) -> Self {
        let (start, place, placement, group, coach_minutes) = (None, None, None, None, None);
        Self { minutes, activity, claimable, start, place, placement, group, coach_minutes }
    }

    /// Minutes that Access to Work may be asked to pay for.
    #[must_use]
    pub fn claimable_minutes(&self) -> Minutes {
        if self.claimable { self.minutes } else { Minutes(0) }
    }

    /// Where it was, in plain words: `at Riverside Museum as collections assistant`.
    pub(crate) fn at(&self, names: &dyn Names) -> Option<String> {
        Some(match (self.place?, self.placement.and_then(|placement| names.placement(placement))) {
            (CoachingPlace::Placement, Some(placement)) => format!("at {placement}"),
            (CoachingPlace::Placement, None) => "at work".to_owned(),
            (CoachingPlace::Class, _) => "in class".to_owned(),
            (CoachingPlace::Route, _) => "on the way".to_owned(),
            (CoachingPlace::Elsewhere, _) => "somewhere else".to_owned(),
        })
    }
}

impl Activity {
    /// The figure that says whether Access to Work may be asked to pay for it (H3).
    #[must_use]
    pub fn claims(self) -> &'static Figure {
        match self {
            Self::SystematicInstruction => &rule_table::CLAIMS_SYSTEMATIC_INSTRUCTION,
            Self::TravelTraining => &rule_table::CLAIMS_TRAVEL_TRAINING,
            Self::EmployerLiaison => &rule_table::CLAIMS_EMPLOYER_LIAISON,
            Self::Review => &rule_table::CLAIMS_REVIEW,
            Self::JobSearch => &rule_table::CLAIMS_JOB_SEARCH,
            Self::ClassSupport => &rule_table::CLAIMS_CLASS_SUPPORT,
            Self::Admin => &rule_table::CLAIMS_ADMIN,
        }
    }

    /// Whether Access to Work may be asked to pay for it on a day (H3).
    #[must_use]
    pub fn is_claimable_on(self, day: Date) -> bool {
        self.claims().on(day) == 1
    }

    /// With the intern, or for them.
    pub(crate) fn with(self) -> &'static str {
        match self {
            Self::SystematicInstruction | Self::TravelTraining | Self::Review | Self::ClassSupport => "with",
            Self::EmployerLiaison | Self::JobSearch | Self::Admin => "for",
        }
    }

    /// What was done, in plain words.
    pub(crate) fn doing(self) -> &'static str {
        match self {
            Self::SystematicInstruction => "systematic instruction (a task learnt step by step)",
            Self::TravelTraining => "travel training",
            Self::EmployerLiaison => "talking with the employer",
            Self::Review => "a review",
            Self::JobSearch => "looking for a job",
            Self::ClassSupport => "support in class",
            Self::Admin => "paperwork",
        }
    }
}

/// Whether Access to Work may be asked to pay, in plain words.
pub(crate) fn claimed(claimable: bool) -> &'static str {
    if claimable { "can be claimed from Access to Work" } else { "not to be claimed from Access to Work" }
}
