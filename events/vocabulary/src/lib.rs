#![doc = include_str!("../README.md")]

mod catalogue;
mod envelope;
mod facts;
mod identifiers;
mod ids;
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
pub use envelope::{Attribution, DecodeError, Event, MOST_BYTES, Recorded, Trace, is_canonical};
pub(crate) use facts::words;
pub use facts::{EventType, NotAWord, Personal};
pub use identifiers::{LocalAuthority, Nino, NotAnIdentifier, Ukprn, Uln, Upn};
pub use ids::{
    ClaimId, CoachId, EmployerId, EventId, InternshipId, NotASubject, OfferId, PersonId, Position, ProviderId, Subject,
    SubjectKind,
};
pub use sealing::{
    CommandHash, Hash, KeyCommitment, Nonce, OpenPart, Owner, OwnerKind, PartBytes, PersonKey, Purpose, Sealed,
    SealedMismatch, SealedPart, Unopenable,
};
pub use secret::DeploymentSecret;
pub use units::{Line, Minutes, NotAText, Note, Pence};
