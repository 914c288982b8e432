//! Clients who repeat every command, with its key, until it is answered.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use stories::LIMIT;
use stories::cluster::Client;

use crate::ground::{registration, session};

/// How many internships they share, so that they race.
pub(crate) const INTERNSHIPS: usize = 3;
/// How many sessions a coach has before the next one is registered.
const SESSIONS: usize = 40;
/// How long a client waits for an answer before it asks another service.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long it waits when neither answered.
const PAUSE: Duration = Duration::from_millis(20);

/// A command that was acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    /// Whose.
    pub(crate) client: usize,
    /// The event's id.
    pub(crate) event: String,
    /// Its position.
    pub(crate) position: u64,
}

/// Clients of two services.
pub(crate) struct Load {
    services: Vec<Client>,
    began: Instant,
    stop: AtomicBool,
    abandoned: AtomicBool,
    acknowledged: Mutex<Vec<Acknowledged>>,
    refused: Mutex<Vec<String>>,
    /// Of each service: when the latest command was sent that it acknowledged, in microseconds.
    latest: Vec<AtomicU64>,
    /// Commands that were not answered.
    pub(crate) unanswered: AtomicUsize,
    /// Commands that were answered by a status of 500 and more.
    pub(crate) failed: AtomicUsize,
    /// Commands that a service refused because it had not read yet what another had acknowledged.
    pub(crate) behind: AtomicUsize,
    /// Commands that were acknowledged not at the first attempt.
    pub(crate) repeated: AtomicUsize,
}

impl Load {
    /// On these services.
    pub(crate) fn on(services: &[&Client]) -> Self {
        Self {
            services: services.iter().map(|client| client.within(PATIENCE)).collect(),
            began: Instant::now(),
            stop: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
            acknowledged: Mutex::default(),
            refused: Mutex::default(),
            latest: services.iter().map(|_| AtomicU64::new(0)).collect(),
            unanswered: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            behind: AtomicUsize::new(0),
            repeated: AtomicUsize::new(0),
        }
    }

    /// One client: works until the load is to stop, and ends when its last command is answered.
    pub(crate) fn work(&self, client: usize) {
        for n in 0.. {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let (of, nth) = (client * 100_000 + n / SESSIONS, n % SESSIONS);
            let key = format!("{client}-{n}");
            if nth == 0 {
                self.until_answered(client, "/v1/coaching/register-coach", &key, &registration(of));
            } else {
                let session = session((client + n) % INTERNSHIPS, of, nth);
                self.until_answered(client, "/v1/coaching/log-hours", &key, &session);
            }
        }
    }

    /// Asks the client's own service first, then the others in turn.
    fn until_answered(&self, client: usize, path: &str, key: &str, json: &Value) {
        let began = Instant::now();
        for attempt in 0.. {
            if self.abandoned.load(Ordering::Relaxed) {
                return;
            }
            let service = (client + attempt) % self.services.len();
            let sent = self.now();
            match self.services[service].post(path, key, json) {
                Some((200 | 201, receipt)) => {
                    self.latest[service].fetch_max(sent, Ordering::Relaxed);
                    self.repeated.fetch_add(usize::from(attempt > 0), Ordering::Relaxed);
                    let event = receipt["event"].as_str().expect("an event").to_owned();
                    let position = receipt["position"].as_u64().expect("a position");
                    locked(&self.acknowledged).push(Acknowledged { client, event, position });
                    return;
                }
                // The coach was registered at the other service, and this one has not read that far.
                Some((409, told)) if told["code"] == "unknown-coach" && began.elapsed() < LIMIT => {
                    self.behind.fetch_add(1, Ordering::Relaxed)
                }
                Some((500.., _)) => self.failed.fetch_add(1, Ordering::Relaxed),
                Some((status, told)) => return locked(&self.refused).push(format!("{key}: {status} {told}")),
                None => self.unanswered.fetch_add(1, Ordering::Relaxed),
            };
            if attempt % self.services.len() == self.services.len() - 1 {
                thread::sleep(PAUSE);
            }
        }
    }

    /// How many commands were acknowledged.
    pub(crate) fn count(&self) -> usize {
        locked(&self.acknowledged).len()
    }

    /// What was acknowledged, in no order.
    pub(crate) fn acknowledged(&self) -> Vec<Acknowledged> {
        locked(&self.acknowledged).clone()
    }

    /// Answers that no command should have had.
    pub(crate) fn refused(&self) -> Vec<String> {
        locked(&self.refused).clone()
    }

    /// Microseconds since the load began.
    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Whether a service has acknowledged a command that was sent after this moment.
    pub(crate) fn is_served_since(&self, service: usize, moment: u64) -> bool {
        self.latest[service].load(Ordering::Relaxed) > moment
    }

    /// Every client ends, with or without an answer.
    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }

    /// Every client ends with the command that it is at.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
