//! The sector's framework of quality, by which providers assess themselves.

use std::collections::BTreeSet;

use events::outcomes::QualitySelfAssessed;
use events::rule_table::{SIQAF_CRITERION, SIQAF_TOTAL};
use service_kit::{Decision, Shared};

use crate::outcomes::Circumstances;
use crate::{AssessQuality, Outcomes, Refusal};

pub(super) fn assess(state: &Outcomes, command: &AssessQuality, at: &Circumstances<'_>) -> Result<Decision, Refusal> {
    let QualitySelfAssessed { date, scores, actions, .. } = &command.event;
    if !state.provider {
        return Err(Shared::UnknownProvider.into());
    }
    let assessed = at.record(command)?;
    if scores.is_empty() {
        return Err(Refusal::NoScores);
    }
    let mut criteria = BTreeSet::new();
    let most = SIQAF_CRITERION.on(*date);
    for score in scores {
        if i64::from(score.score) > most {
            return Err(Refusal::ScoreTooHigh { criterion: score.criterion.clone(), score: score.score, most });
        }
        if !criteria.insert(&score.criterion) {
            return Err(Refusal::CriterionTwice { criterion: score.criterion.clone() });
        }
    }
    let (total, most) = (scores.iter().map(|score| i64::from(score.score)).sum(), SIQAF_TOTAL.on(*date));
    if total > most {
        return Err(Refusal::TooManyPoints { total, most });
    }
    for action in actions {
        Shared::forwards(*date, action.due)?;
    }
    Ok(assessed)
}
