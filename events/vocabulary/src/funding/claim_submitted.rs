//! Coach hours were claimed against an award.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Signatory;
use crate::telling::Names;
use crate::telling::prose::{count, day};
use crate::{ClaimId, Declaration, Established, EventId, Line, Minutes, Pence, SubjectKind, words};

words! {
    /// How a claim's lines were found.
    ClaimBasis { Listed = "listed", Period = "period" }
}

/// Coach hours were claimed against an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimSubmitted {
    /// Which claim.
    pub claim: ClaimId,
    /// What the provider calls it.
    pub number: Line,
    /// The award it is held against.
    pub award: Line,
    /// The day it was submitted.
    pub date: Date,
    /// First day claimed for.
    pub from: Date,
    /// Last day claimed for.
    pub until: Date,
    /// The sessions it pays for.
    #[schemars(length(max = 500))]
    pub lines: Vec<ClaimLine>,
    /// Whether the provider listed the sessions, or named a period and they were found.
    pub basis: ClaimBasis,
    /// Minutes logged in those sessions.
    pub minutes_logged: Minutes,
    /// Minutes claimed, over all lines.
    pub minutes: Minutes,
    /// Pence claimed, over all lines.
    pub pence: Pence,
    /// The invoice it goes with.
    pub invoice: Line,
    /// Who signed.
    pub signed_by: Signatory,
}

/// One session that a claim asks to be paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimLine {
    /// The hours-logged event it pays for.
    pub session: EventId,
    /// Minutes claimed of it.
    pub minutes: Minutes,
    /// What they cost.
    pub pence: Pence,
}

impl Declaration for ClaimSubmitted {
    const NAME: &'static str = "claim-submitted";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "number": "NF-001/1", "award": "ATW-204417",
        "date": "2024-11-01", "from": "2024-10-01", "until": "2024-10-31", "basis": "period",
        "minutesLogged": 150, "minutes": 135, "pence": 7257, "invoice": "INV-0088",
        "signedBy": "customer",
        "lines": [{"session": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "minutes": 90, "pence": 4838}, {"session": "5a0b3d21-7c4e-5f80-9b32-1d6e8fa02c45", "minutes": 45, "pence": 2419}]
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        Some(Established::Claim(self.claim))
    }

    fn depends_on(&self) -> Vec<Established> {
        let sessions = self.lines.iter().map(|line| Established::Session(line.session));
        [Established::Subject, Established::Award(self.award.clone())].into_iter().chain(sessions).collect()
    }

    fn tell(&self, _: &dyn Names) -> String {
        let sessions = count(self.lines.len() as u64, "session", "sessions");
        let logged = if self.minutes == self.minutes_logged {
            String::new()
        } else {
            format!(", of {} that were logged", self.minutes_logged)
        };
        let basis = match self.basis {
            ClaimBasis::Listed => "",
            ClaimBasis::Period => " The sessions are those of the period that could be claimed.",
        };
        format!(
            "Claim {} asks Access to Work to pay {} for {} of job coaching in {sessions} from {} to {}{logged}, {} \
             (award {}, invoice {}).{basis}",
            self.number,
            self.pence,
            self.minutes,
            day(self.from),
            day(self.until),
            self.signed_by.signed(),
            self.award,
            self.invoice,
        )
    }
}
