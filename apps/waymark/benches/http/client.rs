//! A client that costs little: one connection, one request at a time.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::commands::Command;

/// A connection to a process of ours, and the key to it.
pub(crate) struct Client {
    stream: TcpStream,
    node: SocketAddr,
    key: String,
    arrived: Vec<u8>,
}

impl Client {
    pub(crate) async fn of(node: &SocketAddr, key: &str) -> Self {
        let stream = TcpStream::connect(node).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, node: *node, key: key.to_owned(), arrived: Vec::new() }
    }

    /// Sends a command, which must be taken.
    pub(crate) async fn ask(&mut self, command: &Command) {
        let (status, body) = self.send(command).await;
        assert_eq!(status, 201, "{} {}: {body}", command.path, command.json);
    }

    /// Sends a command, which must be decided.
    pub(crate) async fn ask_or_be_refused(&mut self, command: &Command) {
        let (status, body) = self.send(command).await;
        assert!([201, 409, 422].contains(&status), "{} {}: {status} {body}", command.path, command.json);
    }

    async fn send(&mut self, Command { path, key, json }: &Command) -> (u16, String) {
        let more = format!(
            "Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
            json.len()
        );
        self.request("POST", path, &more).await
    }

    pub(crate) async fn is_ready(&mut self) -> bool {
        self.request("GET", "/readyz", "\r\n").await.0 == 200
    }

    async fn request(&mut self, method: &str, path: &str, more: &str) -> (u16, String) {
        let (node, key) = (self.node, &self.key);
        let request = format!("{method} {path} HTTP/1.1\r\nHost: {node}\r\nAuthorization: Bearer {key}\r\n{more}");
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.arrived.clear();
        loop {
            assert_ne!(self.stream.read_buf(&mut self.arrived).await.unwrap(), 0, "{node} ended the connection");
            let text = std::str::from_utf8(&self.arrived).unwrap();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
                if body.len() >= length.parse().unwrap() {
                    return (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned());
                }
            }
        }
    }
}
