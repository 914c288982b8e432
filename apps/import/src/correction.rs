//! What to send to put right what was imported before: the wished-for end of it. What has to be
//! taken back before that is found by [`chain`](crate::chain).

use std::fmt;

use events::{ErrorReason, EventId, Subject};
use serde_json::{Map, Value, json};
use service_kit::{CommandType, TAKE_BACK};

use crate::compare::{LogEvent, Origin};
use crate::key::again;
use crate::plan::Planned;
use crate::wording::excerpt;

/// The fields of a session that can be put right without taking it back.
const SESSION: [&str; 7] = ["minutes", "activity", "claimable", "place", "placement", "group", "coachMinutes"];

/// One command of a correction. Sending it twice is the same as once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionStep {
    /// The context: `funding`.
    pub context: String,
    /// The command: `enter-in-error`.
    pub name: String,
    /// Its idempotency key.
    pub key: String,
    /// Its fields.
    pub json: String,
    /// What it does, in the sheets' own words.
    pub about: String,
}

impl fmt::Display for CorrectionStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { context, name, key, json, about } = self;
        write!(f, "{about}: POST /v1/{context}/{name} with Idempotency-Key \"{key}\" {json}")
    }
}

impl CorrectionStep {
    /// Reads a line of a report's correction; nothing where the line only says something.
    ///
    /// # Errors
    /// When it looks like a command and is none.
    pub fn read(line: &str) -> Result<Option<Self>, NotAStep> {
        let Some((about, request)) = line.split_once(": POST /v1/") else { return Ok(None) };
        let step = || {
            let (path, rest) = request.split_once(" with Idempotency-Key \"")?;
            let (context, name) = path.split_once('/')?;
            let (key, json) = rest.split_once("\" ")?;
            serde_json::from_str::<Map<String, Value>>(json).ok()?;
            let [context, name, key, json, about] = [context, name, key, json, about].map(str::to_owned);
            Some(Self { context, name, key, json, about })
        };
        step().map(Some).ok_or_else(|| NotAStep(excerpt(line)))
    }

    /// Whether it says that an event should not be believed.
    pub(crate) fn is_take_back(&self) -> bool {
        self.name == TAKE_BACK
    }
}

/// A line of a correction that was changed or cut short.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no line of a correction as an import writes it: write the report again")]
pub struct NotAStep(String);

/// The key under which an event is taken back: once, however many corrections ask for it.
pub(crate) fn take_back_key(event: EventId) -> String {
    format!("take-back/{event}")
}

/// What should become of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mend {
    /// Whose history it stands in.
    pub(crate) subject: Subject,
    /// The event that should go, or change.
    pub(crate) event: EventId,
    /// What to send, the best way first; nothing where no command takes such an event back.
    pub(crate) ways: Vec<Vec<CorrectionStep>>,
    /// Whether the sheets are to be imported again afterwards.
    pub(crate) again: bool,
    /// Nothing can be in its way that would have to be taken back first.
    pub(crate) is_certain: bool,
}

impl Mend {
    /// For a row whose key is as it was, and that says something else now.
    pub(crate) fn edited(
        planned: &Planned,
        known: &LogEvent,
        differing: &[&str],
        nth: usize,
        can: &[CommandType],
    ) -> Self {
        let mut mend = Self::of(known, true, can);
        if let Some(correction) = session(planned, known, differing, nth, can) {
            (mend.ways, mend.again) = (vec![vec![correction]], false);
        } else if let Some([undo]) = mend.ways.first().map(Vec::as_slice) {
            // where several may stand beside each other, the new one first: then nothing rests on the old one alone
            let both = vec![send(planned, &next(&planned.key)), undo.clone()];
            mend.ways.push(both);
        }
        mend
    }

    /// For a row whose key was edited: once the event is taken back, the row is new.
    pub(crate) fn moved(
        planned: &Planned,
        known: &LogEvent,
        differing: &[&str],
        nth: usize,
        can: &[CommandType],
    ) -> Self {
        match session(planned, known, differing, nth, can) {
            Some(correction) => Self { ways: vec![vec![correction]], ..Self::of(known, false, can) },
            None => Self::of(known, true, can),
        }
    }

    /// For what no row says any more.
    pub(crate) fn gone(known: &LogEvent, can: &[CommandType]) -> Self {
        Self::of(known, false, can)
    }

    /// For what was taken back and is right after all.
    pub(crate) fn resend(planned: &Planned, event: EventId) -> Self {
        let ways = vec![vec![send(planned, &planned.key)]];
        Self { subject: planned.subject, event, ways, again: false, is_certain: true }
    }

    fn of(known: &LogEvent, again: bool, can: &[CommandType]) -> Self {
        let reason = if again { ErrorReason::Replaced } else { ErrorReason::NotInSource };
        let undo = known.can_go(can).then(|| vec![take_back(known, reason)]);
        let ways = undo.into_iter().collect();
        Self { subject: known.subject, event: known.id, ways, again, is_certain: false }
    }
}

/// The command that takes an event back: to make room for the row as it is now, so that the next
/// import sends it again, or for good.
pub(crate) fn take_back(known: &LogEvent, reason: ErrorReason) -> CorrectionStep {
    let (subject, event) = (known.subject, known.id);
    let place = known.origin.as_ref().map_or_else(|| "not imported".to_owned(), Origin::to_string);
    CorrectionStep {
        context: known.context().to_owned(),
        name: TAKE_BACK.to_owned(),
        key: take_back_key(event),
        json: json!({ "subject": subject, "event": event, "reason": reason }).to_string(),
        about: format!("take back {} of {} ({place})", known.what(), known.day),
    }
}

/// The row's command itself.
pub(crate) fn send(planned: &Planned, key: &str) -> CorrectionStep {
    CorrectionStep {
        context: planned.command.context.to_owned(),
        name: planned.command.name.to_owned(),
        key: key.to_owned(),
        json: planned.json.clone(),
        about: format!("send {}", planned_place(planned)),
    }
}

/// The key under which a row is sent the next time.
fn next(key: &str) -> String {
    let (plain, sent) = key.split_once('~').unwrap_or((key, "1"));
    again(plain, sent.parse::<u32>().unwrap_or(1).saturating_add(1))
}

/// What differs is part of the session only, which can be put right as it stands.
fn session(
    planned: &Planned,
    known: &LogEvent,
    differing: &[&str],
    nth: usize,
    can: &[CommandType],
) -> Option<CorrectionStep> {
    let fits = &*planned.name == "coaching.log-hours"
        && known.subject == planned.subject
        && !differing.is_empty()
        && differing.iter().all(|field| SESSION.contains(field))
        && can.iter().any(|command| command.context == "coaching" && command.name == "correct-hours");
    if !fits {
        return None;
    }
    let row: Map<String, Value> = serde_json::from_str(&planned.json).ok()?;
    let mut fields = Map::new();
    fields.insert("internship".to_owned(), row.get("internship")?.clone());
    fields.insert("corrects".to_owned(), json!(known.id));
    fields.insert("reason".to_owned(), json!(events::coaching::CorrectionReason::SourceChanged));
    for field in SESSION.iter().filter(|field| differing.contains(field)) {
        fields.insert((*field).to_owned(), row.get(*field)?.clone());
    }
    Some(CorrectionStep {
        context: "coaching".to_owned(),
        name: "correct-hours".to_owned(),
        key: format!("correct/{}/{nth}", known.id),
        json: Value::Object(fields).to_string(),
        about: format!("correct the session of {} ({})", known.day, planned_place(planned)),
    })
}

fn planned_place(planned: &Planned) -> Origin {
    Origin { sheet: planned.sheet.to_string(), row: planned.row, import: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_read_back_as_it_was_written() {
        let step = CorrectionStep {
            context: "coaching".to_owned(),
            name: "enter-in-error".to_owned(),
            key: "take-back/1".to_owned(),
            json: r#"{"reason":"not-in-source: POST /v1/x with \"y\" "}"#.to_owned(),
            about: "take back hours-logged of 2025-10-07 (sheet Hours, row 3)".to_owned(),
        };
        assert_eq!(CorrectionStep::read(&step.to_string()), Ok(Some(step.clone())));
        assert_eq!(CorrectionStep::read("then import again"), Ok(None));
        let cut = step.to_string();
        assert!(CorrectionStep::read(&cut[..cut.len() - 1]).is_err());
    }
}
