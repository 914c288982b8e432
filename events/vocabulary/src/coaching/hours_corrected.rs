//! A session that was logged wrongly is put right.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::telling::Names;
use crate::telling::prose::{capital, clock, day, noted};
use crate::{ClaimId, CoachId, Declaration, Established, EventId, Note, SubjectKind, words};

words! {
    /// Why a session is put right.
    CorrectionReason { EnteredWrongly = "entered-wrongly", SourceChanged = "source-changed", Checked = "checked", ClaimQueried = "claim-queried", Other = "other" }
}

/// A session that was logged wrongly is put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoursCorrected {
    /// The hours-logged event that is put right.
    pub corrects: EventId,
    /// Whose session it was.
    pub coach: CoachId,
    /// The day of the session.
    pub date: Date,
    /// What stood there until now.
    pub was: Session,
    /// What it is now.
    pub session: Session,
    /// The claim that rests on the session, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// Why.
    pub reason: CorrectionReason,
    /// What else there is to say about it. Sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Declaration for HoursCorrected {
    const NAME: &'static str = "hours-corrected";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "corrects": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34",
        "coach": "d1e2f3a4-b5c6-5d7e-8f90-a1b2c3d4e5f6", "date": "2024-10-01",
        "was": {"minutes": 90, "activity": "systematic-instruction", "claimable": true},
        "session": {"minutes": 60, "activity": "class-support", "claimable": false, "start": "10:00:00", "place": "class"},
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "reason": "entered-wrongly",
        "note": "Amir went home early"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Session(self.corrects))
    }

    fn depends_on(&self) -> Vec<Established> {
        let placement = self.session.placement.map(Established::Placement);
        let always = [Established::Subject, Established::Session(self.corrects)];
        always.into_iter().chain(placement).collect()
    }

    fn tell(&self, names: &dyn Names) -> String {
        let (was, now) = (self.was, self.session);
        let mut changes = Vec::new();
        if was.minutes != now.minutes {
            changes.push(format!("{} instead of {}", now.minutes, was.minutes));
        }
        if was.activity != now.activity {
            changes.push(format!("{} instead of {}", now.activity.doing(), was.activity.doing()));
        }
        if was.claimable != now.claimable {
            changes.push(super::claimed(now.claimable).to_owned());
        }
        if was.start != now.start {
            changes.push(now.start.map_or("nobody knows when".to_owned(), |start| format!("from {}", clock(start))));
        }
        if (was.place, was.placement) != (now.place, now.placement) {
            changes.push(now.at(names).unwrap_or_else(|| "nobody knows where".to_owned()));
        }
        if (was.group, was.coach_minutes) != (now.group, now.coach_minutes) {
            let minutes = now.coach_minutes.map(|minutes| format!(" that had the coach for {minutes}"));
            changes.push(format!("as part of a group{}", minutes.unwrap_or_default()));
        }
        if changes.is_empty() {
            changes.push("nothing changed".to_owned());
        }
        let claim = self.claim.map(|claim| format!(" {} rests on it.", capital(&names.the_claim(claim))));
        let coach = names.coach(self.coach).map(|coach| format!(" with {coach}")).unwrap_or_default();
        format!(
            "The session{coach} on {} was put right: {} ({}).{}{}",
            day(self.date),
            changes.join("; "),
            because(self.reason),
            noted(self.note.as_ref()),
            claim.unwrap_or_default(),
        )
    }
}

fn because(reason: CorrectionReason) -> &'static str {
    match reason {
        CorrectionReason::EnteredWrongly => "it was entered wrongly",
        CorrectionReason::SourceChanged => "the source says otherwise now",
        CorrectionReason::Checked => "it was checked against other records",
        CorrectionReason::ClaimQueried => "its claim was queried",
        CorrectionReason::Other => "for another reason",
    }
}
