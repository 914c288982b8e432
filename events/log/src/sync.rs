//! Guarantees that an acknowledged event survives a power failure: makes the engine's writes durable. The
//! only unsafe code outside of tests is here.
//!
//! On Linux the engine ends each write with `sync_file_range`, which neither flushes the drive's
//! cache nor the file's size: measured, acknowledged data was lost on power loss nearly every time.
//! The function defined here takes the place of the C library's in the linked program, so that
//! what the engine asks for becomes an `fdatasync` and its own order of writing and reusing
//! segments holds. That the linker has put it there is not taken on trust: every call is counted,
//! and opening a log checks that its first write has moved the counter. Elsewhere the engine calls
//! the system's full sync itself and nothing is replaced.
#![cfg_attr(target_os = "linux", expect(unsafe_code, reason = "the engine's sync_file_range must become fdatasync"))]

#[cfg(target_os = "linux")]
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(target_os = "linux")]
static CALLS: AtomicU64 = AtomicU64::new(0);

/// Stands in for the C library's function of this name: makes the whole file's data durable.
#[cfg(target_os = "linux")]
#[unsafe(no_mangle)]
extern "C" fn sync_file_range(
    file: libc::c_int,
    _offset: libc::off64_t,
    _bytes: libc::off64_t,
    _flags: libc::c_uint,
) -> libc::c_int {
    CALLS.fetch_add(1, Ordering::Relaxed);
    // SAFETY: fdatasync takes any number for a descriptor and answers EBADF to one that is not open.
    unsafe { libc::fdatasync(file) }
}

/// How often the engine has asked for a write to be made durable; `None` where it calls the
/// system's full sync itself.
#[cfg(target_os = "linux")]
pub(crate) fn calls() -> Option<u64> {
    Some(CALLS.load(Ordering::Relaxed))
}

/// How often the engine has asked for a write to be made durable; `None` where it calls the
/// system's full sync itself.
#[cfg(not(target_os = "linux"))]
pub(crate) fn calls() -> Option<u64> {
    None
}
