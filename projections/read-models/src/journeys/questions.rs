//! What is asked of the journeys.

use events::{InternshipId, Pence, Position};
use projection_kit::store::{number, text, whole};
use projection_kit::{Column as _, Table as _, Value};

use super::Journey;
use crate::library::position;
use crate::{Library, Unanswered};

/// What the journeys add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Referred.
    pub referred: u64,
    /// Offered a place.
    pub accepted: u64,
    /// Left before the end.
    pub withdrawn: u64,
    /// Finished the programme.
    pub completed: u64,
    /// Coaching time logged, in minutes.
    pub minutes_logged: u64,
    /// Coaching time that may be claimed, in minutes.
    pub minutes_claimable: u64,
    /// Claimed from Access to Work.
    pub claimed: Pence,
    /// Paid by Access to Work.
    pub paid: Pence,
    /// The position up to which the table has come.
    pub position: Position,
}

impl Library {
    /// How many internships stand where, stage by stage, without those where nobody stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stages(&self) -> Result<Vec<(String, u64)>, Unanswered> {
        self.ask(|moment| {
            position(moment, &Journey::DESCRIPTION)?;
            let sql = "SELECT stage, count(*) FROM journeys GROUP BY stage ORDER BY stage";
            Ok(moment.query(sql, &[])?.iter().map(|row| (text(row, 0), whole(row, 1))).collect())
        })
    }

    /// The internships that a provider calls so; case and spacing do not matter. Several providers
    /// may use the same reference.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn internships_by_reference(&self, reference: &str) -> Result<Vec<InternshipId>, Unanswered> {
        let reference = reference.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        self.ask(|moment| {
            position(moment, &Journey::DESCRIPTION)?;
            let sql = "SELECT internship FROM journeys WHERE lower(reference) = ? ORDER BY internship LIMIT 20";
            let rows = moment.query(sql, &[Value::Text(reference.into())])?;
            let ids = rows.into_iter().flatten().map(InternshipId::read);
            Ok(ids.collect::<Result<_, _>>()?)
        })
    }

    /// What the journeys add up to.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn totals(&self) -> Result<Totals, Unanswered> {
        self.ask(|moment| {
            let position = position(moment, &Journey::DESCRIPTION)?;
            let row = moment.query(include_str!("totals.sql"), &[])?.into_iter().next().unwrap_or_default();
            Ok(Totals {
                referred: whole(&row, 0),
                accepted: whole(&row, 1),
                withdrawn: whole(&row, 2),
                completed: whole(&row, 3),
                minutes_logged: whole(&row, 4),
                minutes_claimable: whole(&row, 5),
                claimed: Pence(number(&row, 6)),
                paid: Pence(number(&row, 7)),
                position,
            })
        })
    }
}
