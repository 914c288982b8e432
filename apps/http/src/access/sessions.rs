//! Browsers that signed in. A session lives in memory, its token only as a hash; a restart ends it.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_keys::Entropy;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// The name of the cookie.
pub(crate) const COOKIE: &str = "waymark_session";
/// How long a session lasts: a working day.
pub(crate) const LIFE: Duration = Duration::from_secs(12 * 60 * 60);
/// How many sessions there may be at once; the one that ends first makes room.
const LIMIT: usize = 1000;

/// Every session that has not ended.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<[u8; 32], Session>>);

struct Session {
    /// The hash of the key that it was begun with: what it may do is what that key may, for as long as it is good.
    key: [u8; 32],
    ends: Instant,
}

impl Sessions {
    /// Begins a session with the key of this hash and returns its token.
    pub(crate) fn begin(&self, key: [u8; 32], entropy: &Entropy) -> io::Result<String> {
        let mut token = [0; 32];
        entropy(&mut token)?;
        let token = URL_SAFE_NO_PAD.encode(token);
        let now = Instant::now();
        let mut sessions = self.lock();
        sessions.retain(|_, session| session.ends > now);
        if sessions.len() >= LIMIT
            && let Some(oldest) = sessions.iter().min_by_key(|(_, session)| session.ends).map(|(hash, _)| *hash)
        {
            sessions.remove(&oldest);
        }
        sessions.insert(hash(&token), Session { key, ends: now + LIFE });
        Ok(token)
    }

    /// With which key it was begun, if it has not ended.
    pub(crate) fn key(&self, token: &str) -> Option<[u8; 32]> {
        let sessions = self.lock();
        let session = sessions.get(&hash(token))?;
        (session.ends > Instant::now()).then_some(session.key)
    }

    /// Ends a session.
    pub(crate) fn end(&self, token: &str) {
        self.lock().remove(&hash(token));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Session>> {
        // Every change is one step: a panic leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The session's token, as the browser sent it.
pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, token)| token.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_session_ends_after_a_working_day_or_when_told_to() {
        let next = AtomicU8::new(1);
        let entropy: Entropy = Arc::new(move |bytes: &mut [u8]| {
            bytes.fill(next.fetch_add(1, Ordering::Relaxed));
            Ok(())
        });
        let sessions = Sessions::default();
        let (one, two) = (sessions.begin([7; 32], &entropy).unwrap(), sessions.begin([7; 32], &entropy).unwrap());
        assert_eq!(sessions.key(&one), Some([7; 32]));
        sessions.end(&one);
        assert_eq!(sessions.key(&one), None);
        tokio::time::advance(LIFE - Duration::from_secs(1)).await;
        assert!(sessions.key(&two).is_some());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(sessions.key(&two), None);
    }
}
