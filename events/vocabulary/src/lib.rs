#![doc = include_str!("../README.md")]

mod catalogue;
mod comparable;
mod envelope;
mod facts;
mod identifiers;
mod ids;
mod name;
mod sealing;
mod secret;
mod units;
mod wire;

pub mod coaching;
pub mod funding;
pub mod outcomes;
pub mod placements;
pub mod referrals;

pub use catalogue::{Fact, TypeNotFound, find_type, types};
pub use envelope::{Attribution, Damaged, Event, Recorded, Trace};
pub(crate) use facts::words;
pub use facts::{EventType, NotAWord, Personal};
pub use identifiers::{LocalAuthority, Nino, NotAnIdentifier, Ukprn, Uln, Upn};
pub use ids::{
    ClaimId, CoachId, EmployerId, EventId, InternshipId, NotASubject, OfferId, PersonId, Position, ProviderId, Subject,
    SubjectKind,
};
pub use name::{Name, NotAName};
pub use sealing::{CommandHash, Nonce, PersonKey, Sealed, SealedNote, Unopenable};
pub use secret::DeploymentSecret;
pub use units::{Line, Minutes, NotAText, Note, Pence};
