//! How fast an event is read from and written to its canonical bytes, against the floor of only
//! looking for the end of the JSON. One core; medians of interleaved rounds.
#![expect(clippy::print_stdout, clippy::float_arithmetic, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Instant;

use events::{Position, Recorded};

const ROUNDS: usize = 9;
const TIMES: usize = 40_000;

fn main() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/waymark.coaching.hours-logged.v1.json");
    let leaf = std::fs::read(golden).unwrap();
    let leaf = leaf.trim_ascii_end().to_vec();
    let event = Recorded::decode(Position(1), &leaf).unwrap().event;
    let (mut floor, mut read, mut write) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floor.push(seconds(|| serde_json::from_slice::<serde::de::IgnoredAny>(black_box(&leaf)).unwrap()));
        read.push(seconds(|| Recorded::decode(Position(1), black_box(&leaf)).unwrap()));
        write.push(seconds(|| black_box(&event).to_canonical().unwrap()));
    }
    let (floor, read, write) = (median(floor), median(read), median(write));
    println!("an hours-logged event of {} bytes", leaf.len());
    println!("decode     {:>9.0} events/s, {:.2} of skipping the JSON", 1.0 / read, floor / read);
    println!("canonical  {:>9.0} events/s, {:.2} of skipping the JSON", 1.0 / write, floor / write);
}

fn seconds<T>(mut work: impl FnMut() -> T) -> f64 {
    let started = Instant::now();
    for _ in 0..TIMES {
        let _ = black_box(work());
    }
    started.elapsed().as_secs_f64() / TIMES as f64
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
