//! Connections as they come over the wire: too much, too slow, too many.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use waymark_http::{Limits, serve};

use crate::common::{KEY, World, hours, world};

const LIVE: &str = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
/// Longer than anything takes here.
const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(200);

async fn served(limits: Limits) -> (World, SocketAddr) {
    let world = world().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(limits, listener, world.app.clone(), std::future::pending()));
    (world, address)
}

/// Limits within which nothing ends by itself.
fn patient() -> Limits {
    Limits { keyless_life: LONG, head: LONG, body: LONG, answer: LONG, write: LONG, ..Limits::default() }
}

async fn said(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let length = stream.read(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

async fn connected(address: SocketAddr, sends: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sends.as_bytes()).await.unwrap();
    stream
}

/// That the server ends the connection, and what it said before.
async fn ended(mut stream: TcpStream) -> String {
    let mut rest = Vec::new();
    match tokio::time::timeout(LONG / 2, stream.read_to_end(&mut rest))
        .await
        .unwrap_or_else(|_| panic!("the connection is still open"))
    {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
    String::from_utf8_lossy(&rest).into_owned()
}

fn with_key(method: &str, path: &str, more: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEY}\r\n{more}\r\n")
}

fn command(length: usize) -> String {
    let more = format!("Content-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: {length}\r\n");
    with_key("POST", "/v1/coaching/log-hours", &more)
}

fn form(length: usize, more: &str) -> String {
    format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n{more}\r\n"
    )
}

#[tokio::test]
async fn ten_megabytes_are_answered_with_why_they_are_too_much() {
    let (_world, address) = served(Limits::default()).await;
    let length = 10 << 20;
    let mut stream = connected(address, &command(length)).await;
    // All of it, as a client does that reads no answer before it has said everything.
    stream.write_all(&vec![b' '; length]).await.unwrap();
    let answer = said(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("at most 65536 bytes"), "{answer}");
}

#[tokio::test]
async fn a_form_without_a_key_may_be_short_only() {
    let (_world, address) = served(Limits::default()).await;
    let length = 4097;
    let mut stream = connected(address, &form(length, "")).await;
    stream.write_all(&vec![b'a'; length]).await.unwrap();
    let answer = said(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("at most 4096 bytes"), "{answer}");
}

#[tokio::test]
async fn a_client_that_does_not_end_its_headers_is_not_waited_for() {
    let (_world, address) = served(Limits { head: SHORT, ..patient() }).await;
    ended(connected(address, "GET /livez HTTP/1.1\r\nHost: local").await).await;
    // Nor one that says nothing, after an answer or at all.
    ended(connected(address, "").await).await;
    assert!(ended(connected(address, LIVE).await).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let (_world, address) = served(Limits { body: SHORT, ..patient() }).await;
    for slow in [
        command(10),
        form(10, ""),
        form(10, "Expect: 100-continue\r\n"),
        with_key("POST", "/v1/names", "Content-Length: 9\r\n"),
    ] {
        let mut stream = connected(address, &slow).await;
        let mut answer = said(&mut stream).await;
        if answer == "HTTP/1.1 100 Continue\r\n\r\n" {
            answer = said(&mut stream).await;
        }
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"too-slow\""), "{answer}");
    }
}

#[tokio::test]
async fn a_client_that_reads_no_answer_is_not_waited_for() {
    let (_world, address) = served(Limits { write: SHORT, ..patient() }).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let ask = with_key("GET", "/openapi.json", "");
    let asks = ask.repeat(64);
    let refused = async { while stream.write_all(asks.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(LONG / 2, refused).await.unwrap_or_else(|_| panic!("the connection is still open"));
}

#[tokio::test]
async fn without_a_key_nothing_lasts_longer_than_its_time() {
    let (_world, address) = served(Limits { keyless_life: SHORT, ..patient() }).await;
    let mut keyed = connected(address, &with_key("GET", "/livez", "")).await;
    assert!(said(&mut keyed).await.starts_with("HTTP/1.1 200"));
    for hostile in
        ["", "GET /livez HTTP/1.1\r\nHost: local", &form(10, ""), &form(10, "Expect: 100-continue\r\n"), LIVE]
    {
        ended(connected(address, hostile).await).await;
    }
    keyed.write_all(with_key("GET", "/livez", "").as_bytes()).await.unwrap();
    assert!(said(&mut keyed).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_client_that_asks_at_once_is_answered_however_many_hold_connections() {
    let (_world, address) = served(Limits { keyless: 4, keyless_of_one: 4, spared: Duration::ZERO, ..patient() }).await;
    let mut keyed = connected(address, &with_key("GET", "/livez", "")).await;
    assert!(said(&mut keyed).await.starts_with("HTTP/1.1 200"));
    let mut held = Vec::new();
    for hostile in
        ["", "GET /livez HTTP/1.1\r\nHost: local", &form(10, ""), &command(10).replace(KEY, "guessed")].repeat(4)
    {
        held.push(connected(address, hostile).await);
    }
    let mut probe = connected(address, LIVE).await;
    assert!(said(&mut probe).await.starts_with("HTTP/1.1 200"));
    let body = hours(1, 9).to_string();
    let mut newcomer = connected(address, &(command(body.len()) + &body)).await;
    assert!(said(&mut newcomer).await.starts_with("HTTP/1.1 201"));
    keyed.write_all(with_key("GET", "/livez", "").as_bytes()).await.unwrap();
    assert!(said(&mut keyed).await.starts_with("HTTP/1.1 200"));
    ended(held.swap_remove(0)).await;
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_answered_with_that() {
    let (_world, address) = served(Limits { answer: SHORT, ..patient() }).await;
    let mut stream = connected(address, &command(10)).await;
    let answer = said(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\"out-of-time\""), "{answer}");
}

#[tokio::test]
async fn only_requests_without_a_valid_key_are_slowed_down() {
    // No connection becomes a keyed one here: what counts is the key of each request.
    let (_world, address) = served(Limits { keyed: 0, ..patient() }).await;
    for (request, status, is_slowed) in [
        (with_key("GET", "/livez", ""), "200", false),
        (LIVE.to_owned(), "200", true),
        (with_key("GET", "/v1/tables", "").replace(KEY, "guessed"), "401", true),
        (with_key("GET", "/v1/tables", "Accept: text/html\r\n").replace(KEY, "guessed"), "401", true),
    ] {
        let mut stream = connected(address, "").await;
        let began = std::time::Instant::now();
        for _ in 0..6 {
            stream.write_all(request.as_bytes()).await.unwrap();
            let answer = said(&mut stream).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        }
        assert_eq!(began.elapsed() >= Duration::from_secs(3), is_slowed, "{request}: {:?}", began.elapsed());
    }
}
