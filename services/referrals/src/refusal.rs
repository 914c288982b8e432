//! Why the rules say no.

use events::{NotAnIdentifier, ProviderId};
use jiff::civil::Date;
use service_kit::{Shared, refusals};

refusals! {
    /// Why a command about referrals is refused. None of it repeats what is sealed.
    Refusal, or Shared(Shared):

    /// The employer is not known.
    UnknownEmployer = 409 "unknown-employer":
        "no such employer is known here: register the employer first, or leave it out";

    /// The provider or programme is known already.
    AlreadyRegistered = 409 "already-registered": "this provider or programme is registered already: take its registration back first if it is wrong";

    /// The programme is not known.
    UnknownProgramme = 409 "unknown-programme":
        "no such programme is known here: register the programme first, or leave it out";

    /// The programme is run by somebody else.
    AnotherProvidersProgramme = 409 "another-providers-programme":
        "another provider runs this programme: correct the provider or the programme";

    /// The provider's id is not the one that follows from the UKPRN.
    AnotherProvider {
        /// What was said.
        provider: ProviderId,
        /// What follows from the UKPRN.
        expected: ProviderId,
    } = 422 "another-provider":
        "provider {provider} is not the provider of this UKPRN, {expected} is: correct the id or the UKPRN";

    /// An identifier that its issuer could not have issued.
    WrongIdentifier(NotAnIdentifier) = 422 "wrong-identifier" [H10]: "{0}";

    /// The young person is referred already.
    AlreadyReferred {
        /// The day of the referral.
        since: Date,
    } = 409 "already-referred":
        "the young person was referred on {since} already: use another reference for another internship";

    /// Referred before, or on the day of, their birth.
    NotYetBorn {
        /// The day of the referral.
        date: Date,
    } = 422 "not-yet-born" [H14]: "the date of birth is not before the referral, {date}: correct one of the two";

    /// Dated before the referral.
    BeforeReferral {
        /// The day it is dated.
        date: Date,
        /// The day of the referral.
        referred: Date,
    } = 409 "before-referral" [H14]: "{date} is before the referral, {referred}: correct one of the two";

    /// Dated before the acceptance.
    BeforeAcceptance {
        /// The day it is dated.
        date: Date,
        /// The day of the acceptance.
        accepted: Date,
    } = 409 "before-acceptance" [H14]: "{date} is before the acceptance, {accepted}: correct one of the two";

    /// The planned end is not after the planned start.
    EndsBeforeStart {
        /// First planned day.
        from: Date,
        /// Last planned day.
        until: Date,
    } = 422 "ends-before-start" [H14]: "the planned end, {until}, is not after the planned start, {from}: correct one of the two";

    /// A rating off the scale.
    NoSuchRating {
        /// What was said.
        rating: u8,
    } = 422 "no-such-rating": "a rating of {rating} is none: rate a taster from 1 to 5";

    /// A step that the ladder does not have.
    NoSuchStep {
        /// What was said.
        step: u8,
    } = 422 "no-such-step": "travel training has no step {step}: its steps are 1 to 7";

    /// Too young on the last 31 August before the planned start.
    TooYoung {
        /// That day.
        on: Date,
        /// The youngest age.
        youngest: i64,
    } = 409 "too-young" [H1]:
        "the young person is not yet {youngest} on {on}, the last 31 August before the planned start: correct the date of birth or the start";

    /// Too old on the last 31 August before the planned start.
    TooOld {
        /// That day.
        on: Date,
        /// The oldest age.
        oldest: i64,
    } = 409 "too-old" [H1]:
        "the young person is older than {oldest} on {on}, the last 31 August before the planned start: correct the date of birth or the start";

    /// The date of birth cannot be opened.
    AgeNotKnown = 409 "age-not-known" [H1]:
        "the date of birth cannot be opened, so nobody can say how old the young person is: put their key back, or refer them again";

    /// No plan is recorded.
    PlanNotVerified = 409 "plan-not-verified" [H2]:
        "no plan is recorded for the young person: record an EHC plan, or the non-EHC pilot, first";

    /// The latest assessment says "not yet", and nothing says why there is a place all the same.
    NotReadyYet {
        /// The day of the assessment.
        assessed: Date,
    } = 409 "not-ready-yet":
        "the latest assessment, of {assessed}, says that the young person is not ready yet: record a later one, or say in readinessOverride why they get the place";

    /// Nothing that could be recorded was said.
    NothingSaid = 422 "nothing-said": "the command says nothing that could be recorded: give at least one of its fields";

    /// The wider ethnic group is not the one that the narrower belongs to.
    EthnicGroupsDiffer = 422 "ethnic-groups-differ":
        "the two ethnic groups do not belong together: correct one of them, or leave the wider one out";

    /// In paid work, and never in paid work.
    InWorkAndNever = 422 "in-work-and-never":
        "somebody who is in paid work was in paid work before: correct inPaidWork or everInPaidWork";

    /// A version before the first.
    NoSuchVersion = 422 "no-such-version": "the first version of a vocational profile is 1: correct the version";

    /// A version of the profile that is there.
    ProfileVersionRecorded {
        /// Which.
        version: u16,
        /// When.
        on: Date,
    } = 409 "profile-version-recorded":
        "version {version} of the vocational profile was recorded for {on} already: give this one the next number";

    /// A score higher than there can be.
    ScoreOffTheScale {
        /// The score.
        score: u8,
        /// The highest there is.
        out_of: u8,
    } = 422 "score-off-the-scale": "a score of {score} is more than the highest there is, {out_of}: correct one of the two";

    /// A reference that is a name.
    ReferenceIsAName = 422 "reference-is-a-name":
        "the reference is the young person's name, and references stand in the clear: use a number or a code";

    /// The young person is an intern already.
    AlreadyAccepted {
        /// The day of the acceptance.
        since: Date,
    } = 409 "already-accepted": "the young person was accepted on {since} already: take that back first if it is wrong";

    /// The young person is no intern.
    NotAccepted = 409 "not-accepted":
        "the young person was not accepted: record the acceptance first, or decline the referral";

    /// It ended already.
    AlreadyEnded {
        /// When.
        on: Date,
    } = 409 "already-ended":
        "this ended on {on} already: take that back first if it is wrong";

    /// The plan ended already.
    PlanAlreadyCeased {
        /// When.
        on: Date,
    } = 409 "plan-already-ceased": "the plan ended on {on} already: take that back first if it is wrong";

    /// There was no plan any more on the day of the acceptance.
    PlanEndedBefore {
        /// The day of the acceptance.
        date: Date,
        /// The day with which the plan ended.
        on: Date,
    } = 409 "plan-ended-before" [H2]:
        "the young person's plan ended on {on}, before the acceptance on {date}: correct one of the two";

    /// The intern would be one without a plan.
    AcceptedOnThisPlan = 409 "accepted-on-this-plan" [H2]:
        "the young person was accepted on this plan: record the right plan first, then take this one back";
}
