//! What waits with a row that is not sent: all else about an internship that is not known yet, and
//! what only such rows imply.

use std::collections::{HashMap, HashSet};

use events::{EventId, Subject};

use super::Ledger;
use crate::plan::{INTRODUCES, Plan, Planned, RowIndex};
use crate::report::{ReportLine, Status};

impl Plan {
    /// Takes out of the commands those at these places, which are told already, and what rests on
    /// them, which is told here.
    pub(super) fn hold(&mut self, told: &HashSet<usize>, ledger: &Ledger) {
        let unknown: HashMap<Subject, Option<u64>> = told
            .iter()
            .filter_map(|place| self.commands.get(*place))
            .filter(|planned| &*planned.name == INTRODUCES && !ledger.subjects.contains(&planned.subject))
            .map(|planned| (planned.subject, planned.row))
            .collect();
        let mut held: HashSet<RowIndex> = HashSet::new();
        let mut lines = Vec::new();
        let mut index = 0;
        self.commands.retain(|planned| {
            index += 1;
            let waits_for = unknown.get(&planned.subject);
            let is_told = told.contains(&(index - 1));
            if (is_told || waits_for.is_some()) && !planned.once {
                held.insert(planned.place());
            }
            if let (Some(row), false) = (waits_for, is_told) {
                let row = row.map(|row| format!(" in row {row}")).unwrap_or_default();
                lines.push(waits(planned, format!("waits for the {INTRODUCES}{row}, which was not sent")));
            }
            !is_told && waits_for.is_none()
        });
        lines.extend(self.hold_implied(held, ledger));
        self.lines.extend(lines);
    }

    /// A fact that is not known yet is not sent for rows that are not sent themselves.
    fn hold_implied(&mut self, mut held: HashSet<RowIndex>, ledger: &Ledger) -> Vec<ReportLine> {
        let is_new = |planned: &Planned| planned.once && !ledger.events.contains_key(&planned.event);
        let new: HashSet<EventId> = self.commands.iter().filter(|it| is_new(it)).map(|it| it.event).collect();
        let rows: HashSet<RowIndex> =
            new.iter().filter_map(|event| self.implied.get(event)).flatten().copied().collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let mut sent: HashSet<RowIndex> = HashSet::new();
        for planned in self.commands.iter().filter(|planned| !planned.once && rows.contains(&planned.place())) {
            match ledger.standing(planned.event) {
                None => {
                    sent.insert(planned.place());
                }
                Some(standing) if !standing.differences(planned).is_empty() => {
                    held.insert(planned.place());
                }
                Some(_) => {}
            }
        }
        let mut lines = Vec::new();
        let implied = &self.implied;
        self.commands.retain(|planned| {
            let rows = implied.get(&planned.event).filter(|_| new.contains(&planned.event));
            let waits_with = rows.is_some_and(|rows| rows.iter().all(|row| held.contains(row) && !sent.contains(row)));
            if waits_with {
                lines.push(waits(planned, "goes in with its row, which was not sent".to_owned()));
            }
            !waits_with
        });
        lines
    }
}

fn waits(planned: &Planned, reason: String) -> ReportLine {
    ReportLine { code: "waits".to_owned(), reason, ..planned.line(Status::NotSent) }
}
