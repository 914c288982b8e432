//! What a program asks of the file system, in order.
//!
//! The functions of the C library through which the standard library and the engine reach files are
//! defined here once more; the linker takes these. Each does what the C library's does, by a system call,
//! and notes it if the file is below the directory that is traced. A trace that misses something is found
//! out: what it leads to is compared with what is there ([`Tracing::end`]).
#![expect(unsafe_code, reason = "the C library's functions are replaced by ones that also note what is asked")]

use std::collections::{HashMap, HashSet};
use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use libc::{c_char, c_int, c_long, c_uint, c_void, mode_t, off64_t, size_t, ssize_t};

use tempfile::TempDir;

use crate::common::Random;
use crate::disk::{Disk, Luck, Name, Node, Step, Synced};

static RECORDER: Mutex<Option<Recorder>> = Mutex::new(None);
/// One trace at a time.
static TURN: Mutex<()> = Mutex::new(());

#[derive(Debug)]
struct Recorder {
    root: PathBuf,
    nodes: HashMap<PathBuf, Node>,
    open: HashMap<c_int, Node>,
    next: Node,
    directories: HashSet<Node>,
    /// The file of the engine, once it was opened.
    engine: Option<Node>,
    steps: Vec<Step>,
    /// After so many more, each write and each sync fails with this error.
    fails: Option<(usize, c_int)>,
}

/// A trace that is being made, of what is in a directory of its own.
pub(crate) struct Tracing {
    before: Disk,
    root: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Tracing {
    /// Notes from here on what is asked for in a directory with these files.
    pub(crate) fn begin(before: &Disk) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let root = tempfile::tempdir().unwrap();
        before.put(root.path());
        let below = |path: Vec<OsString>| path.iter().fold(root.path().to_owned(), |at, name| at.join(name));
        let nodes: HashMap<_, _> = before.paths().into_iter().map(|(node, path)| (below(path), node)).collect();
        let recorder = Recorder {
            root: root.path().to_owned(),
            next: before.next(),
            directories: nodes.values().copied().filter(|node| before.is_directory(*node)).collect(),
            nodes,
            open: HashMap::new(),
            engine: None,
            steps: Vec::new(),
            fails: None,
        };
        *recorder_slot() = Some(recorder);
        Self { before: before.clone(), root, _turn: turn }
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// What was asked for so far.
    pub(crate) fn so_far(&self) -> Vec<Step> {
        recorder_slot().as_ref().unwrap().steps.clone()
    }

    pub(crate) fn end(self) -> Vec<Step> {
        let steps = recorder_slot().take().unwrap().steps;
        let after = self.before.after(&steps, Luck::Everything, &mut Random::from(0));
        assert!(after.same(&Disk::of(self.root())), "the trace has missed something");
        steps
    }
}

pub(crate) fn note(step: Step) {
    if let Some(recorder) = recorder_slot().as_mut() {
        recorder.steps.push(step);
    }
}

/// After so many more writes and syncs the disk takes nothing and says this.
pub(crate) fn fail_after(calls: usize, error: c_int) {
    if let Some(recorder) = recorder_slot().as_mut() {
        recorder.fails = Some((calls, error));
    }
}

fn recorder_slot() -> MutexGuard<'static, Option<Recorder>> {
    RECORDER.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    fn name(&self, path: &Path) -> Option<Name> {
        let directory = self.nodes.get(path.parent()?)?;
        Some((*directory, path.file_name()?.to_owned()))
    }

    fn made(&mut self, path: &Path, directory: bool) -> Option<Node> {
        let (name, node) = (self.name(path)?, self.next);
        self.next += 1;
        self.nodes.insert(path.to_owned(), node);
        self.directories.extend(directory.then_some(node));
        self.steps.push(Step::Made { name, node, directory });
        Some(node)
    }

    fn opened(&mut self, file: c_int, path: &Path, flags: c_int) {
        if !path.starts_with(&self.root) {
            return;
        }
        let there = self.nodes.get(path).copied();
        if let Some(node) = there.or_else(|| self.made(path, false)) {
            if there.is_some() && flags & libc::O_TRUNC != 0 {
                self.steps.push(Step::Resized { node, bytes: 0 });
            }
            self.open.insert(file, node);
            self.engine = self.engine.or(path.ends_with("engine/db").then_some(node));
        }
    }

    fn renamed(&mut self, from: &Path, to: &Path) {
        if let (Some(node), Some(old), Some(new)) = (self.nodes.remove(from), self.name(from), self.name(to)) {
            self.nodes.insert(to.to_owned(), node);
            self.steps.push(Step::Renamed { from: old, to: new, node });
        }
    }

    fn removed(&mut self, path: &Path) {
        if self.nodes.remove(path).is_some() {
            self.steps.extend(self.name(path).map(|name| Step::Removed { name }));
        }
    }

    /// # Safety
    /// `count` bytes from `from` on can be read.
    unsafe fn wrote(&mut self, file: c_int, at: c_long, from: *const c_void, count: c_long) {
        if let Some(node) = self.open.get(&file).copied() {
            // SAFETY: as the caller says.
            let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), number(count)) }.to_vec();
            self.steps.push(Step::Wrote { node, at: at.unsigned_abs(), bytes });
        }
    }

    fn synced(&mut self, file: c_int, data_only: bool) {
        if let Some(node) = self.open.get(&file).copied() {
            let what = match self.engine {
                Some(engine) if engine == node && data_only => Synced::Block,
                Some(_) | None if self.directories.contains(&node) => Synced::Names,
                Some(_) | None => Synced::File,
            };
            self.steps.push(Step::Synced { node, what });
        }
    }

    fn failure(&mut self, file: c_int) -> Option<c_int> {
        let (left, error) = self.fails.as_mut().filter(|_| self.open.contains_key(&file))?;
        let fails = *left == 0;
        *left = left.saturating_sub(1);
        fails.then_some(*error)
    }
}

/// Does a system call and, if it succeeded, what is to be done with the recorder. Before it, `refuse` says
/// whether it may not even be tried.
fn call(
    refuse: impl FnOnce(&mut Recorder) -> Option<c_int>,
    call: impl FnOnce() -> c_long,
    note: impl FnOnce(&mut Recorder, c_long),
) -> c_long {
    let mut slot = recorder_slot();
    if let Some(error) = slot.as_mut().and_then(refuse) {
        // SAFETY: the address of this thread's own error number.
        unsafe { *libc::__errno_location() = error };
        return -1;
    }
    let answer = call();
    if let (Some(recorder), 0..) = (slot.as_mut(), answer) {
        note(recorder, answer);
    }
    answer
}

/// # Safety
/// `path` is a text that ends in a zero.
unsafe fn path<'a>(path: *const c_char) -> &'a Path {
    // SAFETY: as the caller says.
    Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(path) }.to_bytes()))
}

fn number<A, T: TryFrom<A>>(answer: A) -> T {
    T::try_from(answer).unwrap_or_else(|_| std::process::abort())
}

// SAFETY of all that follow: the arguments are those of the C library's function of this name, and go to
// the system call that it would make.

/// In C the last argument is there only with `O_CREAT`; on these processors it is passed like any other.
#[unsafe(no_mangle)]
unsafe extern "C" fn open64(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let open = || unsafe { libc::syscall(libc::SYS_openat, libc::AT_FDCWD, name, flags | libc::O_LARGEFILE, mode) };
    number(call(|_| None, open, |recorder, file| recorder.opened(number(file), unsafe { path(name) }, flags)))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn close(file: c_int) -> c_int {
    let forget = |recorder: &mut Recorder, _| {
        recorder.open.remove(&file);
    };
    number(call(|_| None, || unsafe { libc::syscall(libc::SYS_close, file) }, forget))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn write(file: c_int, from: *const c_void, count: size_t) -> ssize_t {
    let at = unsafe { libc::syscall(libc::SYS_lseek, file, 0, libc::SEEK_CUR) };
    let write = || unsafe { libc::syscall(libc::SYS_write, file, from, count) };
    number(call(
        |recorder| recorder.failure(file),
        write,
        |recorder, count| unsafe { recorder.wrote(file, at, from, count) },
    ))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn pwrite64(file: c_int, from: *const c_void, count: size_t, at: off64_t) -> ssize_t {
    let write = || unsafe { libc::syscall(libc::SYS_pwrite64, file, from, count, at) };
    number(call(
        |recorder| recorder.failure(file),
        write,
        |recorder, count| unsafe { recorder.wrote(file, at, from, count) },
    ))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ftruncate64(file: c_int, bytes: off64_t) -> c_int {
    let resize = || unsafe { libc::syscall(libc::SYS_ftruncate, file, bytes) };
    let note = |recorder: &mut Recorder, _| {
        let node = recorder.open.get(&file).copied();
        recorder.steps.extend(node.map(|node| Step::Resized { node, bytes: bytes.unsigned_abs() }));
    };
    number(call(|recorder| recorder.failure(file), resize, note))
}

/// Only noted: what it would lead to is for the model to say.
#[unsafe(no_mangle)]
extern "C" fn fsync(file: c_int) -> c_int {
    number(call(|recorder| recorder.failure(file), || 0, |recorder, _| recorder.synced(file, false)))
}

/// As [`fsync`].
#[unsafe(no_mangle)]
extern "C" fn fdatasync(file: c_int) -> c_int {
    number(call(|recorder| recorder.failure(file), || 0, |recorder, _| recorder.synced(file, true)))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    let rename = || unsafe { libc::syscall(libc::SYS_renameat2, libc::AT_FDCWD, from, libc::AT_FDCWD, to, 0) };
    number(call(|_| None, rename, |recorder, _| unsafe { recorder.renamed(path(from), path(to)) }))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn unlink(name: *const c_char) -> c_int {
    let unlink = || unsafe { libc::syscall(libc::SYS_unlinkat, libc::AT_FDCWD, name, 0) };
    number(call(|_| None, unlink, |recorder, _| unsafe { recorder.removed(path(name)) }))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn mkdir(name: *const c_char, mode: mode_t) -> c_int {
    let make = || unsafe { libc::syscall(libc::SYS_mkdirat, libc::AT_FDCWD, name, mode) };
    let note = |recorder: &mut Recorder, _| {
        recorder.made(unsafe { path(name) }, true);
    };
    number(call(|_| None, make, note))
}

/// Copying in the kernel is refused: the standard library then reads and writes.
#[unsafe(no_mangle)]
extern "C" fn copy_file_range(_: c_int, _: *mut off64_t, _: c_int, _: *mut off64_t, _: size_t, _: c_uint) -> ssize_t {
    not_there()
}

/// As [`copy_file_range`].
#[unsafe(no_mangle)]
extern "C" fn sendfile64(_: c_int, _: c_int, _: *mut off64_t, _: size_t) -> ssize_t {
    not_there()
}

fn not_there() -> ssize_t {
    // SAFETY: the address of this thread's own error number.
    unsafe { *libc::__errno_location() = libc::ENOSYS };
    -1
}
