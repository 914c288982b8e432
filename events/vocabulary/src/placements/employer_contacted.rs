//! Somebody got in touch with an employer, or tried to.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StaffRole;
use crate::telling::Names;
use crate::telling::prose::capital;
use crate::{Declaration, Established, EventId, SameFields, SubjectKind, words};

words! {
    /// How somebody got in touch.
    ContactChannel { Telephone = "telephone", Email = "e-mail", Visit = "visit", VideoCall = "video-call", Letter = "letter", Event = "event", Other = "other" }

    /// The employer's answer, if any.
    ContactResult { Interested = "interested", Later = "later", NotForUs = "not-for-us", NoReply = "no-reply" }
}

/// Somebody got in touch with an employer, or tried to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployerContacted {
    /// The day.
    pub date: Date,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ContactChannel>,
    /// Who did, by role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffRole>,
    /// The employer's answer, if any.
    pub result: ContactResult,
}

impl Declaration for EmployerContacted {
    const NAME: &'static str = "employer-contacted";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Employer];
    const EXAMPLE: &'static str =
        r#"{ "date": "2024-03-05", "channel": "visit", "by": "employment-adviser", "result": "interested" }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let channel = self.channel.map(|channel| match channel {
            ContactChannel::Telephone => " by telephone",
            ContactChannel::Email => " by e-mail",
            ContactChannel::Visit => " on a visit",
            ContactChannel::VideoCall => " in a video call",
            ContactChannel::Letter => " by letter",
            ContactChannel::Event => " at an event",
            ContactChannel::Other => " in another way",
        });
        let result = match self.result {
            ContactResult::Interested => "They are interested.",
            ContactResult::Later => "They asked to be contacted later.",
            ContactResult::NotForUs => "They said that it is not for them.",
            ContactResult::NoReply => "There was no reply.",
        };
        let by = self.by.map_or("Somebody", StaffRole::plain);
        capital(&format!("{by} got in touch{}. {result}", channel.unwrap_or_default()))
    }
}

impl SameFields for EmployerContacted {
    fn day(&self) -> Date {
        self.date
    }
}
