//! The master key, as text in a file: its epoch, a colon, and its bytes as 64 hexadecimal digits.

use std::fs;
use std::io;
use std::path::Path;

use event_keys::MasterKey;
use zeroize::Zeroizing;

use super::error::{DataDirError, failed};
use super::private::private;
use crate::system;

/// The master key in a file, if the file is there.
pub(super) fn read(path: &Path) -> Result<Option<MasterKey>, DataDirError> {
    private(path)?;
    match fs::read(path).map(Zeroizing::new) {
        Ok(bytes) => {
            let key = std::str::from_utf8(&bytes).ok().and_then(read_master_key);
            key.map(Some).ok_or_else(|| DataDirError::MasterKey(path.to_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// A new master key, of the first epoch.
///
/// # Errors
/// When there is no randomness.
pub fn first_master_key() -> io::Result<MasterKey> {
    let mut key = Zeroizing::new([0; 32]);
    system::entropy()(key.as_mut_slice())?;
    Ok(MasterKey::new(1, *key))
}

/// A master key as it is written to a file.
#[must_use]
pub fn master_key_text(key: &MasterKey) -> Zeroizing<String> {
    Zeroizing::new(format!("{}:{}\n", key.epoch(), *Zeroizing::new(to_hex(key.expose()))))
}

/// A master key from the text of a file.
#[must_use]
pub fn read_master_key(text: &str) -> Option<MasterKey> {
    let (epoch, key) = text.trim().split_once(':')?;
    let epoch = epoch.parse().ok().filter(|epoch| *epoch > 0)?;
    Some(MasterKey::new(epoch, *Zeroizing::new(from_hex(key)?)))
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Thirty-two bytes from hexadecimal digits.
#[must_use]
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}
