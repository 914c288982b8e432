//! A connection whose client has to read what it asked for: hyper waits for one without end.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How many bytes of an answer a client has to read in the time that it is given, unless less is left.
pub(crate) const LEAST_READ: usize = 64 * 1024;

/// A stream that ends with an error once its other side has read too little for too long.
pub(crate) struct Timely {
    stream: TcpStream,
    limit: Duration,
    waiting: Option<Waiting>,
}

/// The other side is waited for.
struct Waiting {
    until: Pin<Box<Sleep>>,
    /// So much is to be read by then.
    left: usize,
}

impl Timely {
    pub(crate) fn new(stream: TcpStream, limit: Duration) -> Self {
        Self { stream, limit, waiting: None }
    }

    fn watch(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Pending => {
                let waiting = || Waiting { until: Box::pin(sleep(self.limit)), left: LEAST_READ };
                ready!(self.waiting.get_or_insert_with(waiting).until.as_mut().poll(cx));
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            Poll::Ready(Ok(length)) => {
                if let Some(waiting) = &mut self.waiting {
                    waiting.left = waiting.left.saturating_sub(*length);
                }
                self.waiting.take_if(|waiting| waiting.left == 0);
            }
            Poll::Ready(Err(_)) => {}
        }
        written
    }
}

impl AsyncWrite for Timely {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watch(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.watch(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // All that there was is written: the next answer has its own time.
        self.waiting = None;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Timely {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl Drop for Timely {
    fn drop(&mut self) {
        // What nobody reads is thrown away: the system would go on offering it.
        if self.waiting.is_some() {
            let _ = self.stream.set_zero_linger();
        }
    }
}
