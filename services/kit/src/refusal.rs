//! Why the rules say no: how a context lists its refusals, and those that more than one context has.

use std::fmt;

use events::history::Dependent;
use events::{EventId, Minutes};
use jiff::civil::Date;

use crate::Rule;

/// The rules saying no: a state of the world, not a failure of the machine. Its `Display` says what
/// is the case and what to do, with the values on both sides.
pub trait Refusal: fmt::Display + fmt::Debug + Clone + PartialEq + Send + Sync + 'static {
    /// A stable name for programs: `outside-award`.
    fn code(&self) -> &'static str;

    /// The hard rule behind it, if it is one of them.
    fn rule(&self) -> Option<Rule>;

    /// Whether it may be accepted later without being changed, because it is at odds with the
    /// present state (409), or is wrong in itself (422).
    fn is_conflict(&self) -> bool;

    /// Every kind of refusal there is, for documentation.
    fn types() -> Vec<RefusalType>;
}

/// One kind of refusal, as documentation knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusalType {
    /// A stable name for programs: `outside-award`.
    pub code: &'static str,
    /// The hard rule behind it, if it is one of them.
    pub rule: Option<Rule>,
    /// At odds with the present state, rather than wrong in itself.
    pub conflict: bool,
    /// What is the case, in a sentence.
    pub about: &'static str,
    /// What it says, with the names of values in braces.
    pub says: &'static str,
}

/// Lists why a context says no: for each refusal its name and values, the status it has over HTTP
/// (409: at odds with the present state; 422: wrong in itself), its code, the hard rule behind it if
/// it is one of them, and the sentence. Refusals that stand elsewhere are taken in by `or`.
#[macro_export]
macro_rules! refusals {
    (@rule) => { None };
    (@rule $rule:ident) => { Some($crate::Rule::$rule) };
    (@conflict 409) => { true };
    (@conflict 422) => { false };
    (
        $(#[$about:meta])*
        $refusal:ident $(, or $part:ident($inner:ty))*:
        $(
            $(#[doc = $doc:literal])*
            $name:ident $({ $($fields:tt)* })? $(($($values:tt)*))?
                = $status:tt $code:literal $([$rule:ident])?: $text:literal;
        )*
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum $refusal {
            $(
                #[doc = concat!("It is one of [`", stringify!($inner), "`].")]
                #[error(transparent)]
                $part(#[from] $inner),
            )*
            $(
                $(#[doc = $doc])*
                #[error($text)]
                $name $({ $($fields)* })? $(($($values)*))?,
            )*
        }

        impl $crate::Refusal for $refusal {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$part(refusal) => $crate::Refusal::code(refusal),)*
                    $(Self::$name { .. } => $code,)*
                }
            }

            fn rule(&self) -> Option<$crate::Rule> {
                match self {
                    $(Self::$part(refusal) => $crate::Refusal::rule(refusal),)*
                    $(Self::$name { .. } => $crate::refusals!(@rule $($rule)?),)*
                }
            }

            fn is_conflict(&self) -> bool {
                match self {
                    $(Self::$part(refusal) => $crate::Refusal::is_conflict(refusal),)*
                    $(Self::$name { .. } => $crate::refusals!(@conflict $status),)*
                }
            }

            fn types() -> Vec<$crate::RefusalType> {
                let own = [$($crate::RefusalType {
                    code: $code,
                    rule: $crate::refusals!(@rule $($rule)?),
                    conflict: $crate::refusals!(@conflict $status),
                    about: concat!($($doc),*),
                    says: $text,
                }),*];
                let types = Vec::from(own);
                $(let types = [types, <$inner as $crate::Refusal>::types()].concat();)*
                types
            }
        }
    };
}

/// The events that depend on one, in the order in which they would have to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later(pub Vec<Dependent>);

/// How many of them are named in a sentence.
const NAMED: usize = 5;

impl fmt::Display for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, Dependent { event, event_type, happened }) in self.0.iter().take(NAMED).enumerate() {
            let separator = if place == 0 { "" } else { ", " };
            write!(f, "{separator}{}.{} of {happened} ({event})", event_type.context, event_type.name)?;
        }
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

refusals! {
    /// What more than one context says, in the same words.
    Shared:

    /// Nobody was referred under this id.
    UnknownInternship = 409 "unknown-internship":
        "no such internship is known here: refer the young person first, or correct the reference";

    /// The provider is not known.
    UnknownProvider = 409 "unknown-provider": "no such provider is known here: register the provider first";

    /// Dated later than today.
    InTheFuture {
        /// The day it is dated.
        date: Date,
        /// Today.
        today: Date,
    } = 422 "in-the-future" [H14]: "{date} is later than today, {today}: only what has happened can be recorded";

    /// The last day is before the first.
    EndsBeforeStart {
        /// First day.
        from: Date,
        /// Last day.
        until: Date,
    } = 422 "ends-before-start" [H14]: "the last day, {until}, is before the first, {from}";

    /// More time a week than a week has.
    MoreThanAWeek {
        /// What was given.
        minutes: Minutes,
    } = 422 "more-than-a-week": "{minutes} a week is more than a week has, 168 h: correct the weekly time";

    /// There is no such event of this context in this history.
    NoSuchEvent {
        /// The context.
        context: &'static str,
        /// What was asked for.
        event: EventId,
    } = 409 "no-such-event":
        "there is no event {event} of {context} here that could be taken back: look its id up in the timeline";

    /// The event was taken back before.
    AlreadyTakenBack {
        /// What was asked for.
        event: EventId,
    } = 409 "already-taken-back": "event {event} was taken back already";

    /// Others depend on the event.
    OthersDependOnIt {
        /// Which, in the order in which they would have to be taken back.
        later: Later,
    } = 409 "others-depend-on-it": "later events depend on this one; take them back first, in this order: {later}";
}

impl Shared {
    /// That the internship is known: somebody was referred under its id.
    ///
    /// # Errors
    /// When nobody was.
    pub fn known(referred: bool) -> Result<(), Self> {
        if referred { Ok(()) } else { Err(Self::UnknownInternship) }
    }

    /// H14: the last day is not before the first.
    ///
    /// # Errors
    /// When it is.
    pub fn forwards(from: Date, until: Date) -> Result<(), Self> {
        if until < from { Err(Self::EndsBeforeStart { from, until }) } else { Ok(()) }
    }

    /// That a week has as much time as is given for one.
    ///
    /// # Errors
    /// When it has not.
    pub fn within_a_week(minutes: impl IntoIterator<Item = Minutes>) -> Result<(), Self> {
        let minutes = minutes.into_iter().sum();
        if minutes > WEEK { Err(Self::MoreThanAWeek { minutes }) } else { Ok(()) }
    }
}

/// A week has no more minutes than this.
const WEEK: Minutes = Minutes(7 * 24 * 60);

#[cfg(test)]
mod tests;
