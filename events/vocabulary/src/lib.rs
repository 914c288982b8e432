#![doc = include_str!("../README.md")]

mod academic_year;
mod act;
mod catalogue;
mod comparable;
mod declaration;
mod entered_in_error;
mod envelope;
mod form;
mod identifiers;
mod ids;
mod name;
mod readable;
mod sealing;
mod secret;
mod sector;
mod spelling;
mod spreadsheet;
mod units;
mod wire;
mod words;

pub mod coaching;
pub mod funding;
pub mod history;
#[cfg(feature = "old-version")]
pub mod old_version;
pub mod outcomes;
pub mod placements;
pub mod referrals;
pub mod rule_table;
pub mod telling;

pub use academic_year::{AcademicYear, NotAnAcademicYear};
pub use act::Act;
pub use catalogue::{Fact, FromFact, TypeNotFound, find_type, types};
pub use comparable::{comparable, visible};
pub use declaration::{Declaration, Established, EventType, SameFields};
pub use entered_in_error::{EnteredInError, ErrorReason};
pub use envelope::{Attribution, DecodeError, Event, MOST_BYTES, Recorded, Said, Trace, is_canonical};
pub use form::{FieldForm, Form, Usual};
pub use identifiers::{EmployerNumber, LocalAuthority, Nino, NotAnIdentifier, PostcodeDistrict, Ukprn, Uln, Upn};
pub use ids::{
    ActorId, ApplicationId, ClaimId, CoachId, ConcernId, EmployerId, EventId, GroupId, InternshipId, JobId,
    NotASubject, PersonId, PlacementId, Position, ProgrammeId, ProviderId, QuestionId, RoleId, Subject, SubjectKind,
};
pub use name::{Name, NotAName};
pub use readable::{day, misread};
pub use sealing::{
    CommandHash, Hash, KeyCommitment, Nonce, OpenPart, Owner, OwnerKind, PartBytes, PersonKey, Purpose, Sealed,
    SealedMismatch, SealedPart, Unopenable,
};
pub use secret::DeploymentSecret;
pub use sector::Sector;
pub use spelling::{did_you_mean, edit_distance, nearest};
pub use spreadsheet::{guarded, unguarded};
pub use units::{Line, Minutes, NotAText, Note, Pence};
pub use words::NotAWord;
pub(crate) use words::words;
