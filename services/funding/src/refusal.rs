//! Why the rules say no.

pub(crate) mod answer;
pub(crate) mod award;
pub(crate) mod claim;
pub(crate) mod line;

use events::{Line, Pence};
use jiff::civil::Date;
use service_kit::{Shared, refusals};

use answer::AnswerRefusal;
use award::AwardRefusal;
use claim::ClaimRefusal;
use line::LineRefusal;

refusals! {
    /// Why a command about funding is refused.
    Refusal, or Shared(Shared), or Award(AwardRefusal), or Claim(ClaimRefusal), or Line(LineRefusal), or Answer(AnswerRefusal):

    /// The programme is not known.
    UnknownProgramme = 409 "unknown-programme": "no such programme is known here: register the programme first";

    /// The remittance is recorded already.
    RemittanceKnown {
        /// Its reference.
        reference: Line,
        /// When it arrived.
        date: Date,
    } = 409 "remittance-known": "remittance {reference} is recorded already, for {date}: correct the reference";

    /// An amount of nothing, or less.
    NoMoney {
        /// What was given.
        pence: Pence,
    } = 422 "no-money": "{pence} is not an amount that was spent or received: give one of a penny or more, or leave it out";
}
