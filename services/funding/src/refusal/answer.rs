//! Why the rules say no to what became of a claim.

use events::{ClaimId, Line, Minutes, Pence};
use jiff::civil::Date;
use service_kit::refusals;

refusals! {
    /// Why something about a claim that was made is refused.
    AnswerRefusal:

    /// The claim was not submitted yet.
    NotSubmitted {
        /// What it is called.
        number: Line,
    } = 409 "not-submitted": "claim {number} is prepared and was not submitted: submit it first, or correct the number";

    /// There is no such claim in this history.
    NoSuchClaim {
        /// What was asked for.
        claim: ClaimId,
    } = 409 "no-such-claim": "this internship has no claim {claim}: submit it first, or correct the number";

    /// The answer is before the claim.
    BeforeSubmission {
        /// The day of the answer.
        date: Date,
        /// The day of the claim.
        submitted: Date,
    } = 409 "before-submission" [H14]: "{date} is before the claim was submitted, {submitted}: correct one of the two";

    /// The claim was rejected.
    Rejected {
        /// The claim.
        number: Line,
        /// When.
        date: Date,
    } = 409 "claim-rejected": "claim {number} was rejected on {date}: claim the hours again under a new number";

    /// A payment of nothing, or less.
    NoPayment {
        /// What was given.
        pence: Pence,
    } = 422 "no-payment": "{pence} is not a payment: give what was paid, or leave it out";

    /// More would be paid back than was paid.
    MoreThanPaid {
        /// What was paid back.
        pence: Pence,
        /// What was paid before, less what was paid back.
        paid: Pence,
    } = 409 "more-than-paid": "{pence} cannot be paid back of {paid} that were paid: correct the amount";

    /// Nothing was asked about the claim.
    NotQueried {
        /// The claim.
        number: Line,
    } = 409 "not-queried": "Access to Work asked nothing about claim {number}: record its question first";

    /// The answer is before the question.
    BeforeQuery {
        /// The day of the answer.
        date: Date,
        /// The day of the question.
        queried: Date,
    } = 409 "before-query" [H14]: "{date} is before the question of {queried}: correct one of the two";

    /// The claim has no session on this day.
    NoSuchLine {
        /// The claim.
        number: Line,
        /// The day of the session.
        day: Date,
    } = 409 "no-such-line":
        "claim {number} has no session on {day} that it still asks to be paid for: correct the day, the start or the claim";

    /// The claim has several sessions on this day.
    WhichLine {
        /// The claim.
        number: Line,
        /// The day of the sessions.
        day: Date,
        /// How many.
        lines: usize,
    } = 422 "which-line":
        "claim {number} has {lines} sessions on {day}: say when the session began, or for how many minutes it was claimed";

    /// More than the claim has of the session.
    NotThatMuch {
        /// The day of the session.
        day: Date,
        /// What is disallowed.
        stated: Minutes,
        /// What the claim has of it.
        left: Minutes,
    } = 409 "not-that-much": "{stated} cannot be disallowed of the {left} that are claimed of the session of {day}: correct the minutes";

    /// A repayment or a rejection needs the payment.
    PaymentNeeded {
        /// The claim.
        number: Line,
    } = 409 "payment-needed":
        "claim {number} was paid back or rejected since, for what this payment paid: take that back first";

    /// What the claim rested on is no longer there for it.
    HoursGone {
        /// The claim.
        number: Line,
    } = 409 "hours-gone" [H7]:
        "the hours of claim {number} were claimed again, corrected or taken back since it was rejected: the rejection has to stand";
}
