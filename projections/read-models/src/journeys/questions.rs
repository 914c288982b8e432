//! What is asked of the journeys.

use events::{InternshipId, Line, Pence, Position};
use projection_kit::{Column as _, Table as _, Value};
use rusqlite::OptionalExtension as _;

use super::Journey;
use crate::library::{position, whole};
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
        self.ask(|transaction| {
            position(transaction, &Journey::DESCRIPTION)?;
            let sql = "SELECT stage, count(*) FROM journeys GROUP BY stage ORDER BY stage";
            let mut statement = transaction.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, whole(row.get(1)?))))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The internships that a provider calls so; case and spacing do not matter. Several providers
    /// may use the same reference.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn internships_by_reference(&self, reference: &str) -> Result<Vec<InternshipId>, Unanswered> {
        let reference = reference.split_whitespace().collect::<Vec<_>>().join(" ");
        self.ask(|transaction| {
            position(transaction, &Journey::DESCRIPTION)?;
            let sql =
                "SELECT internship FROM journeys WHERE reference = ?1 COLLATE NOCASE ORDER BY internship LIMIT 20";
            let mut statement = transaction.prepare_cached(sql)?;
            let rows = statement.query_map([reference], |row| row.get::<_, String>(0))?;
            let ids = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(ids.into_iter().map(|id| InternshipId::read(Value::Text(id.into()))).collect::<Result<_, _>>()?)
        })
    }

    /// What the provider calls this internship.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reference_of(&self, internship: InternshipId) -> Result<Option<Line>, Unanswered> {
        self.ask(|transaction| {
            position(transaction, &Journey::DESCRIPTION)?;
            let mut statement = transaction.prepare_cached("SELECT reference FROM journeys WHERE internship = ?1")?;
            let found: Option<String> = statement.query_row([internship.to_string()], |row| row.get(0)).optional()?;
            Ok(found.map(|text| Line::read(Value::Text(text.into()))).transpose()?)
        })
    }

    /// What the journeys add up to.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn totals(&self) -> Result<Totals, Unanswered> {
        self.ask(|transaction| {
            let position = position(transaction, &Journey::DESCRIPTION)?;
            Ok(transaction.prepare_cached(include_str!("totals.sql"))?.query_row([], |row| {
                Ok(Totals {
                    referred: whole(row.get(0)?),
                    accepted: whole(row.get(1)?),
                    withdrawn: whole(row.get(2)?),
                    completed: whole(row.get(3)?),
                    minutes_logged: whole(row.get(4)?),
                    minutes_claimable: whole(row.get(5)?),
                    claimed: Pence(row.get(6)?),
                    paid: Pence(row.get(7)?),
                    position,
                })
            })?)
        })
    }
}
