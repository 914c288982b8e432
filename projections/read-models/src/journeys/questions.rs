//! What may be asked about journeys.

/// How many internships stand where.
pub(crate) const STAGES: &str = "SELECT stage, count(*) FROM journeys GROUP BY stage ORDER BY stage";

/// The internships that a provider calls so.
pub(crate) const BY_REFERENCE: &str =
    "SELECT internship FROM journeys WHERE reference = ?1 COLLATE NOCASE ORDER BY internship LIMIT 20";
