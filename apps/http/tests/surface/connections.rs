//! Connections as they come over the wire: too much, too slow, too many.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use waymark_http::{Access, Limits, serve_within};

use crate::common::{World, empty_world};

const LIVE: &str = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

async fn served(limits: Limits) -> (World, std::net::SocketAddr) {
    let world = empty_world(Access::Open, None).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_within(limits, listener, world.app.clone(), std::future::pending()));
    (world, address)
}

async fn said(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let length = stream.read(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

#[tokio::test]
async fn ten_megabytes_are_answered_with_why_they_are_too_much() {
    let (_world, address) = served(Limits::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = 10 << 20;
    let head = format!(
        "POST /v1/coaching/log-hours HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Idempotency-Key: k\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // All of it, as a client does that reads no answer before it has said everything.
    stream.write_all(&vec![b' '; length]).await.unwrap();
    let answer = said(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("at most 65536 bytes"), "{answer}");
}

#[tokio::test]
async fn a_client_that_does_not_end_its_headers_is_not_waited_for() {
    let limits = Limits { headers: Duration::from_millis(50), ..Limits::default() };
    let (_world, address) = served(limits).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /livez HTTP/1.1\r\nHost: local").await.unwrap();
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is still open");
}

#[tokio::test]
async fn when_all_connections_are_taken_the_next_waits_until_one_is_free() {
    let (_world, address) = served(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = TcpStream::connect(address).await.unwrap();
    first.write_all(LIVE.as_bytes()).await.unwrap();
    assert!(said(&mut first).await.starts_with("HTTP/1.1 200"));
    let mut second = TcpStream::connect(address).await.unwrap();
    second.write_all(LIVE.as_bytes()).await.unwrap();
    for _ in 0..100 {
        first.write_all(LIVE.as_bytes()).await.unwrap();
        assert!(said(&mut first).await.starts_with("HTTP/1.1 200"));
        let answered = second.try_read(&mut [0; 64]);
        assert!(answered.is_err(), "answered while there was no room");
    }
    drop(first);
    assert!(said(&mut second).await.starts_with("HTTP/1.1 200"));
}
