//! What is counted and measured, in Prometheus' text format.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// A number that goes up and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// As Prometheus has it: `waymark_stream_lag`.
    pub name: &'static str,
    /// What it counts, in a sentence.
    pub help: &'static str,
    /// How it stands.
    pub value: u64,
}

/// Bounds of the latency histogram, in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// One server's meters.
pub(crate) struct Meters {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    requests: AtomicU64,
}

/// After so many requests the measured times are put into their buckets, whether or not anybody
/// reads them: until then each takes memory.
const UPKEEP: u64 = 4096;

impl Default for Meters {
    fn default() -> Self {
        // Only an empty list of buckets is an error.
        let builder = PrometheusBuilder::new().set_buckets(&SECONDS).unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        let meters = Self { recorder, handle, requests: AtomicU64::new(0) };
        meters.describe();
        meters
    }
}

/// What became of a command, as a label.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    Accepted,
    Repeated,
    Refused,
    Unreadable,
    Failed,
}

impl Outcome {
    const ALL: [Self; 5] = [Self::Accepted, Self::Repeated, Self::Refused, Self::Unreadable, Self::Failed];

    fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Repeated => "repeated",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Failed => "failed",
        }
    }
}

impl Meters {
    fn describe(&self) {
        metrics::with_local_recorder(&self.recorder, || {
            describe_counter!("waymark_commands_total", "Commands, by context and what became of them");
            describe_histogram!("waymark_command_duration_seconds", "How long commands take, by context");
            describe_counter!("waymark_http_requests_total", "Requests, by method, route and status");
            describe_histogram!("waymark_http_request_duration_seconds", "How long requests take, by route");
            describe_gauge!("waymark_journal_head", "The position of the last event");
            describe_gauge!("waymark_read_models_position", "The position up to which every read model has read");
            describe_gauge!("waymark_read_models_lag", "Events that some read model has not read yet");
        });
    }

    /// Lets the counters of these contexts begin at nothing: a rate over the first failure needs what was
    /// there before it.
    pub(crate) fn begin(&self, contexts: impl Iterator<Item = &'static str>) {
        metrics::with_local_recorder(&self.recorder, || {
            for context in contexts {
                for outcome in Outcome::ALL {
                    counter!("waymark_commands_total", "context" => context, "outcome" => outcome.as_str()).absolute(0);
                }
            }
        });
    }

    pub(crate) fn command(&self, context: &'static str, outcome: Outcome, took: Duration) {
        metrics::with_local_recorder(&self.recorder, || {
            counter!("waymark_commands_total", "context" => context, "outcome" => outcome.as_str()).increment(1);
            histogram!("waymark_command_duration_seconds", "context" => context).record(took);
        });
    }

    pub(crate) fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        metrics::with_local_recorder(&self.recorder, || {
            let (method, route) = (method.to_owned(), route.to_owned());
            counter!(
                "waymark_http_requests_total",
                "method" => method, "route" => route.clone(), "status" => status.to_string()
            )
            .increment(1);
            histogram!("waymark_http_request_duration_seconds", "route" => route).record(took);
        });
        if self.requests.fetch_add(1, Ordering::Relaxed) % UPKEEP == UPKEEP - 1 {
            self.handle.run_upkeep();
        }
    }

    /// Everything, with where the journal and the read models are now.
    pub(crate) fn render(&self, head: u64, read: Option<u64>, gauges: &[Gauge]) -> String {
        metrics::with_local_recorder(&self.recorder, || {
            gauge!("waymark_journal_head").set(as_f64(head));
            if let Some(read) = read {
                gauge!("waymark_read_models_position").set(as_f64(read));
                gauge!("waymark_read_models_lag").set(as_f64(head.saturating_sub(read)));
            }
            for Gauge { name, help, value } in gauges {
                describe_gauge!(*name, *help);
                gauge!(*name).set(as_f64(*value));
            }
        });
        self.handle.run_upkeep();
        self.handle.render()
    }
}

/// As the format wants it: exact up to 2^53 events.
fn as_f64(position: u64) -> f64 {
    position as f64
}
