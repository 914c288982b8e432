//! Hashes as they stand in events: base64url without padding.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A hash, 32 bytes, written in base64url without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// Tells one key from another without saying anything of either: the first sixteen bytes of a
/// SHA-256 over a fixed label and the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyCommitment(pub [u8; 16]);

/// Tells whether a repeated command says the same as the first: see
/// [`DeploymentSecret::command`](crate::DeploymentSecret::command).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommandHash(pub [u8; 16]);

/// SHA-256 of some bytes.
pub(crate) fn hash(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

macro_rules! base64_text {
    ($($name:ident of $length:literal),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl $name {
            /// Reads it from base64url.
            pub(crate) fn read(text: &str) -> Option<Self> {
                let mut bytes = [0; $length];
                matches!(URL_SAFE_NO_PAD.decode_slice(text, &mut bytes), Ok($length)).then_some(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let wrong = concat!("not ", stringify!($length), " bytes in base64url");
                crate::wire::text(deserializer, |text| Self::read(text).ok_or(wrong))
            }
        }
    )*};
}

base64_text! { Hash of 32, KeyCommitment of 16, CommandHash of 16 }
