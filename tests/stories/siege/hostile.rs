//! Connections that want nothing but to be held.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What a hostile connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Says nothing.
    Idle,
    /// Sends a byte of its headers now and then.
    SlowHead,
    /// Sends a byte of its body now and then.
    SlowBody,
    /// Asks again and again, and reads no answer.
    NeverReads,
    /// Wants to be told to go on, and does not.
    ExpectsContinue,
    /// Asks many things at once.
    Pipelined,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Idle, Self::SlowHead, Self::SlowBody, Self::NeverReads, Self::ExpectsContinue, Self::Pipelined];

    /// What it says at once.
    fn begins(self) -> &'static str {
        match self {
            Self::Idle => "",
            Self::SlowHead => "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
            Self::SlowBody => "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\nkey=",
            Self::ExpectsContinue => {
                "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n\r\n"
            }
            Self::NeverReads | Self::Pipelined => self.goes_on(),
        }
    }

    /// What it says now and then.
    fn goes_on(self) -> &'static str {
        match self {
            Self::Idle | Self::ExpectsContinue => "",
            Self::SlowHead | Self::SlowBody => "a",
            Self::NeverReads => concat!(
                "GET /problems HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /problems HTTP/1.1\r\nHost: localhost\r\n\r\n"
            ),
            Self::Pipelined => concat!(
                "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc",
                "GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
            ),
        }
    }
}

/// One hostile connection, opened again whenever it is cut.
pub(crate) struct Hostile {
    kind: Kind,
    stream: Option<TcpStream>,
    /// How often it was opened.
    pub(crate) opened: u64,
}

impl Hostile {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, stream: None, opened: 0 }
    }

    /// Goes on with what it does.
    pub(crate) fn step(&mut self, server: SocketAddr) {
        if let Some(stream) = &mut self.stream
            && goes_on(stream, self.kind)
        {
            return;
        }
        self.stream = TcpStream::connect_timeout(&server, Duration::from_secs(1)).ok().and_then(|mut stream| {
            self.opened += 1;
            stream.set_nonblocking(true).ok()?;
            stream.write_all(self.kind.begins().as_bytes()).ok()?;
            Some(stream)
        });
    }
}

/// Whether the connection is still open.
fn goes_on(stream: &mut TcpStream, kind: Kind) -> bool {
    let open = |done: std::io::Result<usize>| match done {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    };
    let said = kind.goes_on();
    if !said.is_empty() && !open(stream.write(said.as_bytes())) {
        return false;
    }
    let mut answers = [0; 16 * 1024];
    kind == Kind::NeverReads || !matches!(stream.read(&mut answers), Ok(0)) && open(stream.peek(&mut answers[..1]))
}
