//! Why the rules say no to a claim: its papers, its award, its period.

use events::Line;
use events::funding::Element;
use jiff::civil::Date;
use service_kit::refusals;

refusals! {
    /// Why a claim is refused.
    ClaimRefusal:

    /// The claim is known already.
    AlreadyKnown {
        /// What it is called.
        number: Line,
        /// When.
        date: Date,
    } = 409 "claim-known":
        "this claim is known already, as {number} of {date}: give a new claim a number of its own";

    /// It was submitted before the last day it claims for.
    NotInArrears {
        /// The day of the claim.
        date: Date,
        /// Last day claimed for.
        until: Date,
    } = 422 "not-in-arrears" [H14]:
        "the claim of {date} is for days until {until}: Access to Work pays in arrears, so claim when they are over";

    /// The internship has no award.
    NoAward = 409 "no-award" [H5]:
        "Access to Work has awarded this internship nothing: record the award before claiming against it";

    /// The reference is another one than the award's.
    OtherAward {
        /// What the claim says.
        stated: Line,
        /// The awards there are.
        known: String,
    } = 409 "other-award" [H5]:
        "this internship has no award {stated}, but: {known}; correct the reference on the claim";

    /// Days that the award does not cover.
    OutsideAward {
        /// First day claimed for.
        from: Date,
        /// Last day claimed for.
        until: Date,
        /// First day of the award.
        award_from: Date,
        /// Last day of the award, after extensions.
        award_until: Date,
    } = 409 "outside-award" [H5]:
        "{from} to {until} is not inside the award, {award_from} to {award_until}: claim only for days it covers";

    /// No invoice goes with it.
    NoInvoice = 422 "no-invoice" [H5]: "a claim needs an invoice: add its number";

    /// Access to Work does not know whom to pay.
    NoPayee = 422 "no-payee" [H5]: "Access to Work does not know whom to pay: have the payee set up before claiming";

    /// Nobody signed.
    NotSigned = 422 "not-signed" [H5]: "a claim needs the signature of the customer or an appointee: add who signed";

    /// It was submitted before there was an award.
    BeforeAward {
        /// The day of the claim.
        date: Date,
        /// The day of the award.
        decided: Date,
    } = 409 "before-award" [H5]:
        "the claim of {date} is before the award it is held against, which was decided on {decided}: correct one of the two";

    /// Its signature is later than the day it was sent.
    SignedAfterwards {
        /// The day of the signature.
        signed: Date,
        /// The day it was sent.
        sent: Date,
    } = 422 "claim-signed-afterwards" [H14]:
        "the signature of {signed} is later than the day the claim was sent, {sent}: correct one of the two";

    /// It was sent before it was prepared.
    BeforePreparation {
        /// The day it was sent.
        date: Date,
        /// The day it was prepared.
        prepared: Date,
    } = 409 "before-preparation" [H14]: "{date} is before the claim was prepared, {prepared}: correct one of the two";

    /// The award changed since it was prepared.
    PreparedOverTheAward {
        /// What it is called.
        number: Line,
        /// The award.
        award: Line,
    } = 409 "prepared-over-the-award" [H6]:
        "claim {number} was prepared before award {award} changed, and no longer fits into it: take the prepared claim back, and prepare it again";

    /// It is not prepared, and does not say what it is.
    NotPrepared = 422 "claim-incomplete":
        "no such claim was prepared, and a new one needs its number, its award, and the first and last day claimed for: add them, or correct the claim";

    /// It says something else than what was prepared.
    OtherThanPrepared {
        /// What it is called.
        number: Line,
        /// The field that differs.
        field: &'static str,
    } = 409 "other-than-prepared":
        "claim {number} was prepared with another {field}: leave the field out, or take the prepared claim back and prepare it again";

    /// The award has no such support.
    NotAwarded {
        /// The award.
        award: Line,
        /// What is claimed.
        element: Element,
    } = 409 "not-awarded" [H6]: "award {award} does not pay for {element}: correct the award or the kind of support";

    /// The award has several kinds of support, and it is not said which.
    WhichElement {
        /// The award.
        award: Line,
    } = 422 "which-element": "award {award} pays for several kinds of support: say which of them is claimed";
}
