//! A connection in NATS's own words: what a client library would not send.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nkeys::KeyPair;
use serde_json::{Value, json};

/// A connection by NKey.
pub(crate) struct Raw {
    connection: TcpStream,
    lines: Lines<BufReader<TcpStream>>,
}

impl Raw {
    pub(crate) fn connect(server: SocketAddr, seed: &str) -> Self {
        let pair = KeyPair::from_seed(seed).expect("a key");
        let connection = TcpStream::connect(server).expect("a connection");
        connection.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        let lines = BufReader::new(connection.try_clone().expect("a connection")).lines();
        let mut raw = Self { connection, lines };
        let told = raw.line();
        let told: Value = serde_json::from_str(told.strip_prefix("INFO ").expect("INFO")).expect("JSON");
        let signed = pair.sign(told["nonce"].as_str().expect("a nonce").as_bytes()).expect("a signature");
        let signed = URL_SAFE_NO_PAD.encode(signed);
        let connect = json!({"verbose": false, "nkey": pair.public_key(), "sig": signed, "protocol": 1});
        assert!(raw.allowed(&format!("CONNECT {connect}")));
        raw
    }

    /// Whether a publication is let through; the server says so at once, whatever it would answer.
    pub(crate) fn may_publish(&mut self, subject: &str) -> bool {
        self.allowed(&format!("PUB {subject} 0\r\n"))
    }

    /// Whether a subscription is let through.
    pub(crate) fn may_subscribe(&mut self, subject: &str) -> bool {
        self.allowed(&format!("SUB {subject} 1\r\nUNSUB 1"))
    }

    /// Asks, and has the answer sent to this subject.
    pub(crate) fn asks(&mut self, subject: &str, body: &str, answer_to: &str) -> bool {
        self.allowed(&format!("PUB {subject} {answer_to} {}\r\n{body}", body.len()))
    }

    fn allowed(&mut self, said: &str) -> bool {
        self.connection.write_all(format!("{said}\r\nPING\r\n").as_bytes()).expect("sent");
        let mut allowed = true;
        loop {
            match self.line() {
                told if told == "PONG" => return allowed,
                told => allowed &= !told.contains("Permissions Violation"),
            }
        }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("a line").expect("a line")
    }
}
