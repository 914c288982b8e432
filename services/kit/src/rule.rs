//! The hard rules.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! rules {
    ($($name:ident: $text:literal;)*) => {
        /// A hard rule: a command that breaks one is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $text] $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name: `H1`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// What it demands, in a sentence.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

rules! {
    H1: "An intern is 16 to 24 years old on the last 31 August before the planned start; who turns 25 in September may start.";
    H2: "An intern has an Education, Health and Care plan, unless the non-EHC pilot is recorded.";
    H3: "Access to Work never pays for English, maths or class hours, nor by default for job search or admin: which activities can be claimed is a dated row with its source.";
    H4: "An application to Access to Work is not made earlier than 6 months before the placement starts.";
    H5: "A claim needs an award, its reference, dates inside the award, an invoice, a payee, and the signature of the customer or appointee.";
    H6: "Weeks claimed are at most 26, or 39 with a recorded extension of at most 13.";
    H7: "No minute is claimed twice, and no more minutes are claimed than were logged, after corrections. The claimable minutes of all interns in a group session are at most the minutes of its coach.";
    H8: "Under 18, work at an employer keeps to the law on young workers, over all placements: 8 hours a day and 40 a week at most, nothing between 22:00 and 06:00, a break of 30 minutes over four and a half hours, 12 hours between days, 48 hours free a week. Decided only from what is known.";
    H9: "A placement is part of the programme and lasts less than a year with the same employer, else the minimum wage is due: what we plan is refused, what happened is recorded.";
    H10: "Identifiers pass their issuer's check.";
    H11: "Nothing is published with a small count unsuppressed.";
    H12: "Destinations come from the ILR's list.";
    H13: "What a legal duty keeps is not erased; a refusal gives its reason.";
    H14: "Time runs forwards: nothing ends before it starts, no job starts before its offer, no check comes before the job, nothing is dated later than today. No claimable hours, placement or attendance lie before the referral or after the end of the internship; hours after a job began are support in work, and allowed.";
    H15: "A coach is not logged in two different known places at overlapping known times, unless both sessions belong to one group.";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
