//! What an event says about its sealed parts, and the bytes of those parts beside it.
//!
//! The envelope's extension `sealed` lists the parts, as CloudEvents allows no lists in a string:
//!
//! ```text
//! sealed = part *( " " part )                      ascending by purpose, then owner
//! part   = owner ":" purpose ":" hash ":" key
//! owner  = ( "coach" / "employer" / "person" / "programme" / "provider" ) "/" uuid
//! hash   = SHA-256 of the part's bytes             32 bytes, base64url without padding
//! key    = the commitment to the owner's key       16 bytes, base64url without padding
//! ```
//!
//! The bytes beside the event are the parts in that order, each after its length:
//!
//! ```text
//! offset bytes
//!      0     4  n: length of the first part, little-endian; 0 if it was erased
//!      4     n  the part: 12 bytes nonce, ciphertext, 16 bytes tag
//!    4+n        the next part
//! ```

use std::borrow::Cow;
use std::fmt;

use memchr::memmem;
use serde_json::Value;
use uuid::Uuid;

use super::hash::{Hash, KeyCommitment, hash};
use crate::ids::uuid;
use crate::{PersonId, Subject, SubjectKind};

/// Whose key seals a part: whom the event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerKind {
    /// A job coach.
    Coach,
    /// An employer, for the people who work there.
    Employer,
    /// Anybody else: a young person, their family.
    Person,
    /// A programme.
    Programme,
    /// A provider.
    Provider,
}

impl OwnerKind {
    const ALL: [Self; 5] = [Self::Coach, Self::Employer, Self::Person, Self::Programme, Self::Provider];

    fn as_str(self) -> &'static str {
        match self {
            Self::Coach => "coach",
            Self::Employer => "employer",
            Self::Person => "person",
            Self::Programme => "programme",
            Self::Provider => "provider",
        }
    }
}

/// Whose key seals a part: `person/<uuid>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// What kind of owner.
    pub kind: OwnerKind,
    /// Which one.
    pub id: Uuid,
}

impl Owner {
    /// The owner of what is sealed in events about this subject: itself; of an internship, the
    /// `intern`, if it is known who that is.
    #[must_use]
    pub fn of(subject: Subject, intern: Option<PersonId>) -> Option<Self> {
        let kind = match subject.kind {
            SubjectKind::Internship => return intern.map(|person| Self { kind: OwnerKind::Person, id: person.0 }),
            SubjectKind::Coach => OwnerKind::Coach,
            SubjectKind::Employer => OwnerKind::Employer,
            SubjectKind::Person => OwnerKind::Person,
            SubjectKind::Programme => OwnerKind::Programme,
            SubjectKind::Provider => OwnerKind::Provider,
        };
        Some(Self { kind, id: subject.id })
    }

    /// The id under which the keystore has the owner's key.
    #[must_use]
    pub fn person(self) -> PersonId {
        PersonId(self.id)
    }

    fn read(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('/')?;
        let kind = OwnerKind::ALL.into_iter().find(|known| known.as_str() == kind)?;
        Some(Self { kind, id: uuid(id)? })
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.as_str(), self.id)
    }
}

/// The name of a sealed part: letters, digits and hyphens, a lower-case letter first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(Cow<'static, str>);

impl Purpose {
    /// The purpose of this name, as an event type declares it. Whether it can be read back is a test
    /// over all types.
    #[must_use]
    pub(crate) const fn declared(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The purpose of this name; `None` where it has other characters, or none.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        let valid = text.starts_with(|first: char| first.is_ascii_lowercase()) && text.as_bytes().iter().all(plain);
        valid.then(|| Self(Cow::Owned(text.to_owned())))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Personal content of an event, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPart {
    /// Whose key seals it.
    pub owner: Owner,
    /// Which part of the event it is.
    pub purpose: Purpose,
    /// What it says.
    pub content: Value,
}

/// What an event says about one of its sealed parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedPart {
    /// Whose key opens it.
    pub owner: Owner,
    /// Which part of the event it is.
    pub purpose: Purpose,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// Which key of the owner's opens it.
    pub key: KeyCommitment,
}

impl fmt::Display for SealedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}:{}", self.owner, self.purpose.as_str(), self.hash, self.key)
    }
}

impl SealedPart {
    fn read(text: &str) -> Option<Self> {
        let mut members = text.split(':');
        let part = Self {
            owner: Owner::read(members.next()?)?,
            purpose: Purpose::new(members.next()?)?,
            hash: Hash::read(members.next()?)?,
            key: KeyCommitment::read(members.next()?)?,
        };
        members.next().is_none().then_some(part)
    }

    /// Where it stands among the parts of its event.
    pub(crate) fn place(&self) -> (&str, Owner) {
        (self.purpose.as_str(), self.owner)
    }
}

/// The parts of the extension `sealed`; `None` where it is not of its form.
pub(crate) fn read(text: &str) -> Option<Vec<SealedPart>> {
    let parts = text.split(' ').map(SealedPart::read).collect::<Option<Vec<_>>>()?;
    parts.is_sorted_by(|one, next| one.place() < next.place()).then_some(parts)
}

/// The extension `sealed` of these parts; `None` when there are none.
pub(crate) fn written(parts: &[SealedPart]) -> Option<String> {
    let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A part of an event and its bytes; `None` if they were erased.
pub type PartBytes<'a, 'b> = (&'a SealedPart, Option<&'b [u8]>);

/// The sealed parts beside an event, in one row of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// What is wrong with the sealed bytes beside an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealedMismatch {
    /// The event lists its parts in a form that cannot be read.
    #[error("its list of sealed parts cannot be read")]
    List,
    /// There are bytes, and the event has no sealed part.
    #[error("there is sealed content beside it that it does not know of")]
    Undeclared,
    /// The lengths do not fill the bytes.
    #[error("the sealed content beside it does not have the parts that it lists")]
    Parts,
    /// A part's bytes are not the ones that the event commits to.
    #[error("the sealed content beside it is not what it commits to")]
    Hash,
}

impl Sealed {
    /// The bytes of an event's parts, in the order in which the event lists them.
    pub(crate) fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend_from_slice(part);
        }
        Self(bytes)
    }

    /// Each of an event's parts with its bytes. Checks nothing but lengths.
    ///
    /// # Errors
    /// [`SealedMismatch::Parts`] or [`Undeclared`](SealedMismatch::Undeclared).
    pub fn split<'a, 'b>(
        parts: &'a [SealedPart],
        mut bytes: &'b [u8],
    ) -> Result<Vec<PartBytes<'a, 'b>>, SealedMismatch> {
        if parts.is_empty() {
            return Err(SealedMismatch::Undeclared);
        }
        let mut split = Vec::with_capacity(parts.len());
        for part in parts {
            let (length, rest) = bytes.split_first_chunk::<4>().ok_or(SealedMismatch::Parts)?;
            let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| SealedMismatch::Parts)?;
            let (own, rest) = rest.split_at_checked(length).ok_or(SealedMismatch::Parts)?;
            split.push((part, (!own.is_empty()).then_some(own)));
            bytes = rest;
        }
        if bytes.is_empty() { Ok(split) } else { Err(SealedMismatch::Parts) }
    }

    /// Compares the bytes beside an event with what its canonical form commits to. Bytes may be
    /// absent, all or those of some parts, as in an export without personal data. Reads no more of
    /// the event than its extension `sealed`, so that it also serves events of a newer release.
    ///
    /// # Errors
    /// [`SealedMismatch`].
    pub fn check(canonical: &[u8], beside: Option<&[u8]>) -> Result<(), SealedMismatch> {
        let parts = match listed(canonical) {
            Some(text) => read(text).ok_or(SealedMismatch::List)?,
            None => Vec::new(),
        };
        beside.map_or(Ok(()), |bytes| compare(&parts, bytes))
    }

    /// The same for an event that has no canonical form yet.
    ///
    /// # Errors
    /// [`SealedMismatch`].
    pub fn is_of(&self, parts: &[SealedPart]) -> Result<(), SealedMismatch> {
        compare(parts, &self.0)
    }
}

fn compare(parts: &[SealedPart], bytes: &[u8]) -> Result<(), SealedMismatch> {
    let all = Sealed::split(parts, bytes)?;
    let whole = all.iter().all(|(part, own)| own.is_none_or(|own| hash(own) == part.hash));
    if whole { Ok(()) } else { Err(SealedMismatch::Hash) }
}

/// The text of an event's extension `sealed`. No member after `recordedtime` holds an object, and
/// inside a string the quotes are escaped: what is found there is the extension itself.
fn listed(canonical: &[u8]) -> Option<&str> {
    const MEMBER: &[u8] = b",\"sealed\":\"";
    let after = memmem::rfind(canonical, b",\"recordedtime\":\"")?;
    let tail = canonical.get(after..)?;
    let value = tail.get(memmem::find(tail, MEMBER)? + MEMBER.len()..)?;
    std::str::from_utf8(value.split(|byte| *byte == b'"').next()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(purpose: &'static str, bytes: &[u8]) -> SealedPart {
        let owner = Owner { kind: OwnerKind::Person, id: Uuid::from_u128(1) };
        SealedPart { owner, purpose: Purpose::declared(purpose), hash: hash(bytes), key: KeyCommitment([7; 16]) }
    }

    fn event(parts: &[SealedPart]) -> Vec<u8> {
        let sealed = written(parts).map(|text| format!(",\"sealed\":\"{text}\"")).unwrap_or_default();
        // A member of this name in the data is not the extension.
        format!("{{\"data\":{{\"a\":1,\"sealed\":\"x\"}},\"recordedtime\":\"t\"{sealed},\"type\":\"t\"}}").into_bytes()
    }

    #[test]
    fn a_list_of_parts_reads_back_and_has_one_order() {
        let (note, personal) = (part("note", b"a"), part("personal", b"b"));
        let text = written(&[note.clone(), personal.clone()]).unwrap();
        assert_eq!(read(&text), Some(vec![note.clone(), personal.clone()]));
        for wrong in [
            written(&[personal, note.clone()]).unwrap(),
            written(&[note.clone(), note.clone()]).unwrap(),
            text.replace(' ', "  "),
            text.replace("person/", "volunteer/"),
            text.to_uppercase(),
            format!("{note}:more"),
            String::new(),
        ] {
            assert_eq!(read(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sealed_bytes_are_held_against_the_event() {
        let parts = [part("note", b"one"), part("personal", b"two")];
        let event = event(&parts);
        let check = |bytes: &[&[u8]]| Sealed::check(&event, Some(&Sealed::of(bytes.iter().copied()).0));
        assert_eq!(Sealed::check(&event, None), Ok(()), "an export without personal data");
        assert_eq!(check(&[b"one", b"two"]), Ok(()));
        assert_eq!(check(&[b"", b"two"]), Ok(()), "an erased part");
        assert_eq!(check(&[b"two", b"one"]), Err(SealedMismatch::Hash));
        assert_eq!(check(&[b"one"]), Err(SealedMismatch::Parts));
        assert_eq!(check(&[b"one", b"two", b""]), Err(SealedMismatch::Parts));
        assert_eq!(Sealed::check(&event, Some(b"one")), Err(SealedMismatch::Parts));
    }

    #[test]
    fn what_is_sealed_in_an_internship_belongs_to_the_intern_and_else_to_the_subject_itself() {
        let (id, intern) = (Uuid::from_u128(7), PersonId(Uuid::from_u128(8)));
        let owner = |kind| Owner::of(Subject { kind, id }, Some(intern)).map(|owner| owner.to_string());
        assert_eq!(owner(SubjectKind::Internship), Some(format!("person/{intern}")));
        assert_eq!(Owner::of(Subject { kind: SubjectKind::Internship, id }, None), None);
        for kind in SubjectKind::ALL.into_iter().filter(|kind| *kind != SubjectKind::Internship) {
            assert_eq!(owner(kind), Some(format!("{}/{id}", kind.as_str())));
        }
    }

    #[test]
    fn an_event_that_lists_no_parts_has_nothing_beside_it() {
        let event = event(&[]);
        assert_eq!(Sealed::check(&event, None), Ok(()));
        assert_eq!(Sealed::check(&event, Some(b"")), Err(SealedMismatch::Undeclared));
        assert_eq!(Sealed::check(b"{}", Some(b"x")), Err(SealedMismatch::Undeclared));
    }

    #[test]
    fn every_declared_purpose_can_be_read_back() {
        for name in crate::types().filter_map(|kind| kind.sealed) {
            assert_eq!(Purpose::new(name), Some(Purpose::declared(name)), "{name}");
        }
    }
}
