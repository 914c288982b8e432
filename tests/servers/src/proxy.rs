//! What stands between a client and a server, and can cut them off from each other.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Passes on what comes, until it is told otherwise. Threads of its own, so that it serves tests
/// with and without a runtime.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    flow: Flow,
    connections: Vec<TcpStream>,
    closed: bool,
}

/// What happens to the bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Flow {
    /// They pass, both ways.
    #[default]
    Open,
    /// They wait, both ways.
    Stalled,
    /// What the client sends passes, what the server answers waits: the moment between a request
    /// and its answer, for as long as the test needs it.
    AnswersStalled,
    /// Connections are closed, and new ones as soon as they come.
    Cut,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    ToServer,
    ToClient,
}

impl Proxy {
    /// A proxy before this server.
    ///
    /// # Panics
    /// When there is no port for it.
    #[must_use]
    pub fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port for the proxy");
        let address = listener.local_addr().expect("the proxy's port");
        let shared = Arc::new(Shared::default());
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accepting.accept(&listener, server));
        Self { address, shared }
    }

    /// Where clients connect to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where clients of NATS connect to.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Closes every connection, and every new one, until [`resume`](Proxy::resume).
    pub fn cut(&self) {
        self.shared.set(Flow::Cut);
    }

    /// Holds everything back, both ways, on connections that stay open.
    pub fn stall(&self) {
        self.shared.set(Flow::Stalled);
    }

    /// Lets the client's bytes through and holds back the server's answers.
    pub fn stall_answers(&self) {
        self.shared.set(Flow::AnswersStalled);
    }

    /// Lets everything through again; what was held back comes first.
    pub fn resume(&self) {
        self.shared.set(Flow::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.state().closed = true;
        self.cut();
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, flow: Flow) {
        let mut state = self.state();
        state.flow = flow;
        if flow == Flow::Cut {
            for connection in state.connections.drain(..) {
                let _ = connection.shutdown(Shutdown::Both);
            }
        }
        self.changed.notify_all();
    }

    fn accept(self: Arc<Self>, listener: &TcpListener, server: SocketAddr) {
        for client in listener.incoming().flatten() {
            let mut state = self.state();
            if state.closed {
                return;
            }
            if state.flow == Flow::Cut {
                continue;
            }
            let Ok(upstream) = TcpStream::connect(server) else { continue };
            let copies = [client.try_clone(), upstream.try_clone(), client.try_clone(), upstream.try_clone()];
            let [Ok(from_client), Ok(to_server), Ok(kept_client), Ok(kept_server)] = copies else { continue };
            state.connections.extend([kept_client, kept_server]);
            drop(state);
            let (out, back) = (Arc::clone(&self), Arc::clone(&self));
            thread::spawn(move || out.pass(from_client, to_server, Direction::ToServer));
            thread::spawn(move || back.pass(upstream, client, Direction::ToClient));
        }
    }

    fn pass(&self, mut from: TcpStream, mut to: TcpStream, direction: Direction) {
        let mut buffer = [0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            if self.wait_until_open(direction) == Flow::Cut || to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }

    fn wait_until_open(&self, direction: Direction) -> Flow {
        let held = |flow| match flow {
            Flow::Open | Flow::Cut => false,
            Flow::Stalled => true,
            Flow::AnswersStalled => direction == Direction::ToClient,
        };
        let state = self.changed.wait_while(self.state(), |state| held(state.flow));
        state.unwrap_or_else(PoisonError::into_inner).flow
    }
}
