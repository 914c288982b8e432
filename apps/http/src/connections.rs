//! Which connections are open, and which one is cut when there are too many.
//!
//! A connection is *keyless* until a request on it carries a valid key, and *keyed* from then on. New
//! connections are always accepted. If too many keyless ones are open, from one address or in total, the
//! oldest is closed; a connection younger than `Limits::spared` is closed only when a burst exceeds
//! `BURST` times the limit. So a client that sends its request at once, a health probe or the holder of a
//! key, is answered however many keyless connections are held open, even from the same address. Keyed
//! connections are not closed to make room. Beyond `Limits::keyed`, a connection stays keyless whatever it
//! sends.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::Limits;
use crate::limits::BURST;

/// Every open connection of a server.
pub(crate) struct Connections {
    limits: Limits,
    open: Mutex<Open>,
}

/// How many of the oldest are examined to find one that can be closed.
const LOOK: usize = 64;

#[derive(Default)]
struct Open {
    /// Numbers connections in the order in which they come.
    last: u64,
    keyless: BTreeMap<u64, Arc<ConnectionState>>,
    /// The same by address.
    of_one: HashMap<IpAddr, BTreeSet<u64>>,
    keyed: usize,
}

/// What is known of one open connection.
pub(crate) struct ConnectionState {
    number: u64,
    from: IpAddr,
    since: Instant,
    keyed: AtomicBool,
    /// A request over it has arrived whole and is being answered: that takes no longer than the server does.
    answering: AtomicBool,
    /// How many requests without a valid key came over it.
    asked: AtomicUsize,
    cut: Notify,
}

/// What a request knows of the connection that it came over.
#[derive(Clone)]
pub(crate) struct CameOver {
    state: Arc<ConnectionState>,
    connections: Arc<Connections>,
    /// The guard found a valid key in the request.
    has_key: Arc<AtomicBool>,
}

/// A connection, while it is open.
pub(crate) struct Connection(CameOver);

impl Connections {
    pub(crate) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, open: Mutex::default() })
    }

    /// Takes one more, keyless so far. Closes the oldest if there are too many.
    pub(crate) fn take(self: &Arc<Self>, from: IpAddr) -> Connection {
        let from = network(from);
        let mut open = self.lock();
        while let Some(oldest) = open.one_too_many(from, &self.limits) {
            open.cut(oldest);
        }
        open.last += 1;
        let (keyed, answering) = (AtomicBool::new(false), AtomicBool::new(false));
        let (cut, since) = (Notify::new(), Instant::now());
        let state = Arc::new(ConnectionState {
            number: open.last,
            from,
            since,
            keyed,
            answering,
            asked: AtomicUsize::new(0),
            cut,
        });
        open.of_one.entry(from).or_default().insert(state.number);
        open.keyless.insert(state.number, state.clone());
        drop(open);
        Connection(CameOver { state, connections: self.clone(), has_key: Arc::default() })
    }

    /// Cuts the oldest keyless one: the system has no room for more.
    pub(crate) fn make_room(&self) {
        let mut open = self.lock();
        let oldest = open.keyless.keys().next().copied();
        if let Some(oldest) = oldest {
            open.cut(oldest);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Which one must end before one more from there is taken.
    fn one_too_many(&self, from: IpAddr, limits: &Limits) -> Option<u64> {
        let of_one = self.of_one.get(&from).into_iter().flatten();
        let open_of_one = self.of_one.get(&from).map_or(0, BTreeSet::len);
        let goes = |open: usize, most: usize, number: &u64| {
            let state = self.keyless.get(number).filter(|_| open >= most)?;
            let is_spared = state.answering.load(Ordering::Relaxed) || state.since.elapsed() < limits.spared;
            (!is_spared || open >= most.saturating_mul(BURST)).then_some(state.number)
        };
        let of_one = of_one.take(LOOK).find_map(|number| goes(open_of_one, limits.keyless_of_one, number));
        of_one.or_else(|| self.keyless.keys().take(LOOK).find_map(|n| goes(self.keyless.len(), limits.keyless, n)))
    }

    fn cut(&mut self, number: u64) {
        if let Some(state) = self.forget(number) {
            state.cut.notify_one();
        }
    }

    /// Counts a keyless one no longer.
    fn forget(&mut self, number: u64) -> Option<Arc<ConnectionState>> {
        let state = self.keyless.remove(&number)?;
        if let Some(of_one) = self.of_one.get_mut(&state.from) {
            of_one.remove(&number);
            if of_one.is_empty() {
                self.of_one.remove(&state.from);
            }
        }
        Some(state)
    }
}

impl CameOver {
    /// For the next request on the same connection.
    pub(crate) fn of_next_request(&self) -> Self {
        Self { has_key: Arc::default(), ..self.clone() }
    }

    /// The request came with a valid key.
    pub(crate) fn key_was_shown(&self) {
        let Self { state, connections, has_key } = self;
        has_key.store(true, Ordering::Relaxed);
        if state.keyed.load(Ordering::Relaxed) {
            return;
        }
        let mut open = connections.lock();
        if open.keyed < connections.limits.keyed && open.forget(state.number).is_some() {
            open.keyed += 1;
            state.keyed.store(true, Ordering::Relaxed);
        }
    }

    /// A request over it arrived whole, and until this is dropped it is being answered.
    pub(crate) fn answering(&self) -> Answering {
        self.state.answering.store(true, Ordering::Relaxed);
        Answering(self.state.clone())
    }

    /// Counts the request if the guard found no valid key in it, and returns how many such requests there
    /// were on the connection; 0 for one with a key.
    pub(crate) fn answered_without_a_key(&self) -> usize {
        let has_key = self.has_key.load(Ordering::Relaxed);
        if has_key { 0 } else { self.state.asked.fetch_add(1, Ordering::Relaxed) + 1 }
    }

    fn is_keyed(&self) -> bool {
        self.state.keyed.load(Ordering::Relaxed)
    }
}

impl Connection {
    /// For the requests that come over it.
    pub(crate) fn came_over(&self) -> CameOver {
        self.0.clone()
    }

    /// Ends when it must make room for another, or was open long enough without a key.
    pub(crate) async fn is_cut(&self) {
        let Self(CameOver { state, connections, .. }) = self;
        tokio::select! {
            () = state.cut.notified() => return,
            () = tokio::time::sleep(connections.limits.keyless_life) => {}
        }
        if self.0.is_keyed() {
            std::future::pending::<()>().await;
        }
    }
}

/// A request is being answered.
pub(crate) struct Answering(Arc<ConnectionState>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answering.store(false, Ordering::Relaxed);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let CameOver { state, connections, .. } = &self.0;
        let mut open = connections.lock();
        if state.keyed.load(Ordering::Relaxed) {
            open.keyed = open.keyed.saturating_sub(1);
        } else {
            open.forget(state.number);
        }
    }
}

/// The network that an address belongs to: one party usually has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const SOON: Duration = Duration::from_millis(1);

    fn connections(keyless: usize, keyless_of_one: usize, keyed: usize) -> Arc<Connections> {
        Connections::new(Limits { keyless, keyless_of_one, keyed, spared: Duration::ZERO, ..Limits::default() })
    }

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    async fn is_cut(connection: &Connection) -> bool {
        tokio::time::timeout(SOON, connection.is_cut()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_of_an_address_that_has_too_many_makes_room() {
        let connections = connections(10, 2, 10);
        let other = connections.take(address(2));
        let [first, second, third] = [1, 1, 1].map(|from| connections.take(address(from)));
        assert!(is_cut(&first).await);
        for kept in [&other, &second, &third] {
            assert!(!is_cut(kept).await);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_of_all_makes_room_where_many_addresses_have_few_each() {
        let connections = connections(2, 2, 10);
        let [first, second, third] = [1, 2, 3].map(|from| connections.take(address(from)));
        assert_eq!((is_cut(&first).await, is_cut(&second).await, is_cut(&third).await), (true, false, false));
    }

    #[tokio::test(start_paused = true)]
    async fn one_over_which_a_key_was_shown_is_not_cut_and_makes_room_for_others() {
        let connections = connections(2, 2, 1);
        let keyed = connections.take(address(1));
        keyed.came_over().key_was_shown();
        let [first, second] = [1, 1].map(|from| connections.take(address(from)));
        assert!(!is_cut(&first).await && !is_cut(&second).await);
        // Beyond the number of keyed ones a key changes nothing, until one of them has ended.
        second.came_over().key_was_shown();
        tokio::time::advance(Limits::default().keyless_life).await;
        assert_eq!((is_cut(&keyed).await, is_cut(&second).await), (false, false));
        drop(keyed);
        second.came_over().key_was_shown();
        assert_eq!(connections.lock().keyed, 1);
        drop((first, second));
        let open = connections.lock();
        assert!(open.keyless.is_empty() && open.of_one.is_empty() && open.keyed == 0);
    }

    #[tokio::test(start_paused = true)]
    async fn one_whose_request_is_being_answered_is_spared() {
        let connections = connections(10, 2, 10);
        let [first, second] = [1, 1].map(|from| connections.take(address(from)));
        let answering = first.came_over().answering();
        let third = connections.take(address(1));
        assert!(!is_cut(&first).await && is_cut(&second).await && !is_cut(&third).await);
        drop(answering);
        let _fourth = connections.take(address(1));
        assert!(is_cut(&first).await);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_key_a_connection_ends_in_time() {
        let connections = connections(2, 2, 1);
        let (keyless, keyed) = (connections.take(address(1)), connections.take(address(1)));
        keyed.came_over().key_was_shown();
        let began = tokio::time::Instant::now();
        keyless.is_cut().await;
        assert_eq!(began.elapsed(), Limits::default().keyless_life);
        assert!(tokio::time::timeout(Duration::from_secs(3600), keyed.is_cut()).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_has_just_come_is_spared_while_there_is_room_for_a_burst() {
        let limits = Limits { keyless: 10, keyless_of_one: 2, ..Limits::default() };
        let connections = Connections::new(limits);
        let burst: Vec<_> = (0..2 * BURST).map(|_| connections.take(address(1))).collect();
        assert!(!is_cut(&burst[0]).await);
        let more = connections.take(address(1));
        assert!(is_cut(&burst[0]).await && !is_cut(&burst[1]).await);
        // Once they have had their time, all but as many as there may be make room.
        tokio::time::advance(limits.spared).await;
        let next = connections.take(address(1));
        assert!(is_cut(&burst[2 * BURST - 1]).await && !is_cut(&more).await && !is_cut(&next).await);
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
