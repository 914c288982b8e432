//! Why the rules say no to an application, or to something about an award.

use events::{ApplicationId, Line};
use jiff::civil::Date;
use service_kit::refusals;

refusals! {
    /// Why a command about an application or an award is refused.
    AwardRefusal:

    /// The application is too long before the placement.
    AppliedTooEarly {
        /// The day of the application.
        date: Date,
        /// The first day it could have gone in.
        earliest: Date,
        /// The first day of the placement, or the planned one.
        start: Date,
    } = 409 "applied-too-early" [H4]:
        "the application of {date} is too early for a placement that starts on {start}: Access to Work takes applications from {earliest} on, so correct the day or apply again";

    /// The application is recorded already.
    AlreadyApplied {
        /// The day it was submitted.
        date: Date,
    } = 409 "already-applied":
        "this application is recorded already, for {date}: give the next one another id";

    /// There is no such application to answer.
    NoSuchApplication {
        /// What the decision names.
        application: ApplicationId,
    } = 409 "no-such-application":
        "application {application} is not recorded for this internship: record it first, or correct the id";

    /// A decision that names no application, and none it could answer.
    NothingWaits = 409 "nothing-waits":
        "no application waits for an answer: record the application first";

    /// A decision that names no application, and several it could answer.
    WhichApplication {
        /// How many have no award.
        open: usize,
    } = 422 "which-application":
        "{open} applications have no award yet: say which of them is answered";

    /// The application is later than the decision.
    DecidedBeforeApplication {
        /// The day of the decision.
        date: Date,
        /// The day of the application.
        applied: Date,
    } = 409 "decided-before-application" [H14]:
        "the decision of {date} is before the application of {applied}: correct one of the two";

    /// The application has its award already.
    AlreadyAwarded {
        /// The day of the application.
        applied: Date,
        /// The award it led to.
        reference: Line,
    } = 409 "already-awarded":
        "the application of {applied} led to award {reference} already: record the new application first, or change the award";

    /// An award that does not say what it is.
    AwardIncomplete {
        /// The fields that are missing.
        missing: String,
    } = 422 "award-incomplete": "an award needs its {missing}: add what is missing from the decision letter";

    /// A figure of an award is nothing, or less.
    NothingAwarded {
        /// The field.
        field: &'static str,
    } = 422 "nothing-awarded":
        "the award's {field} must be more than nothing: correct it, or record the application as refused";

    /// There is an award with this reference already.
    AwardKnown {
        /// The reference.
        reference: Line,
        /// When it was decided.
        decided: Date,
    } = 409 "award-known": "award {reference} is recorded already, decided on {decided}: correct the reference";

    /// There is no award with this reference.
    NoSuchAward {
        /// What was asked for.
        reference: Line,
        /// What there is.
        known: String,
    } = 409 "no-such-award": "this internship has no award {reference}, but: {known}";

    /// The steps of an award are not inside its days, or not in their order.
    StepsOutOfOrder {
        /// First day of the award.
        from: Date,
        /// Last day of the award.
        until: Date,
    } = 422 "steps-out-of-order":
        "the steps of an award begin on different days between {from} and {until}, in their order: correct the days";

    /// It was signed after it was sent.
    SignedAfterwards {
        /// The day of the signature.
        signed: Date,
        /// The day it was sent.
        sent: Date,
    } = 422 "signed-afterwards" [H14]: "the signature of {signed} is later than the day it was sent, {sent}: correct one of the two";

    /// Something about an award or a decision is before the decision.
    ChangedBeforeDecision {
        /// The day it is dated.
        date: Date,
        /// The day of the decision.
        decided: Date,
    } = 409 "changed-before-decision" [H14]:
        "{date} is before Access to Work decided, on {decided}: correct one of the two";

    /// A change that changes nothing.
    NothingChanged = 422 "nothing-changed":
        "the change says neither weekly minutes nor more weeks nor a last day: add what was changed";

    /// Coaching was not awarded.
    NoCoaching {
        /// The award.
        reference: Line,
    } = 409 "no-coaching": "award {reference} has no job coaching whose time could change: correct the reference";

    /// There is no decision yet.
    NotDecided = 409 "not-decided":
        "Access to Work has not decided the application: record its decision first";

    /// Several decisions, and it is not said which.
    WhichDecision {
        /// How many applications were decided.
        decided: usize,
    } = 422 "which-decision": "{decided} applications were decided: say which of them";

    /// Claims need the change.
    ChangeNeeded {
        /// The award.
        reference: Line,
        /// A claim that would not stand without it.
        number: Line,
    } = 409 "change-needed" [H6]:
        "claim {number} needs this change of award {reference}: have the claim rejected or take it back first";
}
