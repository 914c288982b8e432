//! What a claim wants to be paid for, and the lines that it comes to.

use events::funding::{ClaimBasis, ClaimLine, Element, TravelLine};
use events::{ClaimId, Line, Minutes, Pence};
use jiff::civil::Date;

use crate::{LineRefusal, ListedSession, TravelDay};

/// What a claim asks for, whether it is prepared or submitted.
pub(super) struct Wanted<'a> {
    pub(super) claim: ClaimId,
    pub(super) number: &'a Line,
    pub(super) award: &'a Line,
    pub(super) element: Option<Element>,
    pub(super) date: Date,
    pub(super) from: Date,
    pub(super) until: Date,
    pub(super) minutes: Option<Minutes>,
    pub(super) pence: Option<Pence>,
    pub(super) sessions: Option<&'a [ListedSession]>,
    pub(super) travel: Option<&'a [TravelDay]>,
}

/// The most lines of a claim: they stand in one event, which has at most 65,535 bytes.
const MOST_LINES: usize = 500;

/// What a claim consists of.
pub(super) struct Lines {
    pub(super) lines: Vec<ClaimLine>,
    pub(super) travel: Vec<TravelLine>,
    pub(super) basis: ClaimBasis,
    pub(super) minutes_logged: Minutes,
    pub(super) pence: Pence,
}

pub(super) fn few_enough(lines: usize) -> Result<(), LineRefusal> {
    let allowed = MOST_LINES;
    if lines > allowed { Err(LineRefusal::TooManyLines { lines, allowed }) } else { Ok(()) }
}
