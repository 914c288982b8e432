//! What `/metrics` says of the process itself: its build, its use of the machine, and how long commits
//! take. In Prometheus' text format, by its conventions: base units, `_total`, the usual `process_…`.

use std::fmt::{Display, Write as _};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use crate::system;

/// Upper bounds of the histogram of commits, in microseconds, as they are written in seconds.
const BOUNDS: [(u64, &str); 12] = [
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (5_000_000, "5"),
];

/// How long appends took until they were durable.
#[derive(Debug, Default)]
pub struct Commits {
    within: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

/// What a process says of itself.
#[derive(Debug)]
pub struct Exposition {
    started: Timestamp,
    data: PathBuf,
    commits: Arc<Commits>,
}

impl Commits {
    /// Takes one in.
    pub fn took(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        for (within, (bound, _)) in self.within.iter().zip(BOUNDS) {
            if micros <= bound {
                within.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.micros.fetch_add(micros, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    fn write(&self, text: &mut String) {
        const NAME: &str = "waymark_commit_duration_seconds";
        head(text, NAME, "histogram", "How long an append takes until its event is durable");
        // The count first: a bucket never holds more than all.
        let (count, sum) = (self.count.load(Ordering::Relaxed), self.micros.load(Ordering::Relaxed));
        for (within, (_, bound)) in self.within.iter().zip(BOUNDS) {
            let within = within.load(Ordering::Relaxed).min(count);
            let _ = writeln!(text, "{NAME}_bucket{{le=\"{bound}\"}} {within}");
        }
        let sum = seconds(Duration::from_micros(sum));
        let _ = writeln!(text, "{NAME}_bucket{{le=\"+Inf\"}} {count}\n{NAME}_sum {sum}\n{NAME}_count {count}");
    }
}

impl Exposition {
    /// A process that starts now on this data directory.
    #[must_use]
    pub fn new(data: PathBuf, commits: Arc<Commits>) -> Self {
        Self { started: system::now(), data, commits }
    }

    /// As `/metrics` has it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        head(&mut text, "waymark_build_info", "gauge", "Which build this is; always 1");
        // `0.1.0`, or `0.1.0 (4844061b77aa)`.
        let (version, revision) = env!("WAYMARK_VERSION").split_once(' ').unwrap_or((env!("WAYMARK_VERSION"), ""));
        let revision = revision.trim_matches(['(', ')']);
        let _ = writeln!(text, "waymark_build_info{{version=\"{version}\",revision=\"{revision}\"}} 1");
        self.commits.write(&mut text);
        let started = Duration::from_millis(u64::try_from(self.started.as_millisecond()).unwrap_or_default());
        one(&mut text, "process_start_time_seconds", "gauge", "When the process started", seconds(started));
        #[cfg(unix)]
        self.of_the_system(&mut text);
        text
    }

    /// What the system knows; nothing is said of what it does not tell.
    #[cfg(unix)]
    fn of_the_system(&self, text: &mut String) {
        use rustix::process::{Resource, getrlimit};
        use rustix::time::{ClockId, clock_gettime};

        let used = clock_gettime(ClockId::ProcessCPUTime);
        let used = Duration::new(
            u64::try_from(used.tv_sec).unwrap_or_default(),
            u32::try_from(used.tv_nsec).unwrap_or_default(),
        );
        one(text, "process_cpu_seconds_total", "counter", "Processor time used", seconds(used));
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        for (field, name, help) in [
            ("VmRSS:", "process_resident_memory_bytes", "Memory in use"),
            ("VmSize:", "process_virtual_memory_bytes", "Addresses in use"),
        ] {
            let kib = status.lines().find_map(|line| line.strip_prefix(field)?.trim().split(' ').next()?.parse().ok());
            if let Some(kib) = kib.and_then(|kib: u64| kib.checked_mul(1024)) {
                one(text, name, "gauge", help, kib);
            }
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            one(text, "process_open_fds", "gauge", "Open files and connections", open.count());
        }
        if let Some(most) = getrlimit(Resource::Nofile).current {
            one(text, "process_max_fds", "gauge", "How many files and connections may be open", most);
        }
        if let Ok(disk) = rustix::fs::statvfs(&self.data) {
            let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
            one(text, "waymark_disk_free_bytes", "gauge", "Room on the data directory's disk", bytes(disk.f_bavail));
            one(text, "waymark_disk_size_bytes", "gauge", "Size of the data directory's disk", bytes(disk.f_blocks));
        }
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn one(text: &mut String, name: &str, kind: &str, help: &str, value: impl Display) {
    head(text, name, kind, help);
    let _ = writeln!(text, "{name} {value}");
}

/// In seconds, to the microsecond.
fn seconds(time: Duration) -> String {
    format!("{}.{:06}", time.as_secs(), time.subsec_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_counted_in_every_bucket_they_fit_in_and_stand_there_from_the_start() {
        let commits = Arc::new(Commits::default());
        let exposition = Exposition::new(PathBuf::from("."), commits.clone());
        assert!(exposition.text().contains("waymark_commit_duration_seconds_count 0\n"), "{}", exposition.text());
        commits.took(Duration::from_micros(700));
        commits.took(Duration::from_secs(9));
        let text = exposition.text();
        for line in [
            "waymark_commit_duration_seconds_bucket{le=\"0.0005\"} 0",
            "waymark_commit_duration_seconds_bucket{le=\"0.001\"} 1",
            "waymark_commit_duration_seconds_bucket{le=\"5\"} 1",
            "waymark_commit_duration_seconds_bucket{le=\"+Inf\"} 2",
            "waymark_commit_duration_seconds_sum 9.000700",
        ] {
            assert!(text.lines().any(|said| said == line), "{line} is not in\n{text}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_process_and_its_disk_are_told_by_the_names_that_prometheus_uses() {
        let text = Exposition::new(PathBuf::from("."), Arc::default()).text();
        for name in [
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_virtual_memory_bytes",
            "process_open_fds",
            "process_max_fds",
            "process_start_time_seconds",
            "waymark_disk_free_bytes",
            "waymark_disk_size_bytes",
        ] {
            let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            assert!(value.is_some_and(|value| value.parse::<f64>().is_ok_and(|value| value > 0.0)), "{name}:\n{text}");
        }
        assert!(text.contains("waymark_build_info{version=\"0."), "{text}");
    }
}
