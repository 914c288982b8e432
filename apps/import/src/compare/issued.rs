//! Numbers that are issued to one person only: who else has them. The second is never taken without a word, and two
//! persons are never made one by a number.

use std::collections::{HashMap, HashSet};

use events::{EventId, Subject, history};
use serde_json::Value;

use super::LogEvent;
use super::ledger::{Ledger, field_of, plain};
use crate::correction::send;
use crate::plan::{INTRODUCES, Plan, Planned};
use crate::report::{ReportLine, Status};
use crate::wording::comparable;

/// A number that is issued to one person, or one internship.
struct Issued {
    /// The event that holds it, and in which field.
    event: &'static str,
    field: &'static str,
    called: &'static str,
    by: Issuer,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Issuer {
    /// Nobody else in the country has it, and it says who somebody is.
    Nation,
    /// Nobody else in the country has it.
    AccessToWork,
    /// Another provider may count alike.
    Provider,
}

const ISSUED: [Issued; 11] = [
    Issued { event: "referred", field: "uln", called: "ULN", by: Issuer::Nation },
    Issued { event: "referred", field: "upn", called: "UPN", by: Issuer::Nation },
    Issued { event: "referred", field: "nino", called: "NINO", by: Issuer::Nation },
    Issued { event: "details-corrected", field: "uln", called: "ULN", by: Issuer::Nation },
    Issued { event: "details-corrected", field: "upn", called: "UPN", by: Issuer::Nation },
    Issued { event: "details-corrected", field: "nino", called: "NINO", by: Issuer::Nation },
    Issued { event: "access-to-work-decided", field: "reference", called: "award reference", by: Issuer::AccessToWork },
    Issued { event: "claim-prepared", field: "number", called: "claim number", by: Issuer::Provider },
    Issued { event: "claim-prepared", field: "invoice", called: "invoice", by: Issuer::Provider },
    Issued { event: "claim-submitted", field: "number", called: "claim number", by: Issuer::Provider },
    Issued { event: "claim-submitted", field: "invoice", called: "invoice", by: Issuer::Provider },
];

/// Who has a number, and where that stands.
#[derive(Clone)]
struct Holder {
    person: String,
    /// Name and date of birth, where they can be seen.
    identity: Option<String>,
    place: String,
    /// Of a row, the event that it becomes.
    event: Option<EventId>,
}

/// Who is who, and what is issued to whom.
#[derive(Default)]
pub(super) struct Register {
    persons: HashMap<Subject, String>,
    /// The provider, and what it calls the internship.
    references: HashMap<Subject, (String, String)>,
    numbers: HashMap<(&'static str, String), Holder>,
    identities: HashMap<String, Holder>,
}

impl Plan {
    /// Holds the numbers of new rows against those of the log and of other rows, but for rows that are told already.
    /// Returns the places of the commands that are not sent for that.
    pub(super) fn issued_to_others(
        &mut self,
        mut register: Register,
        told: &HashSet<usize>,
        ledger: &Ledger,
    ) -> HashSet<usize> {
        for planned in self.commands.iter().filter(|planned| &*planned.name == INTRODUCES) {
            if let Some(person) = fields(planned).get("person").map(plain) {
                register.persons.insert(planned.subject, person);
            }
        }
        let mut order: Vec<(usize, &Planned)> = self.commands.iter().enumerate().collect();
        order.retain(|(place, _)| !told.contains(place));
        order.sort_by_key(|(_, planned)| planned.order);
        let (mut refused, mut lines, mut holders) = (HashSet::new(), Vec::new(), HashSet::new());
        for (place, planned) in order {
            let is_new = !ledger.events.contains_key(&planned.event);
            let Some((line, holder)) = self.check(planned, is_new, &mut register) else { continue };
            holders.extend(holder);
            if line.status == Status::Refused {
                refused.insert(place);
            }
            lines.push(line);
        }
        self.lines.extend(lines);
        self.holders = holders;
        refused
    }

    /// Enters what a row holds, or says who has it already, and which row that is if it is held back for that.
    fn check(&self, planned: &Planned, is_new: bool, register: &mut Register) -> Option<(ReportLine, Option<EventId>)> {
        let numbers = ISSUED.iter().filter(|issued| issued.event == planned.command.event);
        numbers.clone().next()?;
        let fields = fields(planned);
        let provider = self.provider.map(|provider| provider.to_string()).unwrap_or_default();
        let called = self.names.get(&planned.subject.id.to_string()).map_or("another", String::as_str);
        let row = planned.row.map(|row| format!("row {row} of \"{}\"", planned.file));
        let holder = Holder {
            person: register.person(planned.subject),
            identity: identity(&fields),
            place: format!("{called} ({})", row.unwrap_or_default()),
            event: Some(planned.event),
        };
        let is_other = |known: &&Holder| is_new && known.person != holder.person;
        let key = |issued: &Issued| fields.get(issued.field).and_then(|value| issued.key(value, &provider));
        let held: Vec<_> = numbers.filter_map(|issued| Some((issued, key(issued)?))).collect();
        let mut alike: Option<(String, String)> = None;
        for (issued, key) in &held {
            let Some(other) = register.numbers.get(key).filter(is_other) else { continue };
            if issued.by != Issuer::Nation || other.identity.is_none() || other.identity != holder.identity {
                return Some((issued.to_another(planned, other), other.event));
            }
            alike = Some((format!("{}, name and date of birth", issued.called), other.place.clone()));
        }
        // Of a row that is not sent, or is refused, nothing is entered.
        if self.refused.contains(&planned.event) {
            return None;
        }
        for (_, key) in held {
            register.numbers.entry(key).or_insert_with(|| holder.clone());
        }
        if let Some(identity) = holder.identity.clone() {
            let known = register.identities.entry(identity).or_insert(holder.clone());
            let other = Some(&*known).filter(is_other).map(|other| other.place.clone());
            alike = alike.or_else(|| other.map(|other| ("name and date of birth".to_owned(), other)));
        }
        let (what, whose) = alike?;
        let line = ReportLine {
            code: "same-person".to_owned(),
            reason: format!(
                "has the {what} of {whose}: probably the same person, referred again or by another provider. The row was \
                 not held up, and the two are kept apart; give both the same person if they are one, or correct the wrong one"
            ),
            ..planned.line(Status::Told)
        };
        Some((line, None))
    }
}

impl Issued {
    /// The number as it is compared, by what it is; of a provider's own, only among that provider's.
    fn key(&self, value: &Value, provider: &str) -> Option<(&'static str, String)> {
        let number = comparable(&plain(value)).replace(' ', "");
        let of = if self.by == Issuer::Provider { provider } else { "" };
        (!number.is_empty()).then(|| (self.called, format!("{of}/{number}")))
    }

    fn to_another(&self, planned: &Planned, other: &Holder) -> ReportLine {
        ReportLine {
            code: "issued-to-another".to_owned(),
            reason: format!(
                "this {} is issued to one person, and {} has it: the row was not sent; correct the wrong one, or send what \
                 stands under otherwise if both are right",
                self.called, other.place
            ),
            column: planned.recipe.columns.get(self.field).cloned().unwrap_or_default(),
            otherwise: send(planned, &planned.key).to_string(),
            ..planned.line(Status::Refused)
        }
    }
}

impl Register {
    /// What the log holds.
    pub(super) fn of(known: &[LogEvent]) -> Self {
        let mut register = Self::default();
        for known in history::effective(known) {
            if known.what() == "referred" {
                let data = known.json();
                register.persons.insert(known.subject, plain(&data["person"]));
                let whose = (plain(&data["provider"]), plain(&data["reference"]));
                register.references.insert(known.subject, whose);
            }
            register.enter(known);
        }
        register
    }

    fn enter(&mut self, known: &LogEvent) {
        let numbers = ISSUED.iter().filter(|issued| issued.event == known.what());
        if numbers.clone().next().is_none() {
            return;
        }
        let data = known.json();
        let opened = known.opened.as_deref().and_then(|opened| serde_json::from_str(opened).ok());
        let opened: Value = opened.unwrap_or_default();
        let (provider, reference) = self.references.get(&known.subject).cloned().unwrap_or_default();
        let holder = Holder {
            person: self.person(known.subject),
            identity: identity(&opened),
            place: format!("{reference} (the log has it, since {})", known.day),
            event: None,
        };
        for issued in numbers {
            let value = field_of(&data, issued.field).or_else(|| field_of(&opened, issued.field));
            if let Some(key) = value.and_then(|value| issued.key(value, &provider)) {
                self.numbers.entry(key).or_insert_with(|| holder.clone());
            }
        }
        if let Some(identity) = holder.identity.clone() {
            self.identities.entry(identity).or_insert(holder);
        }
    }

    /// Who it is whose internship this is.
    fn person(&self, internship: Subject) -> String {
        self.persons.get(&internship).cloned().unwrap_or_else(|| internship.to_string())
    }
}

fn fields(planned: &Planned) -> Value {
    serde_json::from_str(&planned.json).unwrap_or_default()
}

fn identity(fields: &Value) -> Option<String> {
    let (name, born) = (field_of(fields, "name")?.as_str()?, field_of(fields, "dateOfBirth")?.as_str()?);
    Some(format!("{}/{born}", comparable(name)))
}
