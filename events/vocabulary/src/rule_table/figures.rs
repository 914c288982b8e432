//! The figures of the hard rules, the flags and the measures.

use jiff::civil::Date;

use super::figure::Figure;

macro_rules! figures {
    ($($(#[doc = $meaning:literal])+ $const:ident = $name:literal, $rule:literal, $unit:expr, $source:expr,
        [$(($since:expr, $value:expr)),+ $(,)?];)*) => {
        $(
            $(#[doc = $meaning])+
            pub const $const: Figure = Figure {
                name: $name,
                rule: $rule,
                unit: $unit,
                meaning: (concat!($($meaning),+)).trim_ascii(),
                source: $source,
                rows: &[$(($since, $value)),+],
            };
        )*

        /// Every figure of a rule, a flag or a measure.
        pub(super) const FIGURES: &[&Figure] = &[$(&$const),*];
    };
}

/// The unit of a figure that is 1 for yes and 0 for no.
pub const YES_OR_NO: &str = "yes or no";

const EMPLOYER_SCHEMES: &str = "GOV.UK, employer schemes: supported internships";
const PREPARING: &str = "Preparing for Adulthood on 25-year-olds; 16 to 19 funding counts ages on 31 August";
const BASE: &str = "British Association for Supported Employment, Supported internships and Access to Work";
const YOUNG_WORKERS: &str = "GOV.UK and Acas, young workers: working hours, night work, breaks and rest";
const WORK_EXPERIENCE: &str = "GOV.UK, minimum wage: work experience and internships";
const SIQAF: &str = "British Association for Supported Employment, supported internship quality assurance framework";
const OURS: &str = "Waymark's own; no outside source";

figures! {
    /// The youngest age on 31 August before the planned start.
    YOUNGEST_AGE = "youngest-age", "H1", "years", EMPLOYER_SCHEMES, [(Date::MIN, 16)];
    /// The oldest age on 31 August before the planned start.
    OLDEST_AGE = "oldest-age", "H1", "years", PREPARING, [(Date::MIN, 24)];
    /// Whether systematic instruction may be claimed.
    CLAIMS_SYSTEMATIC_INSTRUCTION = "claims-systematic-instruction", "H3", YES_OR_NO, BASE, [(Date::MIN, 1)];
    /// Whether travel training may be claimed.
    CLAIMS_TRAVEL_TRAINING = "claims-travel-training", "H3", YES_OR_NO, BASE, [(Date::MIN, 1)];
    /// Whether work with the employer may be claimed.
    CLAIMS_EMPLOYER_LIAISON = "claims-employer-liaison", "H3", YES_OR_NO, BASE, [(Date::MIN, 1)];
    /// Whether reviews may be claimed.
    CLAIMS_REVIEW = "claims-review", "H3", YES_OR_NO, BASE, [(Date::MIN, 1)];
    /// Whether job search may be claimed.
    CLAIMS_JOB_SEARCH = "claims-job-search", "H3", YES_OR_NO, BASE, [(Date::MIN, 0)];
    /// Whether support in class may be claimed.
    CLAIMS_CLASS_SUPPORT = "claims-class-support", "H3", YES_OR_NO, BASE, [(Date::MIN, 0)];
    /// Whether paperwork may be claimed.
    CLAIMS_ADMIN = "claims-admin", "H3", YES_OR_NO, BASE, [(Date::MIN, 0)];
    /// How long before the placement starts an application may go in, at the earliest.
    MONTHS_BEFORE_START = "months-before-start", "H4", "months", BASE, [(Date::MIN, 6)];
    /// Over how many weeks, from a Monday, the weekly minutes of an award are held against a claim.
    CLAIM_PERIOD = "claim-period", "H6", "weeks", OURS, [(Date::MIN, 1)];
    /// By how much a week's claimed minutes may go over those awarded.
    CLAIM_TOLERANCE = "claim-tolerance", "H6", "minutes", OURS, [(Date::MIN, 0)];
    /// The age from which the limits for young workers no longer apply.
    ADULT_AGE = "adult-age", "H8", "years", YOUNG_WORKERS, [(Date::MIN, 18)];
    /// The most work in a day.
    YOUNG_DAY = "young-day", "H8", "minutes", YOUNG_WORKERS, [(Date::MIN, 480)];
    /// The most work in a week from Monday to Sunday.
    YOUNG_WEEK = "young-week", "H8", "minutes", YOUNG_WORKERS, [(Date::MIN, 2400)];
    /// When work ends in the evening, at the latest.
    YOUNG_EVENING = "young-evening", "H8", "minutes after midnight", YOUNG_WORKERS, [(Date::MIN, 1320)];
    /// When work begins in the morning, at the earliest.
    YOUNG_MORNING = "young-morning", "H8", "minutes after midnight", YOUNG_WORKERS, [(Date::MIN, 360)];
    /// Work for longer than this needs a break.
    YOUNG_BREAK_AFTER = "young-break-after", "H8", "minutes", YOUNG_WORKERS, [(Date::MIN, 270)];
    /// The shortest break.
    YOUNG_BREAK = "young-break", "H8", "minutes", YOUNG_WORKERS, [(Date::MIN, 30)];
    /// The shortest rest between two days of work.
    YOUNG_DAILY_REST = "young-daily-rest", "H8", "minutes", YOUNG_WORKERS, [(Date::MIN, 720)];
    /// The shortest rest in a week.
    YOUNG_WEEKLY_REST = "young-weekly-rest", "H8", "minutes", YOUNG_WORKERS, [(Date::MIN, 2880)];
    /// A placement with one employer has fewer days than this, first and last counted.
    PLACEMENT_DAYS = "placement-days", "H9", "days", WORK_EXPERIENCE, [(Date::MIN, 365)];
    /// How long before a milestone a check still counts for it.
    CHECK_BEFORE = "check-before", "measure", "days", OURS, [(Date::MIN, 14)];
    /// How long after a milestone a check still counts for it.
    CHECK_AFTER = "check-after", "measure", "days", OURS, [(Date::MIN, 42)];
    /// The most points that a criterion of the quality framework can have.
    SIQAF_CRITERION = "siqaf-criterion", "quality", "points", SIQAF, [(Date::MIN, 5)];
    /// The most points of the quality framework in all.
    SIQAF_TOTAL = "siqaf-total", "quality", "points", SIQAF, [(Date::MIN, 117)];
}
