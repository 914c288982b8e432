//! A cluster over TLS whose keys are exchanged and whose processes are replaced, while clients work.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stories::cluster::Client;

use crate::doc::Doc;
use crate::terminal::Terminal;

/// How long a client waits for an answer before it asks the other service.
const PATIENCE: Duration = Duration::from_secs(5);
const COLLEGE: &str = "10009999";
/// With what a command may be answered while it is not taken: all say to repeat it.
const RETRIABLE: [&str; 4] = ["stopping", "not-recorded", "outcome-unknown", "contention"];

/// Commands, one after the other, each repeated with its key at the other service until it is taken.
struct Load {
    services: [Client; 2],
    stop: AtomicBool,
    /// Event and position.
    acknowledged: Mutex<Vec<(String, u64)>>,
}

impl Load {
    fn work(&self) {
        let college =
            json!({"provider": COLLEGE, "ukprn": "10009999", "name": "Millbrook College", "date": "2024-06-03"});
        self.until_taken("/v1/referrals/register-provider", "college", &college);
        for n in 0.. {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let coach = format!("00000000-0000-4000-8000-2{n:011}");
            let coach =
                json!({"coach": coach, "provider": COLLEGE, "name": format!("Coach {n}"), "date": "2024-06-03"});
            self.until_taken("/v1/coaching/register-coach", &format!("coach-{n}"), &coach);
        }
    }

    fn until_taken(&self, path: &str, key: &str, command: &Value) {
        for attempt in 0.. {
            match self.services[attempt % 2].post(path, key, command) {
                Some((200 | 201, receipt)) => {
                    let event = receipt["event"].as_str().expect("an event").to_owned();
                    let position = receipt["position"].as_u64().expect("a position");
                    return self.acknowledged.lock().expect("the list").push((event, position));
                }
                Some((503, told)) if RETRIABLE.iter().any(|code| told["code"] == *code) => {}
                None => {}
                Some(answer) => panic!("{key}: {answer:?}"),
            }
            if attempt % 2 == 1 {
                thread::sleep(Duration::from_millis(20));
            }
        }
    }

    fn count(&self) -> usize {
        self.acknowledged.lock().expect("the list").len()
    }
}

/// The load ends, also when the story breaks.
struct Ends<'a>(&'a Load);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_cluster_over_tls_gets_a_new_nkey_and_is_upgraded_under_load_and_nothing_is_lost() {
    let doc = Doc::read();
    let mut terminal = Terminal::open(&[]);
    terminal.follows(&doc, &["Secrets", "The NATS servers", "The stream", "The processes"]);
    let status = "waymark cluster status --nats-nkey secrets/operator.nk";
    for (without, told) in [
        ("WAYMARK_NATS_CA", "not trusted by this system"),
        ("WAYMARK_NATS_CERTIFICATE -u WAYMARK_NATS_CERTIFICATE_KEY", "a node without a certificate"),
    ] {
        let said = terminal.types(&format!("env -u {without} {status}"));
        assert!(said.contains(told), "{said}");
    }
    let key = terminal.types("echo $WAYMARK_KEY").trim().to_owned();
    let load = Load {
        services: [7001, 7002].map(|port| Client::new(&doc.url(port), &key, PATIENCE)),
        stop: AtomicBool::new(false),
        acknowledged: Mutex::default(),
    };
    thread::scope(|scope| {
        let ends = Ends(&load);
        scope.spawn(|| load.work());
        let mut before = 0;
        for heading in ["A new NKey", "Upgrades"] {
            let began = Instant::now();
            terminal.follows(&doc, &[heading]);
            let now = load.count();
            assert!(now > before + 5, "{heading}: nobody worked meanwhile: {now}");
            println!("{heading}: {} commands acknowledged meanwhile, in {:.1?}", now - before, began.elapsed());
            before = now;
            let said = terminal.types(&status.replace("secrets/operator.nk", "old-service.nk"));
            assert!(said.contains("do not know the NKey in old-service.nk"), "{said}");
        }
        // What the upgrade does in order, done without warning.
        for (what, port) in [("keeper", 7003), ("query", 7005)] {
            let process =
                if what == "keeper" { "waymark --data keeper" } else { "waymark --data tables --master-key-file" };
            let said = terminal.types(&format!(
                "pkill -KILL -P $$ -f '{process}'; ends '{process}'; {what}; waymark ready --wait 60 --listen {} && echo back",
                doc.url(port).trim_start_matches("http://")
            ));
            assert!(said.contains("back"), "{what}: {said}");
        }
        drop(ends);
    });
    let acknowledged = load.acknowledged.into_inner().expect("the list");
    let served = Client::new(&doc.url(7003), &key, stories::LIMIT);
    let all = acknowledged.len() as u64;
    stories::cluster::wait("the keeper has everything", || served.metric("waymark_journal_head") >= Some(all));
    terminal.follows(&doc, &["Stopping"]);
    for node in ["node-1", "node-2", "keeper"] {
        let said = terminal.types(&format!("waymark --data {node} events"));
        let events: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
        assert_eq!(events.len(), acknowledged.len(), "{node}: something is lost, or there twice");
        for (event, position) in &acknowledged {
            let at = usize::try_from(*position).expect("a position") - 1;
            assert_eq!(events[at]["id"], event.as_str(), "{node}: position {position}");
        }
    }
    println!("{all} commands acknowledged, all there once, on every node");
}
