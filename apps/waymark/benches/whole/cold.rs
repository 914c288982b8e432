//! Commands on internships that nobody asked about since the start, beside the same once they are known.

use std::sync::Arc;
use std::time::Instant;

use event_journal::{EmbeddedJournal, Journal};
use event_keys::Keystore;
use event_log::EventLog;
use events::{Line, Position, Subject, SubjectKind, Trace};
use service_runtime::{Ask, Asker, Deadline, Rejected, Services};
use tokio::runtime::Runtime;
use waymark::{services, system};

const CLIENTS: usize = 64;
/// As many as there are, but no more than this.
const MOST: usize = 30_000;

/// A conversation with each family, durable; and another one with each, twice over.
pub(crate) fn cold(runtime: &Runtime, log: &Arc<dyn EventLog>, keys: &Arc<Keystore>) {
    let journal: Arc<dyn Journal> = Arc::new(EmbeddedJournal::new(log.clone(), system::clock()));
    let services = services::all(&journal, keys);
    let internships = internships(&**log);
    let rates: Vec<f64> = runtime.block_on(async {
        services.warm_up().await.unwrap();
        services.knows_all().await.unwrap();
        let mut rates = Vec::new();
        for round in 0..3 {
            let started = Instant::now();
            let clients = (0..CLIENTS).map(|client| {
                let its = internships.iter().skip(client).step_by(CLIENTS).copied().collect();
                tokio::spawn(converse(services.clone(), its, round))
            });
            for client in clients.collect::<Vec<_>>() {
                client.await.unwrap();
            }
            rates.push(internships.len() as f64 / started.elapsed().as_secs_f64());
        }
        rates
    });
    let (cold, warm) = (rates[0], rates[2]);
    println!(
        "{:<44}{cold:>12.0} a second, {:.2} of the {warm:.0} once they are known, at least 0.5",
        format!("commands on {} internships, cold", internships.len()),
        cold / warm
    );
}

async fn converse(services: Services, internships: Vec<Subject>, round: usize) {
    for internship in internships {
        let json = format!(
            r#"{{"internship":"{}","date":"{}","who":["parent"],"topics":["travel"]}}"#,
            internship.id,
            system::today()
        );
        let ask = Ask {
            key: Line::new(&format!("cold-{round}")).unwrap(),
            by: Asker::named(Line::new("bench").unwrap()),
            trace: Trace::default(),
            today: system::today(),
            until: Deadline::NEVER,
        };
        // Some were withdrawn and take none: that is decided on their history as well.
        let answer = services.execute("referrals", "hold-family-conversation", &json, &ask).await;
        assert!(matches!(answer, Ok(_) | Err(Rejected::Refused(_))), "{answer:?}");
    }
}

fn internships(log: &dyn EventLog) -> Vec<Subject> {
    let mut found = Vec::new();
    let mut after = Position::START;
    while found.len() < MOST {
        let batch = log.batch(after, 8192).unwrap();
        if batch.is_empty() {
            break;
        }
        for (position, leaf, _) in batch.iter() {
            let event = events::Recorded::decode(position, leaf).unwrap().event;
            if event.subject.kind == SubjectKind::Internship && event.fact.event_type().name == "referred" {
                found.push(event.subject);
            }
        }
        after = batch.last();
    }
    found.truncate(MOST);
    found
}
