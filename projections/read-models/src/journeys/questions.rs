//! What is asked of the journeys.

use databases::row::{text, whole};
use events::InternshipId;
use projection_kit::{Column as _, Table as _, Value};

use super::Journey;
use crate::library::position;
use crate::{Library, Unanswered};

impl Library {
    /// How many internships stand where, stage by stage, without those where nobody stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stages(&self) -> Result<Vec<(String, u64)>, Unanswered> {
        self.ask(|tables| {
            position(tables, &Journey::DESCRIPTION)?;
            let sql = "SELECT stage, count(*) FROM journeys GROUP BY stage ORDER BY stage";
            Ok(tables.query(sql, &[])?.iter().map(|row| (text(row, 0), whole(row, 1))).collect())
        })
    }

    /// The internships that a provider calls so; case and spacing do not matter. Several providers
    /// may use the same reference.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn internships_by_reference(&self, reference: &str) -> Result<Vec<InternshipId>, Unanswered> {
        let reference = reference.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        self.ask(|tables| {
            position(tables, &Journey::DESCRIPTION)?;
            let sql = "SELECT internship FROM journeys WHERE lower(reference) = ? ORDER BY internship LIMIT 20";
            let rows = tables.query(sql, &[Value::Text(reference.into())])?;
            let ids = rows.into_iter().flatten().map(InternshipId::read);
            Ok(ids.collect::<Result<_, _>>()?)
        })
    }

    /// The reference that is closest to this one, if one is close at all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn nearest_reference(&self, reference: &str) -> Result<Option<String>, Unanswered> {
        self.ask(|tables| {
            position(tables, &Journey::DESCRIPTION)?;
            let rows = tables.query("SELECT DISTINCT reference FROM journeys ORDER BY reference", &[])?;
            let references: Vec<String> = rows.iter().map(|row| text(row, 0)).collect();
            Ok(events::nearest(reference, references.iter().map(String::as_str)).map(str::to_owned))
        })
    }
}
