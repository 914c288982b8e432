//! Commands on internships that the process has not read yet, beside the same once it knows them.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Instant;

use serde_json::json;
use tokio::task::spawn_local;

use crate::client::Client;
use crate::commands::Command;
use crate::ground::Ground;

const CLIENTS: usize = 64;

/// A conversation with each family of a simulated log, and two more with each.
pub(crate) async fn cold(interns: usize) {
    let (ground, internships) = Ground::simulated(interns).await;
    let internships: Rc<[String]> = internships.into();
    let mut rates = Vec::new();
    for round in 0..3 {
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            clients.push(Client::of(&ground.nodes[0], &ground.key).await);
        }
        let began = Instant::now();
        let asking = clients.into_iter().enumerate().map(|(nth, client)| {
            let its = internships.iter().skip(nth).step_by(CLIENTS).cloned().collect();
            spawn_local(converse(client, its, round))
        });
        for client in asking.collect::<Vec<_>>() {
            client.await.unwrap();
        }
        rates.push(internships.len() as f64 / began.elapsed().as_secs_f64());
        println!("  round {}: {:.0} commands a second", round + 1, rates[round]);
    }
    let (cold, warm) = (rates[0], rates[1].max(rates[2]));
    println!("  cold {cold:.0}, {:.2} of the {warm:.0} once they are known; at least 0.5 wanted", cold / warm);
}

async fn converse(mut client: Client, mut internships: VecDeque<String>, round: usize) {
    while let Some(internship) = internships.pop_front() {
        let json = json!({"internship": internship, "date": "2026-06-01", "who": ["parent"], "topics": ["travel"]});
        let key = format!("conversation-{round}-{internship}");
        // Some were withdrawn and take none: that is decided on their history as well.
        client
            .ask_or_be_refused(&Command { path: "/v1/referrals/hold-family-conversation", key, json: json.to_string() })
            .await;
    }
}
