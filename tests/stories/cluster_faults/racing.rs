//! Two services at the same internship.

use std::sync::Barrier;
use std::thread;

use serde_json::json;
use stories::cluster::{Client, Cluster};

use crate::ground::{COLLEGE, internship, prepare, take};

const INTERNSHIPS: usize = 25;

#[test]
fn of_two_services_that_give_a_place_at_once_one_gives_it_and_one_is_refused() {
    let cluster = Cluster::start();
    let services = [cluster.serve("service-1"), cluster.serve("service-2")];
    prepare(&services[0].client, INTERNSHIPS);
    for number in 0..INTERNSHIPS {
        let plan = json!({
            "internship": internship(number), "date": "2024-06-12", "kind": "ehc-plan", "localAuthority": "E08000003",
        });
        take(&services[number % 2].client, "/v1/referrals/verify-plan", &format!("plan-{number}"), &plan);
    }
    let (mut given, mut refused) = (0, 0);
    for number in 0..INTERNSHIPS {
        let start = Barrier::new(services.len());
        let accept = |client: &Client, key: &str| {
            let place = json!({
                "internship": internship(number), "provider": COLLEGE, "date": "2024-07-01",
                "plannedStart": "2024-09-02", "plannedEnd": "2025-07-11", "weeklyMinutesAtWork": 960,
            });
            start.wait();
            client.post("/v1/referrals/accept", key, &place).expect("an answer")
        };
        let answers: Vec<_> = thread::scope(|scope| {
            let asked: Vec<_> = services
                .iter()
                .map(|service| scope.spawn(|| accept(&service.client, &format!("{}-{number}", service.name))))
                .collect();
            asked.into_iter().map(|asked| asked.join().expect("an answer")).collect()
        });
        for (status, told) in &answers {
            match status {
                201 => given += 1,
                409 if told["code"] == "already-accepted" => refused += 1,
                _ => panic!("{answers:?}"),
            }
        }
    }
    println!("{INTERNSHIPS} races: {given} places given, {refused} refused");
    assert_eq!((given, refused), (INTERNSHIPS, INTERNSHIPS));
}
