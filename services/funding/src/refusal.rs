//! Why the rules say no.

pub(crate) mod claim;

use events::{ApplicationId, Line, Pence};
use jiff::civil::Date;
use service_kit::{Shared, refusals};

use claim::ClaimRefusal;

refusals! {
    /// Why a command about funding is refused.
    Refusal, or Shared(Shared), or Claim(ClaimRefusal):

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
        "the application of {applied} led to award {reference} already: record the new application first, or extend the award";

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

    /// The extension is before the award.
    ExtendedBeforeDecision {
        /// The day of the extension.
        date: Date,
        /// The day of the award.
        decided: Date,
    } = 409 "extended-before-decision" [H14]:
        "the extension of {date} is before the award's decision of {decided}: correct one of the two";

    /// More weeks than an award can be extended by.
    ExtensionTooLong {
        /// Weeks asked for.
        weeks: u16,
        /// Weeks that all extensions would add.
        total: u16,
        /// Weeks that they may add.
        most: u16,
    } = 409 "extension-too-long" [H6]:
        "with {weeks} weeks more the internship's awards would be extended by {total}, which is more than the {most} that extensions may add: correct the weeks";

    /// An extension that adds nothing.
    NotExtended {
        /// Weeks asked for.
        weeks: u16,
        /// The new last day.
        until: Date,
        /// The last day as it stands.
        already: Date,
    } = 409 "not-extended":
        "an extension by {weeks} weeks until {until} adds nothing to an award that lasts until {already}";

    /// A cost of nothing, or less.
    NoCost {
        /// What was given.
        pence: Pence,
    } = 422 "no-cost": "a cost of {pence} is none: give what was spent, or leave it out";

    /// Claims need the extension.
    ExtensionNeeded {
        /// The award.
        reference: Line,
        /// A claim that would not stand without it.
        number: Line,
    } = 409 "extension-needed" [H6]:
        "claim {number} needs this extension of award {reference}: have the claim rejected or take it back first";
}
