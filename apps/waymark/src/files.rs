//! How many files this process may have open: a connection is one.

/// Raises the limit to so many, or as far as the system lets it, and returns what it is then.
#[cfg(unix)]
#[must_use]
pub(crate) fn allow(wanted: u64) -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let current = now.current.unwrap_or(u64::MAX);
    if current >= wanted {
        return current;
    }
    let raised = now.maximum.map_or(wanted, |most| most.min(wanted));
    match setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum: now.maximum }) {
        Ok(()) => raised,
        Err(_) => current,
    }
}

/// Elsewhere there is no such limit.
#[cfg(not(unix))]
#[must_use]
pub(crate) fn allow(wanted: u64) -> u64 {
    wanted
}
