//! What is asked of the claims, always against a given day.

use events::Position;
use jiff::civil::Date;
use projection_kit::{Days, Table as _};

use super::Claim;
use crate::library::{run, serves};
use crate::{AskError, Library};

/// Claims that are not fully paid and not rejected, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpaidClaims {
    /// Each with its age on the day asked for, since it was submitted.
    pub claims: Vec<(Claim, Days)>,
    /// The position up to which the table has come.
    pub position: Position,
}

impl Library {
    /// The claims that were submitted by a day and are not settled, with their age on that day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unpaid_claims(&self, on: Date) -> Result<UnpaidClaims, AskError> {
        let table = &Claim::DESCRIPTION;
        let columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        let sql = format!(
            "SELECT {} FROM claims WHERE status IN ('waiting', 'part-paid') AND submitted_on <= ?1
            ORDER BY submitted_on, internship, claim",
            columns.join(", ")
        );
        self.ask(|connection| {
            let position = serves(connection, table)?;
            let rows = run(connection, table, &sql, &[projection_kit::Value::Text(on.to_string().into())])?;
            let aged = |claim: Claim| {
                let age = Days((on - claim.submitted_on).get_days());
                (claim, age)
            };
            let claims = rows.into_iter().map(|row| Claim::read(row.into_iter()).map(aged));
            Ok(UnpaidClaims { claims: claims.collect::<Result<_, _>>()?, position })
        })
    }
}
