//! What is asked of the claims, always against a given day.

use events::Position;
use jiff::civil::Date;
use projection_kit::{Days, Table as _};

use super::Claim;
use crate::{Library, Question, Unanswered};

/// Claims that are neither paid nor rejected, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpaidClaims {
    /// Each with its age on the day asked for, since it was submitted.
    pub claims: Vec<(Claim, Days)>,
    /// The position up to which the table has come.
    pub position: Position,
}

impl Library {
    /// The claims that were submitted by a day and are waiting or part-paid now, with their age on
    /// that day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unpaid_claims(&self, on: Date) -> Result<UnpaidClaims, Unanswered> {
        let rows = self.rows(&Question::all(&Claim::DESCRIPTION, usize::MAX))?;
        let claims = rows.rows.into_iter().map(|row| Claim::read(row.into_iter())).collect::<Result<Vec<_>, _>>()?;
        let unpaid = claims.into_iter().filter(|claim| claim.status.is_open() && claim.submitted_on <= on);
        let mut claims: Vec<_> = unpaid
            .map(|claim| {
                let age = Days((on - claim.submitted_on).get_days());
                (claim, age)
            })
            .collect();
        claims.sort_by_key(|(claim, _)| (claim.submitted_on, claim.internship, claim.claim));
        Ok(UnpaidClaims { claims, position: rows.position })
    }
}
