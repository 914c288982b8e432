//! Two thousand connections without a key, held from the address of somebody who has one and of a
//! probe. Twenty seconds of it are longer than any of them may last; `WAYMARK_SIEGE_SECONDS=60` holds
//! them for a minute, whose figures stand in docs/operations.md.

#![expect(clippy::expect_used, reason = "a story fails where it breaks")]

mod hostile;

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use hostile::{Hostile, Kind};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use stories::{LIMIT, Server, World};

const HOSTILE: usize = 2_000;
/// How often each of them does something.
const EVERY: Duration = Duration::from_millis(250);

#[test]
fn probes_commands_and_questions_are_answered_while_two_thousand_connections_are_held_without_a_key() {
    let limit = getrlimit(Resource::Nofile);
    let enough = Some(limit.maximum.unwrap_or(8192).min(8192));
    setrlimit(Resource::Nofile, Rlimit { current: enough, maximum: limit.maximum }).expect("more files");
    let seconds = std::env::var("WAYMARK_SIEGE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);

    let world = World::default();
    let (server, key) = server(&world);
    let address: SocketAddr = server.url.trim_start_matches("http://").parse().expect("an address");
    let over = AtomicBool::new(false);
    let (answers, opened) = thread::scope(|scope| {
        let hostile: Vec<_> = (0..2)
            .map(|half| {
                let over = &over;
                scope.spawn(move || besiege(half, address, over))
            })
            .collect();
        let ends = Ends(&over);
        let until = Instant::now() + Duration::from_secs(seconds);
        let probe = |path: &'static str| {
            scope.spawn(move || ask_until(until, |_| ask(address, &format!("GET {path}"), "", ""), 200))
        };
        let (live, ready) = (probe("/livez"), probe("/readyz"));
        let with_key = format!("Authorization: Bearer {key}\r\n");
        let for_reads = with_key.clone();
        let reads = scope
            .spawn(move || ask_until(until, |_| ask(address, "GET /v1/tables/coaches?limit=10", &for_reads, ""), 200));
        let commands = scope.spawn(move || {
            let headers = format!("{with_key}Content-Type: application/json\r\n");
            let send = |name: &str, n: usize, body: &Value| {
                let headers = format!("{headers}Idempotency-Key: key-{n}\r\n");
                ask(address, &format!("POST /v1/{name}"), &headers, &body.to_string())
            };
            let college = json!({ "provider": "10009999", "ukprn": "10009999", "name": "Millbrook College" });
            let made = send("referrals/register-provider", 0, &college).expect("an answer");
            assert!(made.starts_with("HTTP/1.1 201 "), "{made}");
            let coach =
                |n| json!({ "coach": format!("10009999/Coach {n}"), "provider": "10009999", "name": "A Coach" });
            ask_until(until, |n| send("coaching/register-coach", n, &coach(n)), 201)
        });
        let asked = [("/livez", live), ("/readyz", ready), ("a table", reads), ("a command", commands)];
        let answers = asked.map(|(what, thread)| (what, thread.join().expect(what)));
        drop(ends);
        let opened: u64 = hostile.into_iter().map(|half| half.join().expect("hostile")).sum();
        (answers, opened)
    });
    println!("{HOSTILE} connections held for {seconds} s, opened {opened} times in all");
    for (what, took) in answers {
        let at = |per_mille: usize| took[(took.len() * per_mille / 1000).min(took.len() - 1)];
        println!("{what}: {} answers, p50 {:?}, p99 {:?}, most {:?}", took.len(), at(500), at(990), at(1000));
        assert!(took.len() > 20, "{what}: {} answers", took.len());
        assert!(at(990) < Duration::from_secs(1), "{what}: p99 {:?}", at(990));
    }
    assert!(opened > 2 * HOSTILE as u64, "none of them was cut");
}

/// The siege ends, also when the story breaks.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A server, and the key that it made.
fn server(world: &World) -> (Server, String) {
    let server = world.up_with(&["up", "--listen", "127.0.0.1:0"]);
    let key = server.said.split_whitespace().find(|word| word.starts_with("wm_")).expect("a key").to_owned();
    (server, key)
}

/// Holds half of the connections until it is over, and says how often they were opened.
fn besiege(half: usize, server: SocketAddr, over: &AtomicBool) -> u64 {
    let mut hostile: Vec<Hostile> =
        (0..HOSTILE / 2).map(|n| Hostile::new(Kind::ALL[(2 * n + half) % Kind::ALL.len()])).collect();
    while !over.load(Ordering::Relaxed) {
        let began = Instant::now();
        hostile.iter_mut().for_each(|one| one.step(server));
        thread::sleep(EVERY.saturating_sub(began.elapsed()));
    }
    hostile.iter().map(|one| one.opened).sum()
}

/// Asks again and again, and says how long each answer took, in order.
#[track_caller]
fn ask_until(until: Instant, ask: impl Fn(usize) -> io::Result<String>, status: u16) -> Vec<Duration> {
    let mut took = Vec::new();
    while Instant::now() < until {
        let began = Instant::now();
        let answer = ask(took.len()).expect("an answer");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        took.push(began.elapsed());
        thread::sleep(Duration::from_millis(20));
    }
    took.sort();
    took
}

/// Asks over a connection of its own.
fn ask(server: SocketAddr, line: &str, headers: &str, body: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&server, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
