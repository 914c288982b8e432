//! What an administrator of the servers could do and never should: the servers' own words, spoken
//! over a bare connection.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long a server may take to answer: a stream without a leader does not.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks a server, and returns its answer, if there is one.
pub(crate) fn ask(server: SocketAddr, subject: &str, payload: &str) -> Option<Value> {
    let mut connection = TcpStream::connect(server).expect("the server");
    connection.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let asked = format!(
        "CONNECT {{\"verbose\":false}}\r\nSUB _INBOX.story 1\r\nPUB {subject} _INBOX.story {}\r\n{payload}\r\n",
        payload.len()
    );
    connection.write_all(asked.as_bytes()).expect("asked");
    let mut lines = BufReader::new(connection).lines().map_while(Result::ok);
    lines.find(|line| line.starts_with("MSG "))?;
    serde_json::from_str(&lines.next()?).ok()
}

/// Deletes the stream, with everything in it.
#[track_caller]
pub(crate) fn delete_stream(server: SocketAddr) {
    let answer = ask(server, "$JS.API.STREAM.DELETE.WAYMARK", "").expect("an answer");
    assert_eq!(answer["success"], true, "{answer}");
}
