//! The faults: how each is done, and how it is healed.

use std::thread;
use std::time::{Duration, Instant};

use oorandom::Rand64;
use stories::LIMIT;
use stories::cluster::wait;
use test_servers::Proxy;

use crate::load::Load;
use crate::scene::Scene;

/// The stream's name.
const STREAM: &str = "WAYMARK";
/// How often it is looked whether something has happened.
const LOOK: Duration = Duration::from_millis(5);
/// How much longer a stopped server is stopped.
const MISSED: Duration = Duration::from_millis(700);
/// The longest that a fault lasts which nobody heals by himself.
const LONGEST: Duration = Duration::from_millis(1_500);

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// `kill -9` of a service.
    ServiceKilled,
    /// SIGTERM to a service.
    ServiceAsked,
    /// `kill -9` of a worker.
    WorkerKilled,
    /// `kill -9` of the keeper.
    KeeperKilled,
    /// `kill -9` of the server that leads the stream.
    LeaderKilled,
    /// `kill -9` of another server.
    FollowerKilled,
    /// SIGSTOP to any server.
    ServerStopped,
    /// The second service's connections are closed.
    NetworkCut,
    /// Nothing passes between the second service and its server.
    NetworkStalled,
    /// What the server answers does not come.
    AnswersStalled,
}

impl Fault {
    /// Every kind.
    pub(crate) const ALL: [Self; 10] = [
        Self::ServiceKilled,
        Self::ServiceAsked,
        Self::WorkerKilled,
        Self::KeeperKilled,
        Self::LeaderKilled,
        Self::FollowerKilled,
        Self::ServerStopped,
        Self::NetworkCut,
        Self::NetworkStalled,
        Self::AnswersStalled,
    ];

    /// Lets it happen while clients work, heals it, and returns how long it took from the healing
    /// until the part that it befell has done something again.
    #[track_caller]
    pub(crate) fn strike(self, scene: &mut Scene, load: &Load, chance: &mut Rand64) -> Duration {
        let either = |chance: &mut Rand64, many: u64| usize::try_from(chance.rand_range(0..many)).expect("a few");
        match self {
            Self::ServiceKilled | Self::ServiceAsked => {
                let service = either(chance, 2);
                if self == Self::ServiceKilled {
                    scene.services[service].kill();
                } else {
                    let status = scene.services[service].terminate();
                    assert!(status.success(), "{status}: {}", scene.services[service].said());
                }
                last(load, chance);
                let healed = load.now();
                scene.services[service].start_again();
                recover(load, &[service], healed)
            }
            Self::WorkerKilled => {
                let worker = either(chance, 2);
                scene.workers[worker].kill();
                last(load, chance);
                let head = scene.head();
                scene.workers[worker].start_again();
                wait("the tables go on", || scene.tables_have_come_to(head))
            }
            Self::KeeperKilled => {
                scene.keeper.kill();
                last(load, chance);
                let head = scene.head();
                scene.keeper.start_again();
                wait("the keeper goes on", || Scene::has_come_to(&scene.keeper, head))
            }
            Self::LeaderKilled | Self::FollowerKilled => {
                let leader = leader(scene);
                let server = if self == Self::LeaderKilled { leader } else { (leader + 1 + either(chance, 2)) % 3 };
                scene.cluster.nats.servers[server].kill();
                last(load, chance);
                let healed = load.now();
                scene.cluster.nats.servers[server].restart();
                recover(load, &[0, 1], healed)
            }
            Self::ServerStopped => {
                let server = &scene.cluster.nats.servers[either(chance, 3)];
                server.stop();
                last(load, chance);
                // Long enough for the others to miss it.
                thread::sleep(MISSED);
                let healed = load.now();
                server.cont();
                recover(load, &[0, 1], healed)
            }
            Self::NetworkCut => Self::between(scene, load, chance, Proxy::cut),
            Self::NetworkStalled => Self::between(scene, load, chance, Proxy::stall),
            Self::AnswersStalled => Self::between(scene, load, chance, Proxy::stall_answers),
        }
    }

    /// The same of something that happens to the network before the second service.
    #[track_caller]
    fn between(scene: &Scene, load: &Load, chance: &mut Rand64, what: impl Fn(&Proxy)) -> Duration {
        what(&scene.proxy);
        last(load, chance);
        let healed = load.now();
        scene.proxy.resume();
        recover(load, &[1], healed)
    }
}

/// Which server leads the stream.
#[track_caller]
fn leader(scene: &Scene) -> usize {
    let mut found = None;
    wait("a leader", || {
        found = scene.cluster.nats.leader_of(STREAM);
        found.is_some()
    });
    found.expect("a leader")
}

/// A fault lasts until the others have had some commands acknowledged, and no longer than a moment.
fn last(load: &Load, chance: &mut Rand64) {
    let (enough, began) = (load.count() as u64 + chance.rand_range(1..60), Instant::now());
    while (load.count() as u64) < enough && began.elapsed() < LONGEST {
        thread::sleep(LOOK);
    }
}

/// Waits until each of these services has acknowledged a command that was sent after the healing.
#[track_caller]
fn recover(load: &Load, services: &[usize], healed: u64) -> Duration {
    let began = Instant::now();
    while !services.iter().all(|service| load.is_served_since(*service, healed)) {
        assert!(began.elapsed() < LIMIT, "services {services:?} take no commands again");
        thread::sleep(LOOK);
    }
    Duration::from_micros(load.now() - healed)
}
