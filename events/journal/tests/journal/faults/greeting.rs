//! What a server says of itself when a node comes to it, changed on its way.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use event_journal::{ConnectError, ConnectOptions, Connection, Journal as _};
use event_log::MemoryLog;
use events::Position;

use crate::scene::{add, connect, event, join, one_server, run, until};

/// Stands before a server and replaces words in its greeting.
struct Greeting {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    instead: Vec<(String, String)>,
    connections: Vec<TcpStream>,
}

impl Greeting {
    fn of(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let greeting = Self { address: listener.local_addr().unwrap(), shared: Arc::default() };
        let shared = Arc::clone(&greeting.shared);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let upstream = TcpStream::connect(server).unwrap();
                let shared = &mut *shared.lock().unwrap();
                shared.connections.push(client.try_clone().unwrap());
                pass(&client, &upstream, Vec::new());
                pass(&upstream, &client, shared.instead.clone());
            }
        });
        greeting
    }

    fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// From now on says `instead` where the server says `word`, to everybody, who has to connect again.
    fn say(&self, word: &str, instead: &str) {
        let mut shared = self.shared.lock().unwrap();
        shared.instead.push((word.to_owned(), instead.to_owned()));
        for connection in shared.connections.drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

/// Passes on what comes; in the first line words are replaced.
fn pass(from: &TcpStream, to: &TcpStream, instead: Vec<(String, String)>) {
    let (from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut first = String::new();
        let _ = from.read_line(&mut first);
        for (word, other) in &instead {
            assert!(first.contains(word), "{first}");
            first = first.replace(word, other);
        }
        let mut sent = to.write_all(first.as_bytes());
        let mut buffer = [0; 4096];
        while sent.is_ok()
            && let Ok(read @ 1..) = from.read(&mut buffer)
        {
            sent = to.write_all(&buffer[..read]);
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

const VERSION: &str = "\"version\":\"2.";

async fn refused(url: String) -> ConnectError {
    let options = ConnectOptions { servers: vec![url], ..ConnectOptions::default() };
    Connection::open(&options).await.unwrap_err()
}

#[test]
fn a_server_that_is_too_old_or_has_no_streams_is_refused_at_once() {
    run(async {
        let (server, _connection) = one_server().await;
        let old = Greeting::of(server.address());
        old.say(VERSION, "\"version\":\"1.");
        let told = refused(old.url()).await;
        assert!(matches!(&told, ConnectError::TooOld { found, .. } if found.starts_with("1.")), "{told}");
        let without = Greeting::of(server.address());
        without.say("\"jetstream\":true", "\"jetstream\":false");
        let told = refused(without.url()).await;
        assert!(matches!(told, ConnectError::NoJetStream { .. }), "{told}");
    });
}

#[test]
fn a_node_that_comes_to_an_older_server_while_it_runs_takes_no_appends_until_it_is_at_a_newer_one() {
    run(async {
        let (server, _connection) = one_server().await;
        let greeting = Greeting::of(server.address());
        let node = join(&connect(vec![greeting.url()]).await, Arc::new(MemoryLog::new())).await;
        add(&node, 0, 0).await;
        greeting.say(VERSION, "\"version\":\"1.");
        let told = until(&node, |status| status.appends_blocked.is_some()).await.appends_blocked().unwrap();
        assert!(told.contains("has version 1.") && told.contains("upgrade it"), "{told}");
        assert!(node.append(event(1, 1), None, Position::START).await.is_err());

        greeting.say("\"version\":\"1.", VERSION);
        until(&node, |status| status.appends_blocked.is_none()).await;
        add(&node, 1, 1).await;
    });
}
